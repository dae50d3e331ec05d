"""What the code of a function names: global values, attributes of them, and what helpers of the submission name."""

from __future__ import annotations

import dis
import inspect
from collections.abc import Iterable, Iterator
from types import CodeType, FunctionType
from typing import Any

from grader.worker.exceptions import list_bases
from grader.worker.places import PACKAGE, read_module

_MAX_FUNCTIONS = 200


def list_codes(code: CodeType) -> Iterator[CodeType]:
    """The code of a function, and of those that are written in it."""
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from list_codes(constant)


def find_plain(value: Any) -> FunctionType | None:
    """The function that the submission wrote: of a method, a property, or what a decorator decorates."""
    while not inspect.isfunction(value) or "__wrapped__" in vars(value):
        if inspect.isfunction(value):
            value = vars(value)["__wrapped__"]
        elif isinstance(value, property):
            value = value.fget
        elif isinstance(value, (classmethod, staticmethod)) or inspect.ismethod(value):
            value = value.__func__
        else:
            return None
    return value


def list_mentioned(functions: Iterable[Any]) -> list[Any]:
    """Every value that ``functions`` name. Looked up, never carried out."""
    found: dict[int, Any] = {}
    waiting = [plain for function in functions if (plain := find_plain(function))]
    followed: list[FunctionType] = []
    while waiting and len(followed) < _MAX_FUNCTIONS:
        function = waiting.pop()
        if function in followed:
            continue
        followed.append(function)
        for value in _mentioned_by(function):
            found[id(value)] = value
            inner = find_plain(value)
            if inner is not None and _is_own(inner.__module__):
                waiting.append(inner)
    return list(found.values())


def _mentioned_by(function: FunctionType) -> Iterator[Any]:
    known = dict(function.__globals__)
    cells = zip(function.__code__.co_freevars, function.__closure__ or (), strict=True)
    known |= {name: cell.cell_contents for name, cell in cells if _is_filled(cell)}
    local = {name: _find_owner(function) for name in function.__code__.co_varnames[:1]}  # self, or cls
    for code in list_codes(function.__code__):
        value: Any = None
        for instruction in dis.get_instructions(code):
            operation, name = instruction.opname, instruction.argval
            if operation in ("LOAD_ATTR", "LOAD_METHOD"):
                value = _held_by(value).get(name)
            elif operation in ("LOAD_GLOBAL", "LOAD_NAME"):
                value = known.get(name)
            elif operation.startswith(("LOAD_FAST", "LOAD_DEREF")):
                name = name[-1] if isinstance(name, tuple) else name  # two at once, since Python 3.13
                value = local.get(name) or (known.get(name) if name in code.co_freevars else None)
            elif operation != "PUSH_NULL":
                value = None
            if value is not None:
                yield value


def _is_filled(cell: Any) -> bool:
    try:
        cell.cell_contents  # noqa: B018  an empty one raises
    except ValueError:
        return False
    return True


def _find_owner(function: FunctionType) -> Any:
    """The class that a method is written in, where the module has that by its name."""
    return function.__globals__.get(function.__qualname__.rpartition(".")[0])


def _held_by(value: Any) -> dict[str, Any]:
    """What a module, an object or a class of the submission holds, past any ``__getattr__``."""
    if issubclass(type(value), type):
        bases = [base for base in reversed(list_bases(value)) if _is_own(read_module(base))]
        return {name: held for base in bases for name, held in vars(base).items()}
    try:
        held = object.__getattribute__(value, "__dict__")
    except AttributeError:
        return {}
    of_class = {} if inspect.ismodule(value) else _held_by(type(value))
    return of_class | held if type(held) is dict else {}


def _is_own(module: object) -> bool:
    return type(module) is str and module.partition(".")[0] == PACKAGE
