"""A container that nobody else can reach, and of which nothing is left, whatever ends the grader."""

from __future__ import annotations

import contextlib
import io
import os
import secrets
import signal
import socket
import tarfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest

from grader.errors import OperatorError
from grader.postgres.providers import container, embedded
from grader.postgres.server import Server
from grader.postgres.settings import SERVER_SETTINGS
from tests.support.connections import connect
from tests.support.images import image
from tests.support.waiting import find_line, python, until

needs_engine = pytest.mark.usefixtures("image_here")
POSIX_ONLY = pytest.mark.skipif(os.name != "posix", reason="processes and signals as POSIX has them")

GRADER = """
import sys, time
from grader.postgres.providers import container
if sys.argv[2] == "starting":
    print("starting", flush=True)
server = container.start(sys.argv[1])
database = server.tenant().database()
print("started", flush=True)
if sys.argv[2] == "raise":
    raise RuntimeError("the grader fails")
time.sleep(60)
"""


@pytest.fixture(scope="module")
def image_here() -> str:
    return image()


@pytest.fixture(scope="module")
def server(image_here: str) -> Iterator[Server]:
    with container.start(image_here) as server:
        yield server


@contextlib.contextmanager
def engine() -> Iterator[Any]:
    with container._engine(30) as client:
        yield client


def containers(grader: int | None = None) -> set[str]:
    """The ids of all containers, running or not, of the grader with that process id; else of this process."""
    with engine() as client:
        found = client.containers.list(all=True, filters={"label": container._LABEL}, ignore_removed=True)
        owner = f"/{grader or os.getpid()}/"
        return {one.id for one in found if owner in one.labels[container._OWNER_LABEL]}


def container_of(server: Server, client: Any) -> Any:
    """The container that publishes the server's port."""
    port = str(server._access.admin["port"])
    for one in client.containers.list(filters={"label": container._LABEL}):
        # Another test's container may be starting, and publish nothing yet.
        bindings = one.attrs["NetworkSettings"]["Ports"].get(container._PORT) or []
        if port in {binding["HostPort"] for binding in bindings}:
            return one
    raise AssertionError("no container for this server")


# ---- who can reach it ---------------------------------------------------------------------------


@needs_engine
def test_published_on_this_machine_only(server: Server) -> None:
    """No other machine can reach the server's port."""
    with engine() as client:
        attributes = container_of(server, client).attrs
    bindings = attributes["NetworkSettings"]["Ports"]
    asked = attributes["HostConfig"]["PortBindings"][container._PORT]
    assert ["127.0.0.1"] == [binding["HostIp"] for binding in asked]  # not only what this engine does unasked
    assert [container._PORT] == [port for port, bound in bindings.items() if bound]
    assert ["127.0.0.1"] == [binding["HostIp"] for binding in bindings[container._PORT]]


@pytest.mark.parametrize("address", ["0.0.0.0", "::", "192.0.2.1", ""])
def test_published_for_others_is_refused(address: str) -> None:
    """An engine that publishes for other machines, whatever it was asked for, is not used."""
    ports = {
        container._PORT: [{"HostIp": "127.0.0.1", "HostPort": "1"}, {"HostIp": address, "HostPort": "1"}]
    }
    with pytest.raises(OperatorError, match=r"not on 127\.0\.0\.1"):
        container._published(SimpleNamespace(attrs={"NetworkSettings": {"Ports": ports}}))


@needs_engine
@pytest.mark.parametrize("host", ["/var/run/postgresql", "127.0.0.1"])
@pytest.mark.parametrize("user", ["grader_admin", "postgres", "tenant"])
@pytest.mark.parametrize("password", ["none", "environment"])
def test_nobody_gets_in_from_inside_the_container(
    server: Server, host: str, user: str, password: str
) -> None:
    """Inside of the container nobody gets in either: without a password, or with the one that all can read."""
    with server.tenant() as tenant, engine() as client:
        name = tenant.roles.name if user == "tenant" else user
        asked = ["psql", "-w", "-h", host, "-U", name, "-d", "postgres", "-c", "SELECT 1"]
        script = (
            'export PGPASSWORD="$POSTGRES_PASSWORD"; exec "$@"' if password == "environment" else 'exec "$@"'
        )
        for who in ("root", "postgres"):
            code, output = container_of(server, client).exec_run(["sh", "-c", script, "sh", *asked], user=who)
            assert code != 0
            assert any(word in output.decode() for word in ("password", "pg_hba.conf")), output


@needs_engine
def test_advisory_locks_are_refused(server: Server) -> None:
    """A container is prepared as every server of the grader's own: no submission takes locks of all databases."""
    with (
        server.tenant() as tenant,
        connect(tenant.database()) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute("SELECT pg_advisory_lock(1)")


@needs_engine
def test_nobody_gets_in_before_it_is_ready(image_here: str) -> None:
    """Also before the grader has put its own rules into force, no way in is without a password."""
    made = container._container(image_here, "before-it-is-ready", "secret")
    login = {"dbname": "postgres", "user": "grader_admin", "password": "secret"}
    with contextlib.closing(SimpleNamespace(close=made.stop)):
        made.start()
        port = container._wait_until_ready(made, login)
        for host in ("/var/run/postgresql", "127.0.0.1"):
            asked = ["psql", "-w", "-h", host, "-U", "grader_admin", "-d", "postgres", "-c", "SELECT 1"]
            code, output = made.get_wrapped_container().exec_run(asked, user="postgres")
            assert code != 0
            assert b"no password supplied" in output
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(**{**login, "host": "127.0.0.1", "port": port, "password": "wrong"})


@needs_engine
@pytest.mark.parametrize("password", ["", "wrong"])
def test_nobody_gets_in_over_tcp(server: Server, password: str) -> None:
    """The published port asks for the password, and lets the superuser into one database only."""
    admin = dict(server._access.admin)
    for other in ({"password": password}, {"dbname": "template1"}, {"user": "postgres"}):
        with pytest.raises(psycopg.OperationalError):
            psycopg.connect(**{**admin, **other})
    psycopg.connect(**admin).close()


@needs_engine
@pytest.mark.skipif(not Path("/proc/self/environ").exists(), reason="reads /proc")
def test_no_password_can_be_seen(server: Server) -> None:
    """Neither arguments nor environment of any process, in the container or not, hold a password in use."""
    with server.tenant() as tenant:
        secrets = [tenant.roles.password, server._access.admin["password"]]
        for name in ("cmdline", "environ"):
            for path in Path("/proc").glob(f"[0-9]*/{name}"):
                with contextlib.suppress(OSError):
                    text = path.read_text(errors="replace")
                    assert not any(secret in text for secret in secrets)


# ---- what it is ---------------------------------------------------------------------------------


@needs_engine
def test_same_settings_as_embedded(server: Server) -> None:
    """A submission finds the same settings and the same locale in a container and in the embedded server."""
    found = []
    with embedded.start() as other:
        for one in (server, other):
            with one.tenant() as tenant, connect(tenant.database()) as connection:
                rows = connection.execute("SELECT lower(name), setting FROM pg_settings").fetchall()
                order = connection.execute(
                    "SELECT n FROM unnest(ARRAY['b','A','ä','B','a']) AS t (n) ORDER BY n"
                )
                upper = connection.execute("SELECT upper('ä')").fetchone()
                settings = {name: setting for name, setting in rows if name in SERVER_SETTINGS}
                found.append((settings, order.fetchall(), upper))
    assert found[1] == found[0]
    assert server.info.counts


@needs_engine
def test_data_is_in_memory(server: Server) -> None:
    """Nothing is written to a disk: the data folder is a memory file system."""
    with engine() as client:
        code, mounts = container_of(server, client).exec_run(["cat", "/proc/mounts"])
    assert 0 == code
    assert any(line.startswith(b"tmpfs /ormgrader ") for line in mounts.splitlines()), mounts


# ---- its end ------------------------------------------------------------------------------------


@needs_engine
def test_nothing_is_left_after_the_end(image_here: str) -> None:
    """After its block, a server's container and its volumes are gone, closed twice or not."""
    before = containers()
    with engine() as client:
        with container.start(image_here) as server:
            assert 1 == len(containers() - before)
            mounts = container_of(server, client).attrs["Mounts"]
            volumes = {mount["Name"] for mount in mounts if mount["Type"] == "volume"}
            folder = Path(server.tenant().database().target.host)
        server.close()
        assert before == containers()
        assert not volumes & {volume.name for volume in client.volumes.list()}
    assert not folder.exists()


@needs_engine
@POSIX_ONLY
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_of_a_killed_grader(image_here: str, end: signal.Signals) -> None:
    """However a grader is killed, alone or with its group, its container goes within seconds."""
    with python(GRADER, image_here, "wait") as process:
        find_line(process)
        assert containers(process.pid)
        os.killpg(process.pid, end)
        assert until(lambda: not containers(process.pid), 60)


@needs_engine
@POSIX_ONLY
@pytest.mark.parametrize("after", [0.0, 0.15, 0.3, 0.45, 0.8])
def test_nothing_is_left_of_a_grader_killed_in_its_start(image_here: str, after: float) -> None:
    """Also a container that is only just being made goes with a killed grader."""
    with python(GRADER, image_here, "starting") as process:
        find_line(process)
        time.sleep(0.5 + after)
        process.kill()
        process.wait()
        # Its request may be on its way still: what counts is what is there in the end.
        time.sleep(3)
        assert until(lambda: not containers(process.pid), 60)


@needs_engine
def test_nothing_is_left_of_a_failing_grader(image_here: str) -> None:
    """A grader that ends with an exception leaves nothing, closed or not."""
    with python(GRADER, image_here, "raise") as process:
        process.wait(30)
        assert until(lambda: not containers(process.pid), 60)


@needs_engine
@POSIX_ONLY
def test_interrupted_start(image_here: str) -> None:
    """Ctrl-C while the container is coming up leaves nothing."""
    with python(GRADER, image_here, "starting") as process:
        find_line(process)
        assert until(lambda: containers(process.pid))
        os.killpg(process.pid, signal.SIGINT)
        process.wait(10)
        assert until(lambda: not containers(process.pid), 60)


@needs_engine
@POSIX_ONLY
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_containers_of_dead_graders_are_swept(image_here: str, server: Server) -> None:
    """What is left when everything is killed at once goes at the next start, and what is alive stays."""
    with python(GRADER, image_here, "wait") as process:
        find_line(process)
        assert 1 == len(containers(process.pid))
        for path in Path("/proc").glob("[0-9]*/stat"):
            with contextlib.suppress(OSError):
                parent = int(path.read_text().rpartition(")")[2].split()[1])
                if parent == process.pid:
                    os.kill(int(path.parent.name), signal.SIGKILL)
        process.kill()
        process.wait()
    container.start(image_here).close()
    assert not containers(process.pid)
    with engine() as client:
        assert container_of(server, client).status == "running"


# ---- what goes wrong ----------------------------------------------------------------------------


@pytest.fixture
def bad_image(request: pytest.FixtureRequest, image_here: str) -> Iterator[str]:
    """An image without anything, or one like ``image_here`` that ends at once, saying why."""
    name = f"bad-{secrets.token_hex(4)}"  # tests of other processes make theirs at the same time
    tag = f"ormgrader-test:{name}"
    with engine() as client:
        if request.param == "empty":
            data = io.BytesIO()
            tarfile.open(fileobj=data, mode="w").close()
            client.api.import_image_from_data(data.getvalue(), repository="ormgrader-test", tag=name)
        else:
            made = client.containers.create(image_here, entrypoint=request.param)
            made.commit("ormgrader-test", name, changes=["CMD []"])
            made.remove(v=True)
        try:
            yield tag
        finally:
            client.images.remove(tag, force=True)


@needs_engine
@pytest.mark.parametrize(
    ("bad_image", "said"),
    [
        ("empty", "did not give a PostgreSQL"),
        (["sh", "-c", "echo no room at all >&2; exit 7"], r"ended at once \(exit 7\)\n  no room at all"),
        (["postgres", "--no-such-option"], "ended at once"),
    ],
    indirect=["bad_image"],
)
def test_image_that_is_no_postgres(bad_image: str, said: str) -> None:
    """A container that dies is told within seconds, with its last words; nothing is left of it."""
    before = containers()
    began = time.monotonic()
    with pytest.raises(OperatorError, match=said) as caught:
        container.start(bad_image)
    assert time.monotonic() - began < 5
    assert "--postgres embedded" in caught.value.next_step
    assert until(lambda: before == containers(), 60)


@needs_engine
def test_image_that_is_not_to_be_had() -> None:
    """An image that nobody has is told within seconds, with the command that would get it."""
    began = time.monotonic()
    with pytest.raises(OperatorError, match="could not be pulled") as caught:
        container.start("localhost:1/no-such-image:1")
    assert time.monotonic() - began < container._PULL_SECONDS + 5
    assert "docker pull localhost:1/no-such-image:1" in caught.value.next_step


def test_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without an engine the message says so at once, and what to do."""
    monkeypatch.setenv("DOCKER_HOST", "unix:///nowhere/docker.sock")
    assert container.engine_version() is None
    with pytest.raises(OperatorError, match="No container engine answers") as caught:
        container.start()
    assert "Start Docker" in caught.value.next_step
    assert "--postgres embedded" in caught.value.next_step


def test_engine_that_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that takes the call and says nothing is none, after two seconds."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        monkeypatch.setenv("DOCKER_HOST", f"tcp://127.0.0.1:{silent.getsockname()[1]}")
        container._is_engines(ValueError())  # what is imported for the first time is not timed
        began = time.monotonic()
        assert container.engine_version() is None
        assert time.monotonic() - began < 3


@needs_engine
def test_engine_that_answers() -> None:
    """The engine's version is found."""
    assert "." in str(container.engine_version())


@needs_engine
def test_engine_that_goes_away(image_here: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Closing a server whose engine is gone is no error: there is nothing more to remove."""
    server = container.start(image_here)
    with engine() as client:
        container_of(server, client).remove(force=True, v=True)
    server.close()


@needs_engine
def test_two_at_once(image_here: str) -> None:
    """Graders that start at the same time get a container each."""
    servers: list[Server] = []
    threads = [threading.Thread(target=lambda: servers.append(container.start(image_here))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 2 == len({server._access.admin["port"] for server in servers})
    for server in servers:
        server.close()
