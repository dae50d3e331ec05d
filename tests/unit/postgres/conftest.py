"""One server for each way of having one on this machine: every binaries folder, a container, a URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest

from grader.postgres.database import Database
from grader.postgres.providers import container, embedded, url
from grader.postgres.server import Server
from grader.postgres.tenant import Tenant
from tests.unit.postgres.foreign import foreign

BINARIES: list[Path | None] = [None, *sorted(Path("/usr/lib/postgresql").glob("*/bin"))]

Source = tuple[str, Path | None]
"""How a server is had, and the binaries that it has where that can be chosen."""

SOURCES: list[Source] = [
    *(("embedded", binaries) for binaries in BINARIES),
    ("container", None),
    ("role's url", None),
]
"""The ways that differ most. What is particular to a superuser's URL, or to one of a socket, is in
``test_url.py`` and in ``tests/boundary/test_providers.py``."""


def name_of(binaries: Path | None) -> str:
    return binaries.parent.name if binaries else "wheel"


def name_of_source(source: Source) -> str:
    return source[0] if source[0] == "container" else f"{source[0]}-{name_of(source[1])}"


def image() -> str:
    """A postgres image that is on this machine. Skips the test where there is no engine, or no such image."""
    if container.engine_version() is None:
        pytest.skip("no container engine answers")
    with container._engine(10) as client:
        tags = {tag for found in client.images.list("postgres") for tag in found.tags}
    official = [tag for tag in sorted(tags, reverse=True) if tag.startswith("postgres:")]
    if not official:
        pytest.skip("the container engine has no postgres image, and none is pulled for a test")
    return official[0]


@pytest.fixture(scope="session", params=BINARIES, ids=name_of)
def binaries(request: pytest.FixtureRequest) -> Path | None:
    folder: Path | None = request.param
    return folder


@contextmanager
def had_from(source: Source) -> Iterator[Server]:
    way, binaries = source
    if way == "embedded":
        with embedded.start(binaries) as server:
            yield server
    elif way == "container":
        with container.start(image()) as server:
            yield server
    else:
        with foreign(binaries, preload=True) as found, url.start(found.url("counter")) as server:
            yield server


@pytest.fixture(scope="session", params=SOURCES, ids=name_of_source)
def server(request: pytest.FixtureRequest) -> Iterator[Server]:
    with had_from(request.param) as server:
        yield server


@pytest.fixture
def tenant(server: Server) -> Iterator[Tenant]:
    with server.tenant() as tenant:
        yield tenant


@pytest.fixture
def database(tenant: Tenant) -> Database:
    return tenant.database()


def connect(database: Database, **other: Any) -> psycopg.Connection[Any]:
    """A connection as the submission has it; ``other`` parts of the address instead of its own."""
    target = database.target
    address = {
        "host": target.host,
        "port": target.port,
        "dbname": target.dbname,
        "user": target.user,
        "password": target.password,
        "autocommit": True,
    }
    return psycopg.connect(**{**address, **other})


def run(database: Database, *statements: str) -> None:
    """Run statements as the submission, on a connection of its own."""
    with connect(database) as connection:
        for statement in statements:
            connection.execute(statement.encode())
