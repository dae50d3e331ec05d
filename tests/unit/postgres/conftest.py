"""One server for each way of having one on this machine: every binaries folder, a container, a URL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.postgres.database import Database
from grader.postgres.providers import container, embedded, url
from grader.postgres.server import Server
from grader.postgres.tenant import Tenant
from tests.support.foreign import foreign
from tests.support.images import image

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


def read_name(binaries: Path | None) -> str:
    return binaries.parent.name if binaries else "wheel"


def read_source_name(source: Source) -> str:
    return source[0] if source[0] == "container" else f"{source[0]}-{read_name(source[1])}"


@pytest.fixture(scope="session", params=BINARIES, ids=read_name)
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


@pytest.fixture(scope="session", params=SOURCES, ids=read_source_name)
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
