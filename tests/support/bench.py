"""A throwaway server and a sandbox for the whole session, a database and a worker for each test."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from grader.postgres.database import Database
from grader.postgres.providers import embedded
from grader.postgres.server import Server
from grader.postgres.tenant import Tenant
from grader.sandbox import Run, Sandbox, Worker
from grader.worker.protocol import Argument, Call, Callee, Imported, Limits, Named, Observation, RowToLoad

LIMITS = Limits(cpu_seconds=10, memory_mb=512, file_mb=16, open_files=256, processes=128)
SECONDS = 20.0

BLOG = """
from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

class Base(DeclarativeBase):
    pass

class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    posts: Mapped[list["Post"]] = relationship(back_populates="author")

class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(50))
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    author: Mapped[Author] = relationship(back_populates="posts")
"""


@pytest.fixture(scope="session")
def server() -> Iterator[Server]:
    with embedded.start() as server:
        yield server


@pytest.fixture(scope="session")
def warm() -> Iterator[Sandbox]:
    with Sandbox(warm=True) as sandbox:
        yield sandbox


@pytest.fixture(scope="session")
def fresh() -> Iterator[Sandbox]:
    with Sandbox(warm=False) as sandbox:
        yield sandbox


@pytest.fixture(params=["warm", "fresh"])
def either(request: pytest.FixtureRequest) -> Sandbox:
    """Each way of starting a worker: a promise that does not depend on it is tested with both."""
    sandbox: Sandbox = request.getfixturevalue(request.param)
    return sandbox


@pytest.fixture
def tenant(server: Server) -> Iterator[Tenant]:
    with server.tenant() as tenant:
        yield tenant


@pytest.fixture
def database(tenant: Tenant) -> Database:
    return tenant.database()


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Writes a submission: a source text for a file, several by name for a folder called ``anna``."""

    def write(source: str | bytes = "", **files: str) -> Path:
        if not files:
            path = tmp_path / "anna.py"
            path.write_bytes(source if isinstance(source, bytes) else textwrap.dedent(source).encode())
            return path
        for name, text in files.items():
            path = tmp_path / "anna" / (name.replace("__", "/", 1) if name.startswith("sub__") else name)
            path = path.with_name(path.name + ".py")
            path.parent.mkdir(exist_ok=True, parents=True)
            path.write_text(textwrap.dedent(text))
        return tmp_path / "anna"

    return write


class Bench:
    """A worker with a database: imports submissions and tries acts on them."""

    def __init__(
        self, sandbox: Sandbox, database: Database, write: Callable[..., Path], stack: ExitStack
    ) -> None:
        self._sandbox = sandbox
        self.database = database
        self._write = write
        self._stack = stack
        self._last: Run | None = None
        self.worker: Worker

    def load(self, source: str | bytes = "", seconds: float = SECONDS, **files: str) -> Imported:
        return self.load_path(self._write(source, **files), seconds)

    def load_path(self, path: Path, seconds: float = SECONDS, limits: Limits = LIMITS) -> Imported:
        """In a worker of its own."""
        target = self.database.target
        self.worker = self._stack.enter_context(self._sandbox.worker(path, target.host, limits))
        return self.worker.load(target, seconds)

    def run(self, *calls: str | Callee, rows: tuple[RowToLoad, ...] = (), limits: Limits = LIMITS) -> Run:
        """A run that is open until the next one."""
        if self._last is not None:
            self._last.close()
        self._last = run = self._stack.enter_context(self.worker.run(self.database.target, limits))
        callees = tuple(Callee(name, None) if isinstance(name, str) else name for name in calls)
        loaded = run.load(rows, callees, SECONDS)
        assert (loaded.raised, loaded.missing, loaded.problem) == (None, (), None)
        return run

    def call(self, source: str, name: str, /, **arguments: Argument) -> Observation:
        """Import ``source``, which must work, and call ``name`` in a run."""
        imported = self.load(source)
        assert imported.raised is None
        return self.run(name).do(call(name, **arguments), SECONDS)


def call(name: str, /, keep: str | None = None, **arguments: Any) -> Call:
    return Call(name, None, tuple(Named(key, value) for key, value in arguments.items()), keep)


@pytest.fixture
def bench(warm: Sandbox, database: Database, write: Callable[..., Path]) -> Iterator[Bench]:
    with ExitStack() as stack:
        yield Bench(warm, database, write, stack)
