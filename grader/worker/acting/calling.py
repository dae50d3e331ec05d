"""Fits an exercise's arguments to the parameters that a submission chose."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from grader.worker.acting.loop import Loop
from grader.worker.acting.parameters import ASYNC, awaits, provided
from grader.worker.exceptions import clean, read_name
from grader.worker.problem import Problem
from grader.worker.protocol import DOES_NOT_FIT
from grader.worker.submission.lookup import Method, no_attribute

_Parameter = inspect.Parameter
_POSITIONAL = (_Parameter.POSITIONAL_ONLY, _Parameter.POSITIONAL_OR_KEYWORD)
_NAMED = (_Parameter.POSITIONAL_OR_KEYWORD, _Parameter.KEYWORD_ONLY)
_NEEDED = (*_POSITIONAL, _Parameter.KEYWORD_ONLY)

Arguments = list[tuple[str, Any]]
"""By the names that the exercise gives them."""


def find_kinds(function: Any, arguments: Sequence[str], session_at: int | None) -> set[str]:
    """The kinds of parameters of ``function`` that the grader fills itself when it gives ``arguments``."""
    if type(function) is not Method:
        return set(_filled(function, _parameters(function) or [], arguments, session_at).values())
    found = find_kinds(function.unbound, arguments, session_at)
    if function.is_bound_by_the_class or function.is_of_a_model:
        return found
    of_the_class = _filled(
        function.owner, _parameters(function.owner) or [], (), None, awaits(function.unbound)
    )
    return set(of_the_class.values()) | found


def takes(function: Any, name: str) -> bool:
    """Whether a function, or the constructor of a class, can be given an argument of that name."""
    parameters = _parameters(function) or []
    return any(p.kind is p.VAR_KEYWORD or (p.name == name and p.kind in _NAMED) for p in parameters)


@dataclass(frozen=True)
class Caller:
    """Calls what a submission wrote. ``provide`` gives a session, an engine or a connection (see ``parameters``);
    ``loop`` runs what is ``async`` to its end."""

    provide: Callable[[str], Any]
    loop: Loop

    def call(self, function: Any, name: str, arguments: Arguments, session_at: int | None = None) -> Any:
        """Call by name where all names match, else by position. ``session_at``: where among the exercise's parameters
        the session stands.

        Raises ``Problem`` where the arguments do not fit, else whatever the function raises.
        """
        if type(function) is Method:
            function = self._bound(function)
        positional, named = self._fit(function, name, arguments, session_at)
        result = function(*positional, **named)
        return self.loop.run(result) if inspect.iscoroutine(result) else result

    def call_attribute(
        self, owner: Any, name: str, arguments: Arguments, session_at: int | None = None
    ) -> Any:
        """A method of ``owner``, or what a property of that name holds."""
        try:
            found = getattr(owner, name)
        except AttributeError as error:
            if _comes_from_the_submission(error):
                raise
            raise no_attribute(owner, name) from None
        if not callable(found):
            if arguments:
                raise Problem(f"{name} of {read_name(type(owner))} cannot be called.")
            return found
        return self.call(found, name, arguments, session_at)

    def _bound(self, method: Method) -> Any:
        """A method of a class that is no model, of an object that is made for it."""
        if method.is_bound_by_the_class or method.is_of_a_model:
            return method.unbound
        positional, named = self._fit(method.owner, read_name(method.owner), [], None, awaits(method.unbound))
        return getattr(method.owner(*positional, **named), method.name)

    def _fit(
        self,
        function: Any,
        name: str,
        arguments: Arguments,
        session_at: int | None,
        is_awaited: bool = False,
    ) -> tuple[list[Any], dict[str, Any]]:
        """``is_awaited``: what the function makes is used by a program that awaits."""
        parameters = _parameters(function)
        if parameters is None or _gives_more_itself(function, parameters, arguments, session_at):
            return [value for _, value in arguments], {}
        given = _filled(function, parameters, [argument for argument, _ in arguments], session_at, is_awaited)
        free = [parameter for parameter in parameters if parameter.name not in given]
        values, extra, more = _by_name(free, arguments) or _by_position(free, arguments, name, parameters)
        _refuse_missing(free, values, name, parameters)
        values |= {parameter: self.provide(kind) for parameter, kind in given.items()}
        return _spread(parameters, values, extra, more)


def _comes_from_the_submission(error: AttributeError) -> bool:
    """A property that fails inside is no missing attribute: its own frame follows the one here."""
    return error.__traceback__ is not None and error.__traceback__.tb_next is not None


def _parameters(function: Any, *, follow_wrapped: bool = True) -> list[_Parameter] | None:
    """Those of what a decorator decorates, where it says so. None where they cannot be told."""
    try:
        return list(inspect.signature(function, follow_wrapped=follow_wrapped).parameters.values())
    except (TypeError, ValueError):
        return None


def _filled(
    function: Any,
    parameters: list[_Parameter],
    arguments: Sequence[str],
    session_at: int | None,
    is_awaited: bool = False,
) -> dict[str, str]:
    """Parameter → kind, for those that the grader fills: a session under any name too, where one is asked for and
    exactly one parameter is more than the arguments fill."""
    is_awaited = is_awaited or awaits(function)
    given = provided(parameters, set(arguments), is_awaited)
    free = [p for p in parameters if p.name not in given and p.kind in _NEEDED and p.default is p.empty]
    has_session = any(kind.endswith("session") for kind in given.values())
    if session_at is None or has_session or len(free) != len(arguments) + 1:
        return given
    strange = [p for p in free if p.name not in arguments]
    found = strange[0] if len(strange) == 1 else free[min(session_at, len(arguments))]
    return given | {found.name: ASYNC * is_awaited + "session"}


def _gives_more_itself(
    function: Any, parameters: list[_Parameter], arguments: Arguments, session_at: int | None
) -> bool:
    """Whether a decorator gives some of the ``parameters`` of what it decorates, such as a cursor: it takes whatever
    comes, and there are more of them than anybody else could fill."""
    outer = _parameters(function, follow_wrapped=False) or []
    if not any(p.kind is _Parameter.VAR_POSITIONAL for p in outer) or outer == parameters:
        return False
    names = [argument for argument, _ in arguments]
    needed = [p for p in parameters if p.kind in _NEEDED and p.default is p.empty]
    return len(needed) > len(names) + len(_filled(function, parameters, names, session_at))


_Fitted = tuple[dict[str, Any], list[Any], dict[str, Any]]
"""Values by parameter, those for ``*args``, those for ``**kwargs``."""


def _by_name(free: list[_Parameter], arguments: Arguments) -> _Fitted | None:
    names = {p.name for p in free if p.kind not in (_Parameter.VAR_POSITIONAL, _Parameter.VAR_KEYWORD)}
    takes_any = any(p.kind is _Parameter.VAR_KEYWORD for p in free)
    if not takes_any and any(name not in names for name, _ in arguments):
        return None
    values = {name: value for name, value in arguments if name in names}
    more = {name: value for name, value in arguments if name not in names}
    return values, [], more


def _by_position(
    free: list[_Parameter], arguments: Arguments, name: str, parameters: list[_Parameter]
) -> _Fitted:
    ordinary = [p for p in free if p.kind in _POSITIONAL]
    left = [value for _, value in arguments]
    values = dict(zip((p.name for p in ordinary), left, strict=False))
    extra = left[len(ordinary) :]
    if extra and not any(p.kind is _Parameter.VAR_POSITIONAL for p in free):
        wanted = ", ".join(argument for argument, _ in arguments)
        raise Problem(f"{_signature(name, parameters)} {DOES_NOT_FIT}: {wanted}.")
    return values, extra, {}


def _refuse_missing(
    free: list[_Parameter], values: dict[str, Any], name: str, parameters: list[_Parameter]
) -> None:
    variable = (_Parameter.VAR_POSITIONAL, _Parameter.VAR_KEYWORD)
    needed = [p.name for p in free if p.default is _Parameter.empty and p.kind not in variable]
    missing = [clean(parameter) for parameter in needed if parameter not in values]
    if missing:
        wanted = ", ".join(missing)
        raise Problem(f"{_signature(name, parameters)} {DOES_NOT_FIT}: it also needs {wanted}.")


def _spread(
    parameters: list[_Parameter], values: dict[str, Any], extra: list[Any], more: dict[str, Any]
) -> tuple[list[Any], dict[str, Any]]:
    """By position as far as there is no gap, by name after it."""
    positional: list[Any] = []
    named = dict(more)
    in_order = True
    for parameter in parameters:
        if parameter.kind in _POSITIONAL and in_order and parameter.name in values:
            positional.append(values[parameter.name])
        elif parameter.kind is _Parameter.VAR_POSITIONAL:
            positional += extra
            in_order = False
        else:
            in_order = False
            if parameter.name in values:
                named[parameter.name] = values[parameter.name]
    return positional, named


def _signature(name: str, parameters: list[_Parameter]) -> str:
    """The student's own signature, without annotations, and without calling a default's ``__repr__``."""
    stars: dict[Any, str] = {_Parameter.VAR_POSITIONAL: "*", _Parameter.VAR_KEYWORD: "**"}
    shown = [
        stars.get(p.kind, "") + clean(p.name) + ("=…" if p.default is not _Parameter.empty else "")
        for p in parameters
    ]
    return f"{name}({', '.join(shown)})"
