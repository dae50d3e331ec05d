"""The session rule: who gets a session, and which.

It is decided for each call, from what is called. A parameter that is named or annotated as a session gets one, in any
position. Otherwise it is the module-level session that the code names, itself or in what it calls; otherwise the session
of an object that is handed over. What the exercise itself adds, commits or reads goes through the session of the last
call. Where no call has told one, it is the only session at module level, else the grader's own; several are a problem
then. The sessions of files that are only there to be started are taken where code names them, and only there.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session

from grader.worker import engines
from grader.worker.acting.loop import Loop
from grader.worker.acting.parameters import ASYNC, awaits
from grader.worker.exceptions import list_bases, read_name
from grader.worker.problem import Problem
from grader.worker.submission.loading import Submission
from grader.worker.submission.lookup import read_stored
from grader.worker.submission.mentions import list_mentioned
from grader.worker.submission.sessions import (
    Candidate,
    find_candidates,
    is_session,
    without_makers_of_others,
)

_SESSION = "session"


@dataclass(frozen=True)
class Use:
    """What a call uses: the ``kinds`` of its parameters that the grader fills, or the module-level sessions that its
    code names."""

    kinds: frozenset[str] = frozenset()
    named: tuple[Candidate, ...] = ()
    awaits: bool = False

    @property
    def takes(self) -> str | None:
        """The kind of its session parameter."""
        return next((kind for kind in (_SESSION, ASYNC + _SESSION) if kind in self.kinds), None)


class Source:
    """Where a session comes from, and the one that came. ``candidate``: of the module's own, None for the grader's."""

    def __init__(
        self, make: Callable[[], Any], is_async: bool, loop: Loop, candidate: Candidate | None
    ) -> None:
        self.is_async = is_async
        self.candidate = candidate
        self._make, self._loop = make, loop
        self._session: Any = None
        self._earlier: list[Session] = []

    @property
    def is_shared(self) -> bool:
        """Whether code that names it works with the very session that is used here."""
        return self.candidate is not None and not self.candidate.is_maker

    def handed_out(self) -> Any:
        """The session as a submission's code has it: an ``AsyncSession``, or a ``scoped_session``, too."""
        if self._session is None:
            self._session = self._make()
        return self._session

    def session(self) -> Session:
        """The session that does the work. What it awaits must be awaited by whoever uses it."""
        held = self.handed_out()
        if self.candidate is not None and self.candidate.is_scoped:
            held = self._in_scope(held.registry)
        found: Session = held.sync_session if self.is_async else held
        return found

    def renew(self) -> None:
        """Another session from here on. The earlier one keeps its transaction and its objects.

        Raises ``Problem`` where there is one session for everything.
        """
        if self.candidate is not None and self.candidate.is_scoped:
            self._earlier.append(self.session())
            self._in_scope(self._session.registry.clear)
            return
        if self.is_shared and self.candidate is not None:
            raise Problem(
                f"The module has one session for everything, {self.candidate.name}, and a second one is needed here. "
                "Take the session as a parameter, or keep a sessionmaker at module level."
            )
        self._earlier.append(self.session())
        self._session = None

    def list_sessions(self) -> list[Session]:
        """Those that it gave, in their order."""
        return [*self._earlier, *([self.session()] if self._session is not None else [])]

    def _in_scope(self, function: Callable[[], Any]) -> Any:
        """A scope may be the running task."""
        return self._loop.call(function) if self.is_async else function()


class Sessions:
    """The sessions, engines and connections that one run hands out."""

    def __init__(self, submission: Submission, loop: Loop) -> None:
        self._submission, self._loop = submission, loop
        self._own: dict[str, Source] = {}
        self._of_the_module: dict[int, Source] = {}
        self._parameters: dict[str, Source] = {}
        self._current: Source | None = None
        self._unclear: tuple[Candidate, ...] = ()
        self._has_calls = False
        self._opened: list[Any] = []

    def read_use(self, functions: Sequence[Any], kinds: set[str]) -> Use:
        """What a call of ``functions`` uses, whose parameters are of these ``kinds``."""
        use = Use(frozenset(kinds))
        if use.takes:
            return use
        values = list_mentioned(functions)
        known = find_candidates(self._submission)
        found = [c for c in known if any(c.value is value for value in values)]
        found += [
            Candidate(read_name(type(value)), value)  # such as a class keeps
            for value in values
            if is_session(value) and not any(c.value is value for c in known)
        ]
        return Use(use.kinds, tuple(without_makers_of_others(found)), any(map(awaits, functions)))

    def prepare(self, uses: Sequence[Use]) -> None:
        """``uses``: of the calls to come."""
        self._has_calls = bool(uses)
        named = [source for use in uses if (source := self._find_named(use)) and source.is_shared]
        for source in named:
            kind = ASYNC * source.is_async + _SESSION
            # An object of the one cannot go into the other: where there is one session for everything, all get that.
            if all(other is source for other in named if other.is_async == source.is_async):
                self._parameters[kind] = source
        found = [source for use in uses if (source := self._find(use, ()))]
        self._current = next((s for s in found if not _is_of_a_maker(s)), next(iter(found), None))

    def follow(self, use: Use, objects: Iterable[Any]) -> None:
        """From here on the session is that of this call, to which ``objects`` are handed over."""
        found = self._find(use, objects)
        if found is not None and (self._current is None or not _is_of_a_maker(found)):
            self._current = found
        elif found is None and use.named:
            self._current = None
        self._unclear = use.named if found is None else ()

    def current(self) -> Source:
        """Where the session of the exercise's own acts comes from. Raises ``Problem`` where that is not clear."""
        if self._current is None:
            self._current = self._find_default()
        return self._current

    def find_for_rows(self, uses: Sequence[Use]) -> Source:
        """Where the session comes from that loads what is handed over to calls of these ``uses``."""
        found = [source for use in uses if (source := self._find(use, ()))]
        try:
            source = next((s for s in found if not _is_of_a_maker(s)), None) or self.current()
        except Problem:  # no call uses any of them
            source = self._get_own(_SESSION)
        is_any = source.candidate is None and not any(use.takes for use in uses)
        return self._get_own(ASYNC + _SESSION) if is_any and any(use.awaits for use in uses) else source

    def is_async(self) -> bool:
        """Whether the session of the exercise's own acts is one of a program that awaits."""
        try:
            return self.current().is_async
        except Problem:
            return False

    def provide(self, kind: str) -> Any:
        """A value for a parameter of this kind (see ``parameters``)."""
        match kind:
            case "session" | "async session":
                return self._get_parameter(kind).handed_out()
            case "engine":
                return engines.own_engine()
            case "async engine":
                return engines.own_async_engine()
            case "connection":
                connection: Any = engines.own_engine().connect()
            case _:
                connection = self._loop.run(engines.own_async_engine().connect())
        self._opened.append(connection)
        return connection

    def warm(self, uses: Sequence[Use]) -> None:
        """Connect every engine that the acts can use, so that a first connection's look-ups are over: the grader's own
        alone, where all calls take what they need as parameters.

        Raises what connecting raises.
        """
        own = [engines.own_engine()]
        if any(use.awaits or any(kind.startswith(ASYNC) for kind in use.kinds) for use in uses):
            own.append(engines.own_async_engine().sync_engine)
        for engine in own if all(use.kinds for use in uses) else engines.known_engines():
            self._perform(engine.dialect.is_async, partial(_connect, engine))

    def settle(self) -> None:
        """Send one more statement in each open transaction of the run.

        psycopg 3 leaves a portal open, and the server counts what it ran only when the next statement comes.
        """
        for source in self._list_sources():
            for session in source.list_sessions():
                for connection in _connections(session.get_transaction()):
                    self._perform(source.is_async, partial(connection.exec_driver_sql, "SELECT 1"))

    def finish(self) -> None:
        for connection in self._opened:
            self._perform(hasattr(connection, "sync_connection"), _plain(connection).close)
        for source in self._list_sources():
            for session in source.list_sessions():
                self._perform(source.is_async, session.rollback)
                self._perform(source.is_async, session.close)

    def _perform(self, is_async: bool, work: Callable[[], Any]) -> Any:
        return self._loop.call(work) if is_async else work()

    # ---- where sessions come from ---------------------------------------------------------------

    def _find(self, use: Use, objects: Iterable[Any]) -> Source | None:
        if use.takes:
            return self._get_parameter(use.takes)
        if use.named:
            return self._find_named(use)
        return self._find_of_objects(objects)

    def _find_named(self, use: Use) -> Source | None:
        return self._get_module(use.named[0]) if len(use.named) == 1 else None

    def _find_of_objects(self, objects: Iterable[Any]) -> Source | None:
        held = {id(session) for value in objects if (session := _read_session(value))}
        return next(
            (source for source in self._list_sources() for s in source.list_sessions()[-1:] if id(s) in held),
            None,
        )

    def _find_default(self) -> Source:
        found = self._unclear
        if not found and self._has_calls:
            everything = find_candidates(self._submission)
            found = tuple(without_makers_of_others([c for c in everything if not c.is_of_a_script]))
        if len(found) > 1:
            names = ", ".join(candidate.name for candidate in found)
            raise Problem(
                f"There are {len(found)} module-level sessions or session factories, and it is not clear "
                f"which to use: {names}. Keep one, or take the session as a parameter."
            )
        if found and self._gives_session(found[0]):
            return self._get_module(found[0])
        return self._get_own(_SESSION)

    def _gives_session(self, candidate: Candidate) -> bool:
        """Flask-SQLAlchemy's raises where there is no application; nothing that is called names it here."""
        try:
            self._get_module(candidate).session()
        except RuntimeError:
            del self._of_the_module[id(candidate.value)]
            return False
        return True

    def _get_parameter(self, kind: str) -> Source:
        return self._parameters.get(kind) or self._get_own(kind)

    def _get_own(self, kind: str) -> Source:
        if kind not in self._own:
            is_async = kind.startswith(ASYNC)
            make = _make_own_async_session if is_async else _make_own_session
            self._own[kind] = Source(make, is_async, self._loop, None)
        return self._own[kind]

    def _get_module(self, candidate: Candidate) -> Source:
        value = candidate.value
        if id(value) not in self._of_the_module:
            make = value if candidate.is_maker else lambda: value
            self._of_the_module[id(value)] = Source(make, candidate.is_async, self._loop, candidate)
        return self._of_the_module[id(value)]

    def _list_sources(self) -> list[Source]:
        return [*self._own.values(), *self._of_the_module.values()]


def _is_of_a_maker(source: Source) -> bool:
    """Code that names a maker makes a session of its own, which is out of reach."""
    return source.candidate is not None and source.candidate.is_maker


def _make_own_session() -> Session:
    """SQLModel's, which has ``exec`` besides, where the submission has imported that."""
    found = getattr(sys.modules.get("sqlmodel"), "Session", Session)
    own: type[Session] = found if Session in list_bases(found) else Session
    return own(engines.own_engine())


def _make_own_async_session() -> AsyncSession:
    """The same for programs that await."""
    found = getattr(sys.modules.get("sqlmodel.ext.asyncio.session"), "AsyncSession", AsyncSession)
    own: type[AsyncSession] = found if AsyncSession in list_bases(found) else AsyncSession
    return own(engines.own_async_engine())


def _read_session(value: Any) -> Session | None:
    """The session that a mapped object belongs to."""
    state = read_stored(value, "_sa_instance_state")
    return getattr(state, "session", None)


def _connect(engine: Engine) -> None:
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")


def _connections(transaction: Any) -> list[Connection]:
    """Those that a session's transaction has opened so far: it keeps each under several keys."""
    held = transaction._connections.values() if transaction is not None else ()
    return list({id(entry[0]): entry[0] for entry in held}.values())


def _plain(connection: Any) -> Any:
    return getattr(connection, "sync_connection", connection)
