"""The session rule: who gets a session, and which.

A parameter that is named or annotated as a session gets one, in any position. Otherwise the submission's
single module-level ``sessionmaker``, ``scoped_session`` or session object is the run's. With none, the
grader's own is used for what the exercise itself adds or loads. With several, it is the one that the called
functions name; where they name none, or several, and one is needed, that is a problem.
"""

from __future__ import annotations

import contextlib
import inspect
import re
import sys
import typing
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from grader.worker import engines
from grader.worker.exceptions import list_bases
from grader.worker.problem import Problem
from grader.worker.submission.loading import Submission
from grader.worker.submission.sessions import Candidate, find_candidates

_MAX_DEPTH = 4


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


KINDS = {
    "session": _kind(
        "s db dbsession database sesh ses my_db the_db _db session_obj",
        (Session, scoped_session),
        "Session|scoped_session|SessionType|DbSession|DBSession",
        endings=r"(^|_)sess(ion)?_?[0-9]*$",  # my_session, session2
    ),
    "engine": _kind("engine eng db_engine sa_engine", (Engine,), "Engine"),
    "connection": _kind("connection conn db_connection", (Connection,), "Connection"),
}


def provided(parameters: list[inspect.Parameter], taken: set[str]) -> dict[str, str]:
    """Parameter → kind, for those that the grader fills. ``taken`` are names that the exercise fills itself.

    An annotation says more than a name: where one parameter is annotated as a kind, others of that kind's
    names are ordinary ones.
    """
    result: dict[str, str] = {}
    candidates = [
        p for p in parameters if p.name not in taken and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
    ]
    for kind, rule in KINDS.items():
        annotated = [p.name for p in candidates if _is_annotated(p.annotation, rule)]
        named = [p.name for p in candidates if rule.has_name(p.name) and not _is_annotated_as_data(p)]
        for name in annotated or named:
            result.setdefault(name, kind)
    return result


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
    if type(annotation) in (sessionmaker, scoped_session):  # "def f(db: Session)", "Session = sessionmaker()"
        return Session in rule.classes
    if type(annotation) is typing.ForwardRef:
        return _is_annotated(annotation.__forward_arg__, rule, depth)
    parts = [typing.get_origin(annotation), *typing.get_args(annotation)]
    return any(_is_annotated(part, rule, depth + 1) for part in parts if part is not None)


def _list_globals(functions: Iterable[Any]) -> Iterator[Any]:
    """What the functions of a submission name, and their modules hold."""
    for function in functions:
        plain = getattr(function, "__func__", function)
        while inspect.isfunction(plain) and "__wrapped__" in vars(plain):
            plain = vars(plain)["__wrapped__"]
        if inspect.isfunction(plain):
            yield from (
                plain.__globals__[name] for name in plain.__code__.co_names if name in plain.__globals__
            )


def _connections(transaction: Any) -> list[Connection]:
    """Those that a session's transaction has opened so far: it keeps each under several keys."""
    held = transaction._connections.values() if transaction is not None else ()
    return list({id(entry[0]): entry[0] for entry in held}.values())


class Sessions:
    """The sessions, engines and connections that one run hands out."""

    def __init__(self, submission: Submission) -> None:
        self._submission = submission
        self._kinds: set[str] = set()
        self._named: list[Any] = []
        self._session: Any = None
        self._earlier: list[Session] = []
        self._opened: list[Any] = []

    def prepare(self, kinds: set[str], functions: Iterable[Any]) -> None:
        """``kinds``: what the functions that will be called take as parameters."""
        self._kinds = kinds
        self._named = list(_list_globals(functions))
        if "session" in kinds:
            self._session = self._own_session()
        with contextlib.suppress(Problem):  # it is one only where a session is needed
            self.session()

    def session(self) -> Any:
        """The run's session. Raises ``Problem`` where the submission has several."""
        if self._session is None:
            found = self._candidate()
            self._session = found.session() if found else self._own_session()
        return self._session

    def renew(self) -> None:
        """Make another session the run's. The earlier one keeps its transaction and its objects.

        Raises ``Problem`` where the submission has one session object for everything.
        """
        current = self.session()
        if type(current) is scoped_session:
            self._earlier.append(current())
            current.registry.clear()
            return
        found = None if "session" in self._kinds else self._candidate()
        if found and found.value is current:
            raise Problem(
                f"The module has one session for everything, {found.name}, and a second one is needed here. "
                "Take the session as a parameter, or keep a sessionmaker at module level."
            )
        self._earlier.append(current)
        self._session = found.session() if found else self._own_session()

    def _candidate(self) -> Candidate | None:
        """The submission's only one, or of several the one that is called for. Raises ``Problem`` without."""
        found = find_candidates(self._submission)
        if len(found) > 1:
            named = [c for c in found if any(c.value is value for value in self._named)]
            found = named if len(named) == 1 else found
        if len(found) > 1:
            names = ", ".join(candidate.name for candidate in found)
            raise Problem(
                f"There are {len(found)} module-level sessions or session factories, and it is not clear "
                f"which to use: {names}. Keep one, or take the session as a parameter."
            )
        return found[0] if found else None

    def provide(self, kind: str) -> Any:
        """A value for a parameter of this kind (see ``KINDS``)."""
        if kind == "session":
            if self._session is None:
                self._session = self._own_session()
            return self._session
        if kind == "engine":
            return engines.own_engine()
        connection = engines.own_engine().connect()
        self._opened.append(connection)
        return connection

    def warm(self, own_alone: bool) -> None:
        """Connect every engine that the acts can use, so that a first connection's look-ups are over.
        ``own_alone``: the grader's own, where all functions take what they need as parameters; else all.

        Raises what connecting raises.
        """
        for engine in [engines.own_engine()] if own_alone else engines.known_engines():
            if not engine.dialect.is_async:
                with engine.connect() as connection:
                    connection.exec_driver_sql("SELECT 1")

    def settle(self) -> None:
        """Send one more statement in the run's open transaction, if there is one.

        psycopg 3 leaves a portal open, and the server counts what it ran only when the next statement comes.
        """
        session = self._session() if type(self._session) is scoped_session else self._session
        transaction = session.get_transaction() if session is not None else None
        for connection in _connections(transaction):
            connection.exec_driver_sql("SELECT 1")

    def finish(self) -> None:
        for connection in self._opened:
            connection.close()
        for session in (*self._earlier, self._session):
            if session is not None:
                session.rollback()
                session.close()

    def _own_session(self) -> Session:
        """SQLModel's, which has ``exec`` besides, where the submission has imported that."""
        found = getattr(sys.modules.get("sqlmodel"), "Session", Session)
        own: type[Session] = found if Session in list_bases(found) else Session
        return own(engines.own_engine())
