"""Fits an exercise's arguments to the parameters that a submission chose."""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import Callable, Sequence
from typing import Any

from grader.worker.acting.sessions import provided
from grader.worker.exceptions import clean, read_name
from grader.worker.problem import Problem
from grader.worker.submission.lookup import Method, no_attribute

_Parameter = inspect.Parameter
_POSITIONAL = (_Parameter.POSITIONAL_ONLY, _Parameter.POSITIONAL_OR_KEYWORD)
_NAMED = (_Parameter.POSITIONAL_OR_KEYWORD, _Parameter.KEYWORD_ONLY)
_NEEDED = (*_POSITIONAL, _Parameter.KEYWORD_ONLY)

Provide = Callable[[str], Any]
"""Gives a session, an engine or a connection (see ``sessions.KINDS``)."""


def find_kinds(function: Any, arguments: Sequence[str], session_at: int | None) -> set[str]:
    """The kinds of parameters of ``function`` that the grader fills itself when it gives ``arguments``."""
    if type(function) is Method and not (function.is_bound_by_the_class or function.is_of_a_model):
        return find_kinds(function.owner, (), None) | find_kinds(function.unbound, arguments, session_at)
    parameters = _parameters(function.unbound if type(function) is Method else function)
    return set(_filled(parameters or [], arguments, session_at).values())


def call(
    function: Any,
    name: str,
    arguments: list[tuple[str, Any]],
    provide: Provide,
    session_at: int | None = None,
) -> Any:
    """Call by name where all names match, else by position; an ``async`` function is run to its end.
    ``session_at``: where among the exercise's parameters the session stands.

    Raises ``Problem`` where the arguments do not fit, else whatever the function raises.
    """
    if type(function) is Method:
        function = _bound(function, provide)
    positional, named = _fit(function, name, arguments, provide, session_at)
    result = function(*positional, **named)
    return asyncio.run(result) if inspect.iscoroutine(result) else result


def takes(function: Any, name: str) -> bool:
    """Whether a function can be given an argument of that name."""
    parameters = _parameters(function) or []
    return any(p.kind is p.VAR_KEYWORD or (p.name == name and p.kind in _NAMED) for p in parameters)


def call_attribute(
    owner: Any,
    name: str,
    arguments: list[tuple[str, Any]],
    provide: Provide,
    session_at: int | None = None,
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
    return call(found, name, arguments, provide, session_at)


def _comes_from_the_submission(error: AttributeError) -> bool:
    """A property that fails inside is no missing attribute: its own frame follows the one here."""
    return error.__traceback__ is not None and error.__traceback__.tb_next is not None


def _bound(method: Method, provide: Provide) -> Any:
    if method.is_bound_by_the_class or method.is_of_a_model:
        return method.unbound
    return getattr(call(method.owner, read_name(method.owner), [], provide), method.name)


def _parameters(function: Any, *, follow_wrapped: bool = True) -> list[_Parameter] | None:
    """Those of what a decorator decorates, where it says so. None where they cannot be told."""
    try:
        return list(inspect.signature(function, follow_wrapped=follow_wrapped).parameters.values())
    except (TypeError, ValueError):
        return None


def _fit(
    function: Any,
    name: str,
    arguments: list[tuple[str, Any]],
    provide: Provide,
    session_at: int | None,
) -> tuple[list[Any], dict[str, Any]]:
    parameters = _parameters(function)
    if parameters is None or _gives_more_itself(function, parameters, arguments, session_at):
        return [value for _, value in arguments], {}
    given = _filled(parameters, [argument for argument, _ in arguments], session_at)
    free = [parameter for parameter in parameters if parameter.name not in given]
    values, extra, more = _by_name(free, arguments) or _by_position(free, arguments, name, parameters)
    _refuse_missing(free, values, name, parameters)
    values |= {parameter: provide(kind) for parameter, kind in given.items()}
    return _spread(parameters, values, extra, more)


def _filled(parameters: list[_Parameter], arguments: Sequence[str], session_at: int | None) -> dict[str, str]:
    """Parameter → kind, for those that the grader fills: a session under any name too, where one is asked for and
    exactly one parameter is more than the arguments fill."""
    given = provided(parameters, set(arguments))
    free = [p for p in parameters if p.name not in given and p.kind in _NEEDED and p.default is p.empty]
    if session_at is None or "session" in given.values() or len(free) != len(arguments) + 1:
        return given
    strange = [p for p in free if p.name not in arguments]
    found = strange[0] if len(strange) == 1 else free[min(session_at, len(arguments))]
    return given | {found.name: "session"}


def _gives_more_itself(
    function: Any, parameters: list[_Parameter], arguments: list[tuple[str, Any]], session_at: int | None
) -> bool:
    """Whether a decorator gives some of the ``parameters`` of what it decorates, such as a cursor: it takes whatever
    comes, and there are more of them than anybody else could fill."""
    outer = _parameters(function, follow_wrapped=False) or []
    if not any(p.kind is _Parameter.VAR_POSITIONAL for p in outer) or outer == parameters:
        return False
    names = [argument for argument, _ in arguments]
    needed = [p for p in parameters if p.kind in _NEEDED and p.default is p.empty]
    return len(needed) > len(names) + len(_filled(parameters, names, session_at))


_Fitted = tuple[dict[str, Any], list[Any], dict[str, Any]]
"""Values by parameter, those for ``*args``, those for ``**kwargs``."""


def _by_name(free: list[_Parameter], arguments: list[tuple[str, Any]]) -> _Fitted | None:
    names = {p.name for p in free if p.kind not in (_Parameter.VAR_POSITIONAL, _Parameter.VAR_KEYWORD)}
    takes_any = any(p.kind is _Parameter.VAR_KEYWORD for p in free)
    if not takes_any and any(name not in names for name, _ in arguments):
        return None
    values = {name: value for name, value in arguments if name in names}
    more = {name: value for name, value in arguments if name not in names}
    return values, [], more


def _by_position(
    free: list[_Parameter], arguments: list[tuple[str, Any]], name: str, parameters: list[_Parameter]
) -> _Fitted:
    ordinary = [p for p in free if p.kind in _POSITIONAL]
    left = [value for _, value in arguments]
    values = dict(zip((p.name for p in ordinary), left, strict=False))
    extra = left[len(ordinary) :]
    if extra and not any(p.kind is _Parameter.VAR_POSITIONAL for p in free):
        wanted = ", ".join(argument for argument, _ in arguments)
        raise Problem(f"{_signature(name, parameters)} cannot be called with ({wanted}): too many arguments.")
    return values, extra, {}


def _refuse_missing(
    free: list[_Parameter], values: dict[str, Any], name: str, parameters: list[_Parameter]
) -> None:
    variable = (_Parameter.VAR_POSITIONAL, _Parameter.VAR_KEYWORD)
    needed = [p.name for p in free if p.default is _Parameter.empty and p.kind not in variable]
    missing = [clean(parameter) for parameter in needed if parameter not in values]
    if missing:
        wanted = ", ".join(missing)
        raise Problem(
            f"{_signature(name, parameters)} also wants {wanted}, which this exercise does not give."
        )


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
