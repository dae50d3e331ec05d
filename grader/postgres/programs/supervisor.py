"""Stands between the grader and PostgreSQL: makes the server's folder, starts it, and always cleans up.

A program of its own, run by path with ``python -I -S``: standard library only, and little of that, for it
is waited for. It outlives the grader by a moment, on purpose: whatever ends the grader, also ``kill -9``, its
end of the pipe closes, and the server is stopped and its folder removed. PostgreSQL in turn is told by the
kernel when this program ends (Linux).

In:   one line of JSON on standard input: a ``Config``. Then nothing: end of file means stop.
Out:  one line of JSON on standard output: ``{"ready": {"folder", "socket", "port", "pid"}}``, or
      ``{"failed": <what>, "detail": <sentence>, "log": [<last lines of the server's or initdb's output>]}``
      where ``what`` is one of ``binaries permission space initdb prepare server supervisor``.
Never in argv or environment: a password. Setting the superuser's is an SQL statement in ``Config.start``,
which holds only its SCRAM verifier and goes to a single-user server before anybody can connect.

A prepared data folder is kept under ``Config.cache`` and copied for each server; it is built under a lock,
put in place by a rename, and checked against its manifest (files and bytes) whenever it is used.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

try:
    import fcntl
except ImportError:  # Windows: no locks there, and so no sweep
    fcntl = None  # type: ignore[assignment]

try:
    import pwd
except ImportError:
    pwd = None  # type: ignore[assignment]

POSIX = os.name == "posix"
NOBODY = 65534
"""The unprivileged id that PostgreSQL runs under for root: it exists wherever there is a passwd file."""

PREFIX = "ormgrader"
START_SECONDS = 60.0
STOP_SECONDS = 5.0
LOG = "log"
"""The file in the server's folder that it writes errors to."""

LOG_LINES = 20
MOST_MEMORY = 512 * 2**20
"""Bytes that each process of the server may have for itself; what all of them share is not among them."""


class Config(NamedTuple):
    """What the grader asks for. ``places``: folders for the server's folder, best first, each with the room
    in bytes that it must have. ``cache``: where the prepared data folder stands, or None. ``initdb``:
    arguments for initdb. ``prepare``: (database, SQL) to build the cached folder. ``start``: SQL before each
    start."""

    binaries: str
    places: list[tuple[str, int]]
    cache: str | None
    initdb: list[str]
    conf: str
    hba: str
    prepare: list[tuple[str, str]]
    start: str


class StartError(Exception):
    """The server cannot be had: ``what`` for the program, ``detail`` for people."""

    def __init__(self, what: str, detail: str, log: list[str] | None = None) -> None:
        super().__init__(detail)
        self.what = what
        self.detail = detail
        self.log = log or []


# ---- who PostgreSQL runs as -------------------------------------------------------------------


def choose_identity(binaries: Path) -> str:
    """``own``, or how to become somebody else where PostgreSQL refuses to run: ``namespace``, ``setuid``.

    It refuses root, and initdb needs a name for its user id.
    """
    if not POSIX or (os.geteuid() != 0 and _has_name(os.geteuid())):
        return "own"
    if sys.platform == "linux" and _succeeds_in_child(_enter_namespace):
        return "namespace"
    if os.geteuid() != 0:
        return "own"
    _require_readable_by_nobody(binaries)
    return "setuid"


def _has_name(uid: int) -> bool:
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def _succeeds_in_child(action: Callable[[], None]) -> bool:
    """Whether ``action`` works, tried in a child: half a namespace cannot be left again."""
    child = os.fork()
    if child == 0:
        try:
            action()
        except OSError:
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1] == 0


def _enter_namespace() -> None:
    """Become ``NOBODY`` inside a new user namespace while staying who we are for the file system."""
    uid, gid = os.geteuid(), os.getegid()
    new_user, new_ipc = 0x10000000, 0x08000000
    libc = ctypes.CDLL(None, use_errno=True)
    # The IPC namespace takes PostgreSQL's System V segment with it, also after kill -9.
    if libc.unshare(new_user | new_ipc) != 0:
        raise OSError(ctypes.get_errno(), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{NOBODY} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{NOBODY} {gid} 1")
    if os.geteuid() != NOBODY:
        raise OSError("the user namespace has no effect")


def _become_nobody() -> None:
    os.setgroups([])
    os.setgid(NOBODY)
    os.setuid(NOBODY)


def _require_readable_by_nobody(binaries: Path) -> None:
    def run() -> None:
        _become_nobody()
        if not os.access(binaries / "postgres", os.X_OK) or not os.access(binaries.parent, os.R_OK):
            raise OSError("not readable")

    if not _succeeds_in_child(run):
        raise StartError(
            "permission", f"PostgreSQL refuses to run as root, and user {NOBODY} may not read {binaries}"
        )


def _die_with(parent: int) -> None:
    """Have the kernel send SIGQUIT (immediate shutdown) to this process when ``parent`` ends.

    Called after every change of identity, which would undo it.
    """
    if sys.platform != "linux":
        return
    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, int(signal.SIGQUIT), 0, 0, 0)
    if os.getppid() != parent:  # it ended before we asked
        os._exit(1)


class Binaries:
    """PostgreSQL's programs, run under an identity that they accept, and ending when this program ends."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.identity = choose_identity(folder)
        self._parent = os.getpid()

    def popen(self, name: str, *arguments: str, **streams: Any) -> subprocess.Popen[bytes]:
        program = str(self.folder / (name if POSIX else f"{name}.exe"))
        try:
            return subprocess.Popen(  # noqa: S603 - PostgreSQL's own programs
                [program, *arguments],
                env=_environment(),
                cwd="/" if POSIX else None,
                preexec_fn=self._become if POSIX else None,  # noqa: PLW1509 - this program has one thread
                **streams,
            )
        except FileNotFoundError:
            raise StartError("binaries", f"there is no {program}") from None
        except (PermissionError, subprocess.SubprocessError) as error:
            raise StartError("permission", f"cannot run {program}: {error}") from None

    def run(self, what: str, name: str, *arguments: str, stdin: str = "") -> None:
        """Run to the end; raises ``StartError(what)`` with the last lines of its output."""
        process = self.popen(
            name, *arguments, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        output = process.communicate(stdin.encode())[0].decode(errors="replace").splitlines()
        bad = [line for line in output if "ERROR:" in line or "FATAL:" in line]
        if process.returncode != 0 or bad:
            raise StartError(what, f"{name} failed (exit {process.returncode})", output[-LOG_LINES:])

    def give(self, folder: Path) -> None:
        """Make the user that the programs run under the owner of everything in ``folder``."""
        if self.identity != "setuid":
            return
        for path in (folder, *folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)

    def _become(self) -> None:
        _bound_memory()
        _go_before_others()
        if self.identity == "namespace":
            _enter_namespace()
        elif self.identity == "setuid":
            _become_nobody()
        _die_with(self._parent)


def _bound_memory() -> None:
    """A query that builds more in memory fails; without a limit the kernel ends the whole server for it."""
    import resource  # noqa: PLC0415 - not on Windows

    resource.setrlimit(resource.RLIMIT_DATA, (MOST_MEMORY, MOST_MEMORY))


def _go_before_others() -> None:
    """Where the machine's memory is used up, the kernel ends a server of ours sooner than anybody else."""
    with contextlib.suppress(OSError):  # there on Linux only
        Path("/proc/self/oom_score_adj").write_text("500")


def _environment() -> dict[str, str]:
    """Nothing of the grader's environment reaches the server, but what Windows cannot do without."""
    kept = {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "PATH") if name in os.environ}
    return {**kept, "LC_ALL": "C", "TZ": "UTC"}


# ---- folders and locks ------------------------------------------------------------------------


@contextlib.contextmanager
def locked(path: Path, exclusive: bool = True) -> Iterator[None]:
    """Hold the lock of ``path``, waiting for it."""
    if fcntl is None:
        yield
        return
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX if exclusive else fcntl.LOCK_SH)
        yield


def private_folder(
    places: list[tuple[str, int]], lock: contextlib.AbstractContextManager[None]
) -> tuple[Path, Any]:
    """A new folder for one server in the first place with room, and the open lock that marks it as alive.

    Folders of dead graders in the same places are removed first. Both under one lock: a folder without a
    lock yet is never taken for a dead one.
    """
    with lock:
        for place, _ in places:
            _sweep(Path(place))
        for place, room in places:
            with contextlib.suppress(OSError):
                if shutil.disk_usage(place).free >= room and os.access(place, os.W_OK):
                    return _new_folder(Path(place))
    rooms = ", ".join(f"{place} ({room // 2**20} MiB)" for place, room in places)
    raise StartError("space", f"no room for a server in any of these folders: {rooms}")


def _new_folder(place: Path) -> tuple[Path, Any]:
    folder = place / f"{PREFIX}-{_uid()}-{os.urandom(4).hex()}"
    folder.mkdir(mode=0o700)
    lock = (folder / "lock").open("w")
    if fcntl is not None:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return folder, lock


def _sweep(place: Path) -> None:
    """Remove the folders in ``place`` that were left by graders of this user that are dead."""
    if fcntl is None:
        return
    for folder in place.glob(f"{PREFIX}-{_uid()}-*"):
        with contextlib.suppress(OSError):
            if folder.is_symlink() or folder.stat().st_uid not in (_uid(), NOBODY):
                continue
            with (folder / "lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                remove(folder)


def _uid() -> int:
    return os.getuid() if POSIX else 0


def remove(folder: Path) -> None:
    """Remove ``folder``, also while an ending server still writes into it."""
    for _ in range(200):
        shutil.rmtree(folder, ignore_errors=True)
        if not folder.exists():
            return
        time.sleep(0.01)


# ---- the prepared data folder -----------------------------------------------------------------


def provide_data(config: Config, programs: Binaries, folder: Path, fresh: bool) -> bool:
    """Put a prepared data folder at ``folder/data``; True when it came from the cache.

    ``fresh``: rebuild what the cache has.
    """
    data = folder / "data"
    cache = _usable(config.cache)
    if cache is None:
        _build(config, programs, data)
        return False
    if not fresh and _copy_from(cache, data):
        programs.give(folder)
        return True
    with locked(_lock_file(cache)):
        if not fresh and _copy_from(cache, data):
            programs.give(folder)
            return True
        _build(config, programs, data)
        with contextlib.suppress(OSError):  # without a cache the next start is slower, that is all
            _store(data, cache)
    return False


def _usable(cache: str | None) -> Path | None:
    """The cache's path with its parent made, or None where there can be none."""
    if cache is None:
        return None
    path = Path(cache)
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _lock_file(path).touch()
    except OSError:
        return None
    return path


def _lock_file(cache: Path) -> Path:
    return cache.parent / "lock"


def _copy_from(cache: Path, data: Path) -> bool:
    """Copy the cached folder to ``data``; False, and nothing at ``data``, when it is missing or broken."""
    try:
        expected = json.loads((cache / "manifest").read_text())
        os.utime(cache / "manifest")
        actual = copy_tree(cache / "data", data)
    except (OSError, ValueError):
        expected, actual = None, [0, 0]
    if expected != actual:
        shutil.rmtree(data, ignore_errors=True)
        return False
    return True


def copy_tree(source: Path, target: Path) -> list[int]:
    """Copy a data folder; the number of files and bytes. Raises ``StartError`` when the disk is full."""
    target.mkdir(mode=0o700)
    files = size = 0
    with os.scandir(source) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                below = copy_tree(Path(entry.path), target / entry.name)
                files, size = files + below[0], size + below[1]
            else:
                files, size = files + 1, size + _copy_file(entry.path, f"{target}/{entry.name}")
    return [files, size]


def _copy_file(source: str, target: str) -> int:
    with open(source, "rb", buffering=0) as file:  # noqa: PTH123 - a thousand files: Path costs a third more
        content = file.read()
    with open(target, "wb", buffering=0, opener=_private) as copy:
        written = copy.write(content)
    return written or 0


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _build(config: Config, programs: Binaries, data: Path) -> None:
    shutil.rmtree(data, ignore_errors=True)
    programs.give(data.parent)
    programs.run("initdb", "initdb", "-D", str(data), *config.initdb)
    (data / "postgresql.conf").write_text(config.conf)
    (data / "pg_hba.conf").write_text(config.hba)
    programs.give(data)
    for database, sql in config.prepare:
        single_user(programs, data, database, sql)


def _store(data: Path, cache: Path) -> None:
    """Put a copy of ``data`` in the cache's place, whole or not at all. The cache's lock is held."""
    for left in [*cache.parent.glob("building-*"), *_long_unused(cache.parent)]:
        shutil.rmtree(left, ignore_errors=True)
    building = cache.parent / f"building-{os.urandom(4).hex()}"
    try:
        building.mkdir(mode=0o700)
        (building / "manifest").write_text(json.dumps(copy_tree(data, building / "data")))
        shutil.rmtree(cache, ignore_errors=True)
        building.rename(cache)
    except BaseException:
        shutil.rmtree(building, ignore_errors=True)
        raise


def _long_unused(caches: Path) -> list[Path]:
    """Prepared folders that no grader has used for a month, such as those of older binaries."""
    month_ago = time.time() - 30 * 24 * 3600
    return [path.parent for path in caches.glob("*/manifest") if path.stat().st_mtime < month_ago]


def single_user(programs: Binaries, data: Path, database: str, sql: str) -> None:
    """Run ``sql``, one statement a line, on a server that nobody else can connect to."""
    programs.run(
        "prepare", "postgres", "--single", "-D", str(data), "-c", "exit_on_error=on", database, stdin=sql
    )


# ---- the server -------------------------------------------------------------------------------


def start_server(
    config: Config, programs: Binaries, folder: Path
) -> tuple[subprocess.Popen[bytes], dict[str, Any]]:
    """Start PostgreSQL on ``folder/data`` and wait until it accepts connections."""
    data, sockets, log = folder / "data", folder / "s", folder / LOG
    single_user(programs, data, "postgres", config.start)
    sockets.mkdir(mode=0o700, exist_ok=True)
    log.touch(mode=0o600)
    programs.give(sockets)
    programs.give(log)
    port = 5432 if POSIX else _free_port()
    # Never both: a Unix socket in the private folder, or TCP where there is no such thing.
    folders, addresses = (sockets, "") if POSIX else ("", "127.0.0.1")
    listen = [f"unix_socket_directories={folders}", f"listen_addresses={addresses}", f"port={port}"]
    with log.open("ab") as output:
        process = programs.popen(
            "postgres", "-D", str(data), *(f"--{setting}" for setting in listen),
            stdin=subprocess.DEVNULL, stdout=output, stderr=output,
        )  # fmt: skip
    try:
        _wait_until_ready(process, data, log)
    except StartError:
        stop_server(process)
        raise
    host = str(sockets) if POSIX else "127.0.0.1"
    return process, {"folder": str(folder), "socket": host, "port": port, "pid": process.pid}


def _free_port() -> int:
    import socket  # noqa: PLC0415 - needed on Windows only

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait_until_ready(process: subprocess.Popen[bytes], data: Path, log: Path) -> None:
    """Wait for the word that pg_ctl waits for too, in the last line of postmaster.pid."""
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise StartError(
                "server", f"PostgreSQL ended at once (exit {process.returncode})", last_lines(log)
            )
        with contextlib.suppress(OSError):
            if (data / "postmaster.pid").read_text().rstrip().endswith("ready"):
                return
        time.sleep(0.001)
    raise StartError("server", f"PostgreSQL was not ready within {START_SECONDS:.0f} s", last_lines(log))


def last_lines(log: Path) -> list[str]:
    try:
        return log.read_text(errors="replace").splitlines()[-LOG_LINES:]
    except OSError:
        return []


def stop_server(process: subprocess.Popen[bytes]) -> None:
    """Fast shutdown, then immediate, then by force."""
    steps = (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL) if POSIX else (signal.SIGTERM,)
    for step in steps:
        if process.poll() is not None:
            return
        process.send_signal(step)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(STOP_SECONDS)


# ---- the story --------------------------------------------------------------------------------


def provide(config: Config, folder: Path) -> tuple[subprocess.Popen[bytes], dict[str, Any]]:
    """A running server in ``folder``. A cached data folder that does not start is rebuilt, once."""
    programs = Binaries(Path(config.binaries))
    programs.give(folder)
    cached = provide_data(config, programs, folder, fresh=False)
    try:
        return start_server(config, programs, folder)
    except StartError:
        if not cached:
            raise
    shutil.rmtree(folder / "data", ignore_errors=True)
    provide_data(config, programs, folder, fresh=True)
    return start_server(config, programs, folder)


def wait_for_end(grader: int) -> None:
    """Return when the grader has closed its end of the pipe, or is gone although a child still holds it."""
    if not POSIX:
        sys.stdin.buffer.read()
        return
    poll = select.poll()
    poll.register(sys.stdin.fileno(), select.POLLIN | select.POLLHUP)
    while os.getppid() == grader:
        if poll.poll(500) and not os.read(sys.stdin.fileno(), 4096):
            return


def say(message: dict[str, Any]) -> None:
    with contextlib.suppress(OSError):
        sys.stdout.write(json.dumps(message) + "\n")
        sys.stdout.flush()


def supervise(config: Config, grader: int) -> None:
    """From an empty place to an empty place."""
    sweep = _usable(config.cache)
    lock = locked(sweep.parent / "sweep.lock") if sweep else contextlib.nullcontext()
    folder, alive = private_folder(config.places, lock)
    process = None
    try:
        process, ready = provide(config, folder)
        say({"ready": ready})
        wait_for_end(grader)
    finally:
        _on_signals(signal.SIG_IGN)
        if process is not None:
            stop_server(process)
        remove(folder)
        alive.close()


def _end(*_: Any) -> NoReturn:
    raise SystemExit(0)


def _on_signals(handler: Any) -> None:
    for name in ("SIGTERM", "SIGHUP", "SIGINT"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), handler)


def main() -> None:
    grader = os.getppid()
    _on_signals(_end)
    try:
        supervise(Config(**json.loads(sys.stdin.buffer.readline())), grader)
    except StartError as failure:
        say({"failed": failure.what, "detail": failure.detail, "log": failure.log})
    except OSError as error:
        what = {28: "space", 122: "space", 13: "permission", 1: "permission"}.get(
            error.errno or 0, "supervisor"
        )
        say({"failed": what, "detail": str(error), "log": []})
    except Exception as error:  # the grader must hear of it, whatever it is
        say({"failed": "supervisor", "detail": f"{type(error).__name__}: {error}", "log": []})


if __name__ == "__main__":
    main()
