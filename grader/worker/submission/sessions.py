"""The sessions, and makers of sessions, that a submission keeps at module level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session, async_sessionmaker
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from grader.worker import engines
from grader.worker.exceptions import list_bases
from grader.worker.places import PACKAGE
from grader.worker.submission import lookup
from grader.worker.submission.loading import Submission

_MAKERS = (sessionmaker, async_sessionmaker)
_SCOPED = (scoped_session, async_scoped_session)
_OF_PROGRAMS_THAT_AWAIT = (AsyncSession, async_sessionmaker, async_scoped_session)
_KNOWN = (*_MAKERS, *_SCOPED, Session, AsyncSession)


@dataclass(frozen=True)
class Candidate:
    """A module-level name that holds, or makes, a session. ``is_of_a_script``: of a file that is there to be started only."""

    name: str  # with its module where the submission has several
    value: Any
    is_of_a_script: bool = False

    @property
    def is_maker(self) -> bool:
        return _is_a(self.value, *_MAKERS)

    @property
    def is_scoped(self) -> bool:
        return _is_a(self.value, *_SCOPED)

    @property
    def is_async(self) -> bool:
        return _is_a(self.value, *_OF_PROGRAMS_THAT_AWAIT)


def find_candidates(submission: Submission) -> list[Candidate]:
    """The module-level candidates, each once; also those that an object of a module has, such as ``db.session``."""
    found: list[Candidate] = []
    several_modules = len(submission.modules) > 1
    for module in submission.modules:
        prefix = module.__name__.removeprefix(PACKAGE).removeprefix(".") if several_modules else ""
        is_of_a_script = submission.is_of_a_script(module)
        for name, value in _find_sessions(module):
            if not any(other.value is value for other in found):
                found.append(Candidate(f"{prefix}.{name}" if prefix else name, value, is_of_a_script))
    return found


def without_makers_of_others(found: Sequence[Candidate]) -> list[Candidate]:
    """Of a maker and what was made from it, the latter."""
    return [c for c in found if not any(_is_made_from(other.value, c.value) for other in found)]


def bind_to_the_database(submission: Submission) -> None:
    """What is bound to no engine goes to the database, and that is told."""
    for candidate in find_candidates(submission):
        if _is_bound_to_nothing(candidate.value):
            _bind(candidate.value, engines.own_async_engine() if candidate.is_async else engines.own_engine())
            engines.note(
                f"{candidate.name} is bound to no engine: here it uses the database; elsewhere, give it bind=engine"
            )


def is_session(value: Any) -> bool:
    """Whether it is a session, or makes them."""
    return _is_a(value, *_KNOWN)


def _find_sessions(module: ModuleType) -> Iterator[tuple[str, Any]]:
    for name, value in list(vars(module).items()):
        if is_session(value):
            yield str(name), value
        elif type(value) is not ModuleType and is_session(session := lookup.read_stored(value, "session")):
            yield f"{name}.session", session


def _is_a(value: Any, *classes: type) -> bool:
    bases = list_bases(type(value))
    return any(cls in bases for cls in classes)


def _is_made_from(product: Any, maker: Any) -> bool:
    """A ``sessionmaker`` gives its sessions a class of their own, which links the two."""
    if product is maker:
        return False
    factory = _factory(maker)
    if _is_a(product, *_SCOPED):
        return _is_a(maker, *_MAKERS) and product.session_factory is maker
    return _is_a(product, Session, AsyncSession) and factory is not None and type(product) is factory.class_


def _factory(value: Any) -> Any:
    if _is_a(value, *_SCOPED):
        value = value.session_factory
    return value if _is_a(value, *_MAKERS) else None


# ---- what is bound to nothing -----------------------------------------------------------------


def _is_bound_to_nothing(value: Any) -> bool:
    if _is_a(value, Session, AsyncSession):
        session = value.sync_session if _is_a(value, AsyncSession) else value
        return session.bind is None and _asks_its_bind(type(session))
    factory = _factory(value)
    if factory is None:
        return False
    cls = (
        factory.kw.get("sync_session_class", Session)
        if _is_a(factory, async_sessionmaker)
        else factory.class_
    )
    return _asks_its_bind(cls) and not any(factory.kw.get(name) for name in ("bind", "binds"))


def _asks_its_bind(cls: type) -> bool:
    """A class that finds its engine by itself is bound to that, such as Flask-SQLAlchemy's."""
    return cls.get_bind is Session.get_bind  # type: ignore[attr-defined]


def _bind(value: Any, bind: Any) -> None:
    if _is_a(value, AsyncSession):
        value.sync_session.bind = bind.sync_engine
    elif _is_a(value, Session):
        value.bind = bind
    else:
        factory = _factory(value)
        factory.configure(bind=bind)
        for session in _made_already(value):
            _bind(session, bind)


def _made_already(value: Any) -> Iterable[Any]:
    """The session of this thread, where a scoped one has made it."""
    return [value.registry()] if type(value) is scoped_session and value.registry.has() else []
