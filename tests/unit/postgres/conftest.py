"""One server for each PostgreSQL on this machine: the wheel's, and those of the distribution."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from grader.postgres import embedded
from grader.postgres.server import Database, Server, Tenant

BINARIES: list[Path | None] = [None, *sorted(Path("/usr/lib/postgresql").glob("*/bin"))]


def name_of(binaries: Path | None) -> str:
    return binaries.parent.name if binaries else "wheel"


@pytest.fixture(scope="session", params=BINARIES, ids=name_of)
def binaries(request: pytest.FixtureRequest) -> Path | None:
    folder: Path | None = request.param
    return folder


@pytest.fixture(scope="session")
def server(binaries: Path | None) -> Iterator[Server]:
    with embedded.start(binaries) as server:
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
