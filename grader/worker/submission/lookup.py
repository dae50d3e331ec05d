"""Finds what an act names: functions, models, attributes; a ``Problem`` names the nearest one otherwise."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Iterable
from types import FunctionType, MethodType
from typing import Any

from grader.worker.exceptions import clean, list_bases, read_name
from grader.worker.places import PACKAGE, read_module
from grader.worker.problem import Problem
from grader.worker.submission import models
from grader.worker.submission.loading import Submission

_CALLABLES_IN_A_CLASS = (staticmethod, classmethod)


def find_function(submission: Submission, name: str) -> Any:
    """The function ``name`` of the submission: of a module, else the single method of that name.

    An unbound method of a model takes the instance as its first argument; the class of any other method is
    given instead, as a pair (class, name), for the caller to make an instance of.
    """
    found = list_values(submission, name)
    if len(found) > 1:
        places = _listed({_find_file(submission, value) for value in found})
        raise Problem(
            f"There are {len(found)} functions called {name}, in {places}; keep one, or hand in the right file alone."
        )
    if found:
        return found[0]
    owners = [cls for cls in _classes(submission) if name in vars(cls) and _is_method(vars(cls)[name])]
    if len(owners) > 1:
        raise Problem(
            f"{name} is a method of {_listed(read_name(cls) for cls in owners)}, and no function of its own."
        )
    if not owners:
        why = _why_missing(submission, name, _function_names(submission))
        raise Problem(f"There is no function {name}.{why}")
    return Method(owners[0], name)


class Method:
    """A method found where a function was asked for."""

    def __init__(self, owner: type, name: str) -> None:
        self.owner = owner
        self.name = name

    @property
    def is_bound_by_the_class(self) -> bool:
        return isinstance(vars(self.owner)[self.name], _CALLABLES_IN_A_CLASS)

    @property
    def is_of_a_model(self) -> bool:
        return is_mapped(self.owner)

    @property
    def unbound(self) -> Any:
        return getattr(self.owner, self.name)


def find_model(submission: Submission, name: str) -> type:
    """The mapped class of that name, else the only class of it that is not mapped."""
    found = [mapper for mapper in models.mappers() if read_name(mapper.class_) == name]
    if len(found) > 1:
        tables = _listed(str(getattr(mapper.local_table, "name", "?")) for mapper in found)
        raise Problem(f"There are {len(found)} models called {name} (tables {tables}); keep one.")
    model: type = found[0].class_ if found else _find_unmapped(submission, name)
    return model


def _find_unmapped(submission: Submission, name: str) -> type:
    found = [cls for cls in unmapped_classes(submission) if read_name(cls) == name]
    if len(found) > 1:
        raise Problem(f"There are {len(found)} classes called {name}; keep one.")
    if not found:
        names = [read_name(mapper.class_) for mapper in models.mappers()]
        raise Problem(f"There is no model {name}.{_why_missing(submission, name, names)}")
    return found[0]


def unmapped_classes(submission: Submission) -> list[type]:
    """The submission's own classes that have no mapper, each once."""
    return [cls for cls in _classes(submission) if not is_mapped(cls)]


def is_mapped(cls: type) -> bool:
    return any(mapper.class_ is cls for mapper in models.mappers())


def no_attribute(value: Any, name: str) -> Problem:
    cls = value if isinstance(value, type) else type(value)
    names = {
        key for base in list_bases(cls) for key in type.__dict__["__dict__"].__get__(base) if type(key) is str
    }
    public = [key for key in names if not key.startswith("_")]
    return Problem(f"{read_name(cls)} has no attribute {name}.{_nearest(name, public)}")


def has_attribute(value: Any, name: str) -> bool:
    """Whether the class or the instance has it, found without carrying anything out."""
    if any(name in type.__dict__["__dict__"].__get__(base) for base in list_bases(type(value))):
        return True
    try:
        return name in object.__getattribute__(value, "__dict__")
    except AttributeError:
        return False


def read_stored(value: Any, name: str) -> Any:
    """What an object stores under a name, past any ``__getattr__`` of its class; None where it stores nothing."""
    try:
        held = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return None
    return held.get(name) if type(held) is dict else None


def find_method(cls: type, name: str) -> Any:
    """A method, or what a property calls, without the object itself; None where there is nothing of that name."""
    found = inspect.getattr_static(cls, name, None)
    function = found.fget if isinstance(found, property) else found
    return MethodType(function, cls) if inspect.isfunction(function) else getattr(cls, name, None)


def list_values(submission: Submission, name: str) -> list[Any]:
    """Every distinct value of that name that can be called. Those defined where they were found come before imported ones, and those
    of a script come last."""
    values: dict[int, Any] = {}
    defined: dict[int, Any] = {}
    asked_for: dict[int, Any] = {}
    for module in submission.modules:
        value = vars(module).get(name)
        if callable(value):
            values[id(value)] = value
            if _module_name(value) == module.__name__:
                defined[id(value)] = value
                if not submission.is_of_a_script(module):
                    asked_for[id(value)] = value
    return list((asked_for or defined or values).values())


def _module_name(value: Any) -> str:
    is_function = type(value) is FunctionType
    name = value.__module__ if is_function else inspect.getattr_static(value, "__module__", "")
    return clean(name) if isinstance(name, str) else ""


def _find_file(submission: Submission, value: Any) -> str:
    name = _module_name(value)
    files = (getattr(m, "__file__", None) for m in submission.modules if m.__name__ == name)
    where = next((submission.places.within(file, 1) for file in files if type(file) is str), None)
    return where.file if where else name


def _classes(submission: Submission) -> list[type]:
    found: dict[int, type] = {}
    for module in submission.modules:
        for value in list(vars(module).values()):
            if issubclass(type(value), type) and read_module(value).split(".")[0] == PACKAGE:
                found.setdefault(id(value), value)
    return list(found.values())


def _is_method(value: Any) -> bool:
    return inspect.isfunction(value) or isinstance(value, _CALLABLES_IN_A_CLASS)


def _function_names(submission: Submission) -> list[str]:
    return [
        name
        for module in submission.modules
        for name, value in list(vars(module).items())
        if inspect.isfunction(value) and not name.startswith("_")
    ]


def _why_missing(submission: Submission, name: str, names: Iterable[str]) -> str:
    reason = submission.why_without(name)
    return f" {reason}." if reason else _nearest(name, names)


def _nearest(name: str, names: Iterable[str]) -> str:
    close = difflib.get_close_matches(name, [clean(n) for n in dict.fromkeys(names)], n=1, cutoff=0.6)
    return f" The nearest is {close[0]}." if close else ""


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
