"""Which parameters of a function the grader fills itself: sessions, engines and connections, by name or annotation."""

from __future__ import annotations

import dis
import inspect
import re
import typing
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.ext.asyncio import (
    AsyncConnection,
    AsyncEngine,
    AsyncSession,
    async_scoped_session,
    async_sessionmaker,
)
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from grader.worker.exceptions import list_bases
from grader.worker.submission.mentions import find_plain, list_codes

_MAX_DEPTH = 4
_MADE: dict[tuple[type, ...], type] = {
    (sessionmaker, scoped_session): Session,
    (async_sessionmaker, async_scoped_session): AsyncSession,
}


@dataclass(frozen=True)
class Kind:
    """One kind of parameter that the grader fills itself."""

    names: frozenset[str]
    classes: tuple[type, ...]
    annotations: re.Pattern[str]  # of an annotation that is a string
    endings: re.Pattern[str]  # of a name that is none of ``names``

    def has_name(self, name: str) -> bool:
        return name.lower() in self.names or self.endings.search(name.lower()) is not None


def _kind(names: str, classes: tuple[type, ...], annotations: str, endings: str = "(?!)") -> Kind:
    pattern = re.compile(rf"(?<![A-Za-z_])({annotations})(?![A-Za-z_(])")
    return Kind(frozenset(names.split()), classes, pattern, re.compile(endings))


ASYNC = "async "
"""Before the name of a kind: that of a program that awaits."""

_NAMED_KINDS = {
    "session": _kind(
        "s db dbsession database sesh ses my_db the_db _db session_obj",
        (Session, scoped_session),
        "Session|scoped_session|SessionType|DbSession|DBSession",
        endings=r"(^|_)sess(ion)?_?[0-9]*$",  # my_session, session2
    ),
    "engine": _kind("engine eng db_engine sa_engine", (Engine,), "Engine"),
    "connection": _kind("connection conn db_connection", (Connection,), "Connection"),
}
_ASYNC_KINDS = {
    "session": _kind("", (AsyncSession, async_scoped_session), "AsyncSession|async_scoped_session"),
    "engine": _kind("", (AsyncEngine,), "AsyncEngine"),
    "connection": _kind("", (AsyncConnection,), "AsyncConnection"),
}


def provided(parameters: list[inspect.Parameter], taken: set[str], awaits: bool) -> dict[str, str]:
    """Parameter → kind, for those that the grader fills. ``taken`` are names that the exercise fills itself.
    ``awaits``: what only its name tells is of a program that awaits.

    An annotation says more than a name: where one parameter is annotated as a kind, others of that kind's
    names are ordinary ones.
    """
    result: dict[str, str] = {}
    candidates = [
        p for p in parameters if p.name not in taken and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
    ]
    for kind, rule in _NAMED_KINDS.items():
        annotated = {
            p.name: prefix + kind
            for prefix, kinds in (("", _NAMED_KINDS), (ASYNC, _ASYNC_KINDS))
            for p in candidates
            if _is_annotated(p.annotation, kinds[kind])
        }
        named = [p.name for p in candidates if rule.has_name(p.name) and not _is_annotated_as_data(p)]
        for name, found in (annotated or dict.fromkeys(named, ASYNC * awaits + kind)).items():
            result.setdefault(name, found)
    return result


def awaits(function: Any) -> bool:
    """Whether a function is ``async``, and awaits anything: one that does not can do nothing with an AsyncSession."""
    plain = find_plain(function)
    if plain is None or not (inspect.iscoroutinefunction(plain) or inspect.isasyncgenfunction(plain)):
        return False
    return any(
        instruction.opname == "GET_AWAITABLE"
        for code in list_codes(plain.__code__)
        for instruction in dis.get_instructions(code)
    )


def _is_annotated_as_data(parameter: inspect.Parameter) -> bool:
    """``s: str`` is no session."""
    annotation = parameter.annotation
    plain = (str, int, float, bool, bytes, list, dict, tuple, set)
    return any(
        annotation is cls or annotation == cls.__name__
        for cls in plain
        if isinstance(annotation, (type, str))
    )


def _is_annotated(annotation: Any, rule: Kind, depth: int = 0) -> bool:
    if annotation is inspect.Parameter.empty or depth > _MAX_DEPTH:
        return False
    if type(annotation) is str:
        return rule.annotations.search(annotation) is not None
    if issubclass(type(annotation), type):
        return any(cls in list_bases(annotation) for cls in rule.classes)
    for makers, made in _MADE.items():  # "def f(db: Session)", "Session = sessionmaker()"
        if type(annotation) in makers:
            return made in rule.classes
    if type(annotation) is typing.ForwardRef:
        return _is_annotated(annotation.__forward_arg__, rule, depth)
    parts = [typing.get_origin(annotation), *typing.get_args(annotation)]
    return any(_is_annotated(part, rule, depth + 1) for part in parts if part is not None)
