"""A throwaway PostgreSQL in a container.

Its data is in memory, its port published on 127.0.0.1 only, and submissions reach it through a relay. It is
removed at the end, and by ``watchdog`` when the grader is killed; what a killed watchdog left, the next start
removes.

The password in the container's environment, which whoever may use the engine can read, is good until the
server is ready only: then the superuser gets another, which is nowhere but in this process.
"""

from __future__ import annotations

import contextlib
import logging
import os
import secrets
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psycopg
from psycopg import sql

from grader.errors import GraderError, OperatorError
from grader.postgres import preparation, scram
from grader.postgres.companion import Companion
from grader.postgres.connections import PLAIN, first_line
from grader.postgres.evidence.error_log import ErrorLog
from grader.postgres.preparation import ADMIN, MAINTENANCE
from grader.postgres.programs.supervisor import MOST_MEMORY
from grader.postgres.providers import owners
from grader.postgres.providers import watchdog as program
from grader.postgres.relay import NEEDED as RELAY_NEEDED
from grader.postgres.relay import PORT as RELAY_PORT
from grader.postgres.relay import Relay
from grader.postgres.server import Server
from grader.postgres.settings import SERVER_SETTINGS
from grader.postgres.site import PREFIX, Access

if TYPE_CHECKING:
    from testcontainers.core.container import DockerContainer

_log = logging.getLogger(__name__)

DEFAULT_IMAGE = "postgres:18"

START_SECONDS = 60.0
"""From a started container to a server that lets the grader in; much more than any machine needs."""

_ADDRESS = "127.0.0.1"
_PORT = "5432/tcp"
_DATA = "/ormgrader"  # none of the paths that images of PostgreSQL 15 to 18 declare as volumes
_ROOM = "1g"
_LOG = f"{_DATA}/log"
_LOG_LINES = 15
_ENTRYPOINT = [
    "sh",
    "-c",
    f'umask 0; : >{_LOG}; umask 22; "$@" 2>>{_LOG}; code=$?; tail -n {_LOG_LINES} {_LOG} >&2; exit $code',
    "sh",
]
"""Runs the image's own entrypoint with the server's errors in a file that it can read. The engine is told the last
of them when the server ends."""

_LABEL = "ormgrader.server"
_OWNER_LABEL = "ormgrader.owner"
_ENGINE_SECONDS = 2.0
_PULL_SECONDS = 10.0
"""How long an engine may say nothing while it pulls an image."""

_OR_EMBEDDED = "or use --postgres embedded, which needs no engine"


def engine_version() -> str | None:
    """The version of the container engine that answers within 2 s; None when none does."""
    try:
        if not _may_have_engine():
            return None
        with _engine(_ENGINE_SECONDS) as client:
            return str(client.version()["Version"])
    except Exception:  # whatever an engine, its proxy or its configuration comes up with
        return None


def start(image: str = DEFAULT_IMAGE) -> Server:
    """A running server from ``image``: an official ``postgres`` image of PostgreSQL 15 or later, or its like.

    Raises ``OperatorError`` when there is no server to be had, saying what happened and what to do.
    """
    try:
        return _start(image)
    except GraderError:
        raise
    except psycopg.Error as error:
        raise OperatorError(
            f"The PostgreSQL in a container from {image} could not be made ready: {first_line(error)}",
            f"Give an official postgres image, which has pg_stat_statements, {_OR_EMBEDDED}.",
        ) from error
    except Exception as error:
        if not _is_engines(error):
            raise
        raise OperatorError(
            f"The container engine did not give a PostgreSQL from {image}: {_said(error)}",
            f"Check the engine with docker info, and the image with docker run; {_OR_EMBEDDED}.",
        ) from error


def _start(image: str) -> Server:
    if engine_version() is None:
        raise OperatorError("No container engine answers.", f"Start Docker, {_OR_EMBEDDED}.")
    _sweep()
    with ExitStack() as stack:
        name = secrets.token_hex(8)
        watchdog = stack.enter_context(_watchdog(name))
        password = scram.new_password()
        container = _container(image, name, password)
        stack.callback(_remove, container, watchdog)
        container.start()
        login: dict[str, Any] = {"dbname": MAINTENANCE, "user": ADMIN, "password": password, **PLAIN}
        login |= {"host": _ADDRESS, "port": _wait_until_ready(container, login)}
        login["password"] = _prepare(login)
        way = {"host": _ADDRESS, "port": login["port"]}
        if RELAY_NEEDED:
            relay = Relay((_ADDRESS, login["port"]), PREFIX)
            stack.callback(relay.close)
            way = {"host": relay.folder, "port": RELAY_PORT}
        ending = ExitStack()
        server = Server("container", Access(login, **way, throwaway=True, log=ErrorLog(_LOG)), ending.close)
        ending.push(stack.pop_all())
        return server


# ---- the engine ---------------------------------------------------------------------------------


def _may_have_engine() -> bool:
    """Whether anything on this machine tells of an engine; asking one costs half a second of imports."""
    home = Path.home()
    traces = [Path("/var/run/docker.sock"), home / ".docker", home / ".testcontainers.properties"]
    told = ("DOCKER_HOST", "DOCKER_CONTEXT", "TC_HOST", "TESTCONTAINERS_HOST_OVERRIDE")
    return os.name != "posix" or any(os.environ.get(name) for name in told) or any(t.exists() for t in traces)


@contextlib.contextmanager
def _engine(seconds: float) -> Iterator[Any]:
    """A client of the engine, each answer waited for so long. Of any type: docker has none."""
    from testcontainers.core.docker_client import DockerClient  # noqa: PLC0415 - half a second

    client = DockerClient(timeout=seconds).client
    try:
        yield client
    finally:
        client.close()


def _is_engines(error: Exception) -> bool:
    """Whether this went wrong between the engine and here."""
    import docker.errors  # type: ignore[import-untyped]  # noqa: PLC0415 - as above
    import requests  # noqa: PLC0415
    import urllib3.exceptions  # noqa: PLC0415

    kinds = (docker.errors.DockerException, requests.RequestException, urllib3.exceptions.HTTPError)
    return isinstance(error, kinds)


def _said(error: Exception) -> str:
    """What the engine said, or that it said nothing."""
    if "timed out" in str(error).lower():
        return f"the engine said nothing for {_PULL_SECONDS:.0f} s"
    return str(getattr(error, "explanation", None) or first_line(error))


def _have_image(image: str) -> None:
    """Pull ``image`` unless it is there. Raises ``OperatorError`` within seconds when it is not to be had."""
    import docker.errors  # noqa: PLC0415 - as above
    from docker.utils import parse_repository_tag  # type: ignore[import-untyped]  # noqa: PLC0415

    with _engine(_PULL_SECONDS) as client:
        try:
            client.images.get(image)
        except docker.errors.ImageNotFound:
            repository, tag = parse_repository_tag(image)
        else:
            return
        _log.warning("Pulling %s, once: this may take a minute.", image)
        problem = ""
        try:
            for line in client.api.pull(repository, tag=tag or "latest", stream=True, decode=True):
                problem = line.get("error", problem)
        except Exception as error:
            if not _is_engines(error):
                raise
            problem = _said(error)
    if problem:
        raise OperatorError(
            f"There is no image {image} on this machine, and it could not be pulled: {problem}",
            f"Get it with: docker pull {image}, name one that is there (docker images), {_OR_EMBEDDED}.",
        )


def _sweep() -> None:
    """Remove the containers of graders that are dead."""
    with _engine(_PULL_SECONDS) as client:
        for container in client.containers.list(
            all=True, filters={"label": _OWNER_LABEL}, ignore_removed=True
        ):
            if owners.is_dead(container.labels[_OWNER_LABEL]):
                with contextlib.suppress(Exception):  # somebody else removes it just now
                    container.remove(force=True, v=True)


# ---- the container ------------------------------------------------------------------------------


def _container(image: str, name: str, password: str) -> DockerContainer:
    from docker.types import Ulimit  # type: ignore[import-untyped]  # noqa: PLC0415 - as above
    from testcontainers.core.config import testcontainers_config  # noqa: PLC0415 - as above
    from testcontainers.core.container import DockerContainer  # noqa: PLC0415

    # Its cleaner is a container of its own, from an image of its own; the watchdog does as much.
    testcontainers_config.ryuk_disabled = True
    container = DockerContainer(image, docker_client_kw={"timeout": 30})
    _have_image(container.image)
    container.with_command([*_entrypoint(container.image), *_command()])
    container.with_envs(
        PGDATA=f"{_DATA}/data",
        POSTGRES_USER=ADMIN,
        POSTGRES_PASSWORD=password,
        # With another name the image's script would want to make a database.
        POSTGRES_DB=MAINTENANCE,
        POSTGRES_INITDB_ARGS="--encoding=UTF8 --locale=C --no-sync --wal-segsize=1"
        " --auth-local=scram-sha-256 --auth-host=scram-sha-256",
    )
    container.with_tmpfs_mount(_DATA, f"size={_ROOM}")
    # The engine takes an address too, what their type does not know.
    container.ports[_PORT] = (_ADDRESS, None)  # type: ignore[assignment]
    return container.with_kwargs(
        entrypoint=_ENTRYPOINT,
        labels={_LABEL: name, _OWNER_LABEL: owners.this_process()},
        ulimits=[Ulimit(name="data", soft=MOST_MEMORY, hard=MOST_MEMORY)],
    )


def _entrypoint(image: str) -> list[str]:
    """An image's own."""
    with _engine(_PULL_SECONDS) as client:
        return client.images.get(image).attrs["Config"]["Entrypoint"] or []


def _command() -> list[str]:
    settings = [("-c", f"{name}={value}") for name, value in SERVER_SETTINGS.items()]
    return ["postgres", *(word for setting in settings for word in setting)]


def _wait_until_ready(container: DockerContainer, login: Mapping[str, Any]) -> int:
    """The port on which the server lets the grader in. Raises ``OperatorError`` at once when it has died."""
    wrapped = container.get_wrapped_container()
    deadline = time.monotonic() + START_SECONDS
    problem = ""
    while time.monotonic() < deadline:
        wrapped.reload()
        if wrapped.status in ("exited", "dead"):
            code = wrapped.attrs["State"]["ExitCode"]
            raise _failed(f"the container ended at once (exit {code})", wrapped)
        port = _published(wrapped)
        if port is not None:
            try:
                psycopg.connect(**{**login, "host": _ADDRESS, "port": port, "connect_timeout": 2}).close()
            except psycopg.OperationalError as error:
                problem = first_line(error)
            else:
                return port
        time.sleep(0.03)
    raise _failed(f"it was not ready within {START_SECONDS:.0f} s ({problem})", wrapped)


def _published(wrapped: Any) -> int | None:
    """The port on this machine, once there is one. Raises ``OperatorError`` when others could reach it."""
    bindings = wrapped.attrs["NetworkSettings"]["Ports"].get(_PORT) or []
    open_to = {binding["HostIp"] for binding in bindings} - {_ADDRESS}
    if open_to:
        raise OperatorError(
            f"The container engine published the server's port on {', '.join(sorted(open_to))}, not on {_ADDRESS}.",
            f"Let the engine publish on the address that it is asked for, {_OR_EMBEDDED}.",
        )
    return int(bindings[0]["HostPort"]) if bindings else None


def _failed(what: str, wrapped: Any) -> OperatorError:
    log = wrapped.logs(tail=_LOG_LINES).decode(errors="replace").splitlines()
    message = "\n".join(
        [f"PostgreSQL did not start in its container: {what}", *(f"  {line}" for line in log)]
    )
    return OperatorError(
        message, f"Give an official postgres image of PostgreSQL 15 or later, {_OR_EMBEDDED}."
    )


def _prepare(login: Mapping[str, Any]) -> str:
    """Make the server ready for tenants; the superuser's password from now on."""
    with psycopg.connect(**login, autocommit=True) as connection:
        major = connection.info.server_version // 10000
        if major < 15:
            raise OperatorError(f"The image holds PostgreSQL {major}.", "PostgreSQL 15 or later is needed.")
        for database, statement in preparation.statements(major):
            with psycopg.connect(**{**login, "dbname": database}, autocommit=True) as other:
                other.execute(statement.encode())
        password = scram.new_password()
        verifier = sql.Literal(scram.verifier(password))
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(sql.Identifier(ADMIN), verifier))
        _restrict(connection)
    return password


def _restrict(connection: psycopg.Connection[Any]) -> None:
    """Put the rules of who comes in where into force."""
    rules = preparation.hba([("local", ""), ("host", "all")]).splitlines()
    found = connection.execute("SELECT current_setting('hba_file'), pg_conf_load_time()").fetchone()
    assert found is not None
    path, loaded = found
    connection.execute(sql.SQL("COPY (SELECT unnest({}::text[])) TO {}").format(rules, path))
    connection.execute("SELECT pg_reload_conf()")
    deadline = time.monotonic() + 5
    while connection.execute("SELECT pg_conf_load_time()").fetchone() == (loaded,):
        if time.monotonic() > deadline:
            raise OperatorError("The server in the container did not read its rules again.", "Try again.")
        time.sleep(0.005)


# ---- its end ------------------------------------------------------------------------------------


@contextlib.contextmanager
def _watchdog(name: str) -> Iterator[Companion]:
    """The program that removes the container when this one cannot. Told at the end if it need not."""
    companion = Companion(program, f"{_LABEL}={name}", sees_packages=True)
    try:
        yield companion
    finally:
        companion.leave()


def _remove(container: DockerContainer, watchdog: Companion) -> None:
    """Remove the container. Where that does not work, the watchdog tries for a while."""
    try:
        made = container._container is not None  # not known when its making was interrupted
        container.stop()
    except Exception as error:
        if not _is_engines(error):
            raise
        return
    if made:
        watchdog.tell(program.DONE)
