"""A PostgreSQL that is somebody else's: on TCP and a Unix socket, passwords for every way in, three logins."""

from __future__ import annotations

import contextlib
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg

from grader.postgres.programs import supervisor
from grader.postgres.providers import embedded

PASSWORD = "correct horse"  # with a space, for a URL must quote it
LOGINS = {
    "owner": "SUPERUSER",
    "maker": "CREATEDB CREATEROLE",
    "counter": "CREATEDB CREATEROLE",
    "nobody": "",
}
"""``counter`` is a ``maker`` that may also read and steer pg_stat_statements, where that is there."""

_GRANTS = [
    "GRANT pg_read_all_stats TO counter",
    "GRANT SET ON PARAMETER pg_stat_statements.track TO counter",
    "GRANT SET ON PARAMETER pg_stat_statements.track_utility TO counter",
    "GRANT SET ON PARAMETER pg_stat_statements.track_planning TO counter",
]


@dataclass(frozen=True)
class Foreign:
    folder: Path
    port: int

    def url(self, login: str, database: str = "postgres") -> str:
        return f"postgresql://{login}:{PASSWORD.replace(' ', '%20')}@127.0.0.1:{self.port}/{database}"

    def socket_url(self, login: str) -> str:
        return f"postgresql://{login}:{PASSWORD.replace(' ', '%20')}@/postgres?host={self.folder}&port={self.port}"

    def admin(self, database: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(self.url("owner", database), autocommit=True)

    def left(self) -> list[str]:
        """Names of all databases and roles that a grader made, and of all of its objects and locks."""
        with self.admin() as connection:
            rows = connection.execute(
                "SELECT datname FROM pg_database WHERE datname ~ 'grader'"
                " UNION ALL SELECT rolname FROM pg_roles WHERE rolname ~ 'grader'"
                " UNION ALL SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"
                "    AND relname !~ '^pg_stat_statements'"
                " UNION ALL SELECT 'lock' FROM pg_locks WHERE locktype = 'advisory'"
            )
            return [row[0] for row in rows]


@contextlib.contextmanager
def foreign(
    binaries: Path | None, preload: bool, hba: str = "scram-sha-256", tls: tuple[Path, Path] | None = None
) -> Iterator[Foreign]:
    """``preload``: with pg_stat_statements. ``hba``: how everybody comes in. ``tls``: certificate and key."""
    programs = supervisor.Binaries(embedded._find(binaries))
    folder = Path(tempfile.mkdtemp(prefix="foreign-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        data = folder / "data"
        programs.give(folder)
        programs.run(
            "initdb",
            "initdb",
            "-D",
            str(data),
            "-U",
            "owner",
            "--auth=reject",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale=C",
        )
        way = "hostssl" if tls else "host"
        (data / "pg_hba.conf").write_text(f"local all all {hba}\n{way} all all 127.0.0.1/32 {hba}\n")
        with (data / "postgresql.conf").open("a") as conf:
            conf.write(
                "fsync = off\ntimezone = 'Asia/Tokyo'\ndatestyle = 'SQL, DMY'\nmax_connections = 200\n"
            )
            if preload:
                conf.write("shared_preload_libraries = 'pg_stat_statements'\n")
            if tls:
                for name, source in zip(("server.crt", "server.key"), tls, strict=True):
                    shutil.copy(source, data / name)
                    (data / name).chmod(0o600)
                conf.write("ssl = on\n")
        programs.give(folder)
        roles = [
            *(f"CREATE ROLE {name} LOGIN" for name in LOGINS if name != "owner"),
            *(f"ALTER ROLE {name} {rights} PASSWORD '{PASSWORD}'" for name, rights in LOGINS.items()),
        ]
        supervisor.single_user(programs, data, "postgres", "\n".join(roles))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            found = Foreign(folder, probe.getsockname()[1])
        process = programs.popen(
            "postgres", "-D", str(data), "-c", f"port={found.port}", "-c", f"unix_socket_directories={folder}",
            "-c", "listen_addresses=127.0.0.1", stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=(folder / "log").open("wb"),
        )  # fmt: skip
        try:
            _wait(found)
            if preload:
                _let_count(found)
            yield found
        finally:
            supervisor.stop_server(process)
    finally:
        supervisor.remove(folder)


def _wait(found: Foreign) -> None:
    for _ in range(500):
        with contextlib.suppress(psycopg.OperationalError):
            found.admin().close()
            return
        time.sleep(0.02)
    raise AssertionError((found.folder / "log").read_text())


def _let_count(found: Foreign) -> None:
    with found.admin() as connection:
        connection.execute("CREATE EXTENSION pg_stat_statements")
        (reset,) = connection.execute(  # type: ignore[misc]
            "SELECT oid::regprocedure::text FROM pg_proc WHERE proname = 'pg_stat_statements_reset'"
        ).fetchone()
        for grant in [*_GRANTS, f"GRANT EXECUTE ON FUNCTION {reset} TO counter"]:
            connection.execute(grant.encode())
