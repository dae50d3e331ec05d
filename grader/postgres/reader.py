"""The reader: how the grader itself comes into a submission's database, with no more rights than that has."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

import psycopg
from psycopg import sql

from grader.errors import GraderError
from grader.postgres import scram
from grader.postgres.alarms import ALARMS
from grader.postgres.connections import Admin, Connection, connect, execute
from grader.postgres.insert import RowsDoNotFitError
from grader.postgres.site import Roles, Site

_READER_SECONDS = 5.0
"""For one thing that the reader does; without the submission's own code it takes milliseconds."""

_TOO_LATE = (
    f"it took more than {_READER_SECONDS:g} s: does a trigger, a rule or a default wait for something?"
)

_READER_SETTINGS = {
    "search_path": "pg_catalog,pg_temp",
    "statement_timeout": "5s",
    "lock_timeout": "500ms",
    "row_security": "off",
    "client_encoding": "UTF8",
    "TimeZone": "UTC",
    "DateStyle": "ISO",
    "IntervalStyle": "postgres",
    "standard_conforming_strings": "on",
}


class ReaderLogin:
    """Lets a tenant's reader in, for one connection at a time: else it may not log in, whoever knows its password."""

    def __init__(self, site: Site, roles: Roles) -> None:
        self.roles = roles
        self.lock = threading.RLock()
        self._site = site

    def connect(self, database: str) -> Connection:
        """A connection of the reader to one of the tenant's databases."""
        password = scram.new_password()
        login = [
            "ALTER ROLE {reader} RESET ALL",
            "ALTER ROLE {reader} IN DATABASE {database} RESET ALL",
            *(["ALTER ROLE {reader} SET pg_stat_statements.track = 'none'"] if self._site.counter else []),
            f"ALTER ROLE {{reader}} LOGIN PASSWORD '{scram.verifier(password)}'",
        ]
        names = {"reader": sql.Identifier(self.roles.reader), "database": sql.Identifier(database)}
        with self.lock, self._site.admin.connection() as connection:
            execute(connection, *login, **names)
            try:
                return connect(self._site.login(database, self.roles.reader, password), _READER_SETTINGS)
            finally:
                execute(connection, "ALTER ROLE {reader} NOLOGIN", **names)


class Reader:
    """The reader in one database."""

    def __init__(self, login: ReaderLogin, admin: Admin, database: str) -> None:
        self._login, self._admin, self._database = login, admin, database
        self._connection: Connection | None = None

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """The reader's connection, in the state of a new one, whatever a trigger did to it before.

        One at a time for a tenant: nothing runs under the reader's name while it may log in.
        """
        with self._login.lock:
            reader = self._fresh_reader()
            with self._in_time(reader):
                yield reader

    @contextlib.contextmanager
    def _in_time(self, reader: Connection) -> Iterator[None]:
        """End the reader's connection when all of it takes too long: a trigger can set every limit of its own."""
        late = threading.Event()
        backend = reader.info.backend_pid
        alarm = ALARMS.set(_READER_SECONDS, lambda: self._end_late(backend, late))
        try:
            yield
        except (psycopg.Error, RowsDoNotFitError) as error:
            if late.is_set():
                raise psycopg.errors.QueryCanceled(_TOO_LATE) from error
            raise
        finally:
            alarm.cancel()

    def _end_late(self, backend: int, late: threading.Event) -> None:
        late.set()
        with (
            contextlib.suppress(GraderError),
            self._admin.connection() as connection,
        ):  # of a server that is gone
            connection.execute("SELECT pg_catalog.pg_terminate_backend(%s)", [backend])

    def _fresh_reader(self) -> Connection:
        if self._connection is not None:
            with contextlib.suppress(psycopg.OperationalError):
                self._connection.execute("DISCARD ALL")
                return self._connection
            self.close()
        self._connection = self._login.connect(self._database)
        return self._connection

    def close(self) -> None:
        """A second time does nothing."""
        with self._login.lock:
            if self._connection is not None:
                self._connection.close()
            self._connection = None
