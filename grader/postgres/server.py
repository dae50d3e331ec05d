"""One interface to PostgreSQL, whoever provides it: a server, a tenant for each submission, its databases.

Three kinds of logins, and what each may do:

- **admin**: a superuser, or on somebody else's server a role that may make databases and roles. Connects to
  the maintenance database only, where no submission can leave anything. It makes and drops databases and
  roles, and reads the counts and who is connected.
- **the submission's role**: owns what it creates, and nothing else. Knows its own databases only.
- **the reader**: everything that the grader does inside a submission's database. A member of the submission's
  role, so that a trapped view, trigger or policy runs with no more rights than the submission has. It may log
  in only while the grader itself connects, with a password of that moment: code of a submission that runs
  under its name can set a password, but cannot come in with it.

All of it may be used by several threads at once.
"""

from __future__ import annotations

import contextlib
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, Self

import psycopg
from psycopg import sql

from grader.errors import InternalError, OperatorError
from grader.model import Catalog, ServerCount, TableRows
from grader.postgres import insert, scram
from grader.postgres.connections import (
    PLAIN,
    Admin,
    Connection,
    connect,
    execute,
    first_line,
    one,
)
from grader.postgres.evidence import classify
from grader.postgres.evidence.catalog import read_catalog
from grader.postgres.evidence.classify import Entry
from grader.postgres.evidence.counter import Counter, Losses
from grader.postgres.evidence.error_log import ErrorLog
from grader.postgres.evidence.rows import Wanted, read_rows
from grader.postgres.evidence.storage import Storage
from grader.postgres.insert import LayingError, RowToLay, TooSlowError
from grader.postgres.preparation import TEMPLATE
from grader.postgres.settings import COUNTING_SETTINGS, LOGGING_SETTINGS, ROLE_SETTINGS
from grader.worker.protocol import Target

PREFIX = "grader_"
_PATIENCE_WITH_A_FULL_DISK = 5
CONNECTION_LIMIT = 30
_END_SECONDS = 2.0
"""How long the end of terminated backends is waited for."""

_READER_SECONDS = 5.0
"""For one thing that the reader does; without the submission's own code it takes milliseconds."""

_TOO_LATE = (
    f"it took more than {_READER_SECONDS:g} s: does a trigger, a rule or a default wait for something?"
)

_LET_READER_IN = "GRANT CONNECT ON DATABASE {database} TO {reader}"

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


@dataclass(frozen=True)
class ServerInfo:
    """``counts``: the server counts statements. ``address``: for people, without a password.

    ``note``: what a person should know about this server, and what to do about it; empty when all is well.
    """

    provider: str
    version: str
    counts: bool
    address: str
    note: str = ""


@dataclass(frozen=True)
class Access:
    """The ways into a server, and what it lets the grader do there.

    ``admin``: libpq's parameters of the admin's login. ``host``, ``port``: where submissions and the reader
    find the server. ``prefix``: how the names of all roles and databases begin. ``template``: the database
    that others are copied from. ``strategy``: how. ``role_settings``: set for the roles of submissions.
    ``counts``: whether counting may be tried. ``superuser``: the admin is one; else it joins each role that it
    makes. ``throwaway``: the server ends with the grader, so that nothing needs to be dropped when it is closed.
    ``log``: where the server's errors can be read; None on somebody else's.
    """

    admin: Mapping[str, Any]
    host: str
    port: int
    prefix: str = PREFIX
    template: str = TEMPLATE
    strategy: str = " STRATEGY FILE_COPY"
    role_settings: Mapping[str, str] = field(default_factory=lambda: ROLE_SETTINGS)
    counts: bool = True
    superuser: bool = True
    throwaway: bool = False
    log: ErrorLog | None = None


class Server:
    """A running PostgreSQL. A context manager: closed at the end."""

    def __init__(
        self, provider: str, access: Access, on_close: Callable[[], None] = lambda: None, note: str = ""
    ) -> None:
        self._access = access
        self._on_close = on_close
        self._background = ThreadPoolExecutor(1, thread_name_prefix="grader-drop")
        self._closed = False
        with Admin(access.admin, {}).connection() as connection:
            counter = Counter.find(connection) if access.counts else None
            version = connection.info.server_version
            address = f"{connection.info.host}:{connection.info.port}"
            connection.close()
        self._site = Site(access, Admin(access.admin, _admin_settings(counter)), version, counter)
        self.info = ServerInfo(
            provider=provider,
            version=f"{version // 10000}.{version % 10000}",
            counts=counter is not None,
            address=address,
            note=note,
        )

    def tenant(self) -> Tenant:
        """Roles for one submission."""
        return Tenant(self._site, self._background)

    def close(self) -> None:
        """End everything: what is queued to be dropped, connections, and the server where it is ours."""
        if self._closed:
            return
        self._closed = True
        try:
            self._background.shutdown(wait=True, cancel_futures=self._access.throwaway)
            self._site.admin.close()
        finally:
            self._on_close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


@dataclass(frozen=True)
class Site:
    """What tenants and databases share. ``version``: as libpq has it."""

    access: Access
    admin: Admin
    version: int
    counter: Counter | None


class Tenant:
    """One submission's roles. A context manager: dropped at the end, with its databases."""

    def __init__(self, site: Site, background: ThreadPoolExecutor) -> None:
        self.name = site.access.prefix + secrets.token_hex(6)
        self.reader = f"{self.name}_reader"
        self.password = scram.new_password()
        self._site = site
        self._admin = site.admin
        self._background = background
        self._lock = threading.RLock()
        self._databases: list[Database] = []
        self._made = 0
        self.oid, self.reader_oid = self._create_roles()

    def database(self, copy_of: Database | None = None) -> Database:
        """A new database: empty, or as ``copy_of`` is now.

        ``copy_of`` is closed to the submission from then on, so that later copies are the same.
        The submission's role gets back its password and settings, whatever it did to them.
        """
        with self._lock:
            self._made += 1
            name = f"{self.name}_{self._made}"
            if copy_of is not None:
                copy_of.seal()
            database = self._create_in_time(name, copy_of)
            self._databases.append(database)
        return database

    def _create_in_time(self, name: str, copy_of: Database | None) -> Database:
        """Made at once, or, where a disk is full, when what is about to be dropped has made room."""
        for _ in range(_PATIENCE_WITH_A_FULL_DISK):
            try:
                return self._create(name, copy_of)
            except OperatorError:
                self._background.submit(time.sleep, 0.2).result()
        return self._create(name, copy_of)

    def drop(self) -> None:
        """Drop its databases and roles, and wait for that."""
        with self._lock:
            dropped = [database.drop() for database in self._databases]
            self._databases.clear()
        for future in dropped:
            future.result()
        with self._admin.connection() as connection:
            _drop_roles(connection, self.reader, self.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()

    # ---- roles ----

    def _create_roles(self) -> tuple[int, int]:
        rights = "INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
        with self._admin.connection() as connection:
            execute(
                connection,
                f"CREATE ROLE {{role}} LOGIN {rights} CONNECTION LIMIT {CONNECTION_LIMIT}",
                f"CREATE ROLE {{reader}} NOLOGIN {rights} IN ROLE {{role}}",
                *self._join_roles(),
                *self._reset_role(),
                role=sql.Identifier(self.name),
                reader=sql.Identifier(self.reader),
            )
            found = connection.execute(
                "SELECT %s::pg_catalog.regrole::oid, %s::pg_catalog.regrole::oid", [self.name, self.reader]
            )
            role, reader = one(found)
            return int(role), int(reader)

    def _join_roles(self) -> list[str]:
        """What a superuser may do anyway: give databases to these roles, end their connections.

        Harmless, for the admin never comes near anything that the submission made.
        """
        if self._site.access.superuser:
            return []
        options = " WITH INHERIT TRUE, SET TRUE" if self._site.version >= 160000 else ""
        return [f"GRANT {{role}}, {{reader}} TO CURRENT_USER{options}"]

    def _reset_role(self) -> list[str]:
        access = self._site.access
        wanted = {
            **access.role_settings,
            **(COUNTING_SETTINGS if self._site.counter else {}),
            **(LOGGING_SETTINGS if access.log else {}),
        }
        settings = [
            f"ALTER ROLE {{role}} SET {name} = {_setting(name, value)}" for name, value in wanted.items()
        ]
        verifier = scram.verifier(self.password)
        return [f"ALTER ROLE {{role}} PASSWORD '{verifier}'", "ALTER ROLE {role} RESET ALL", *settings]

    def connect_reader(self, database: str) -> Connection:
        """A connection of the reader to one of the tenant's databases."""
        password = scram.new_password()
        login = [
            "ALTER ROLE {reader} RESET ALL",
            "ALTER ROLE {reader} IN DATABASE {database} RESET ALL",
            *(["ALTER ROLE {reader} SET pg_stat_statements.track = 'none'"] if self._site.counter else []),
            f"ALTER ROLE {{reader}} LOGIN PASSWORD '{scram.verifier(password)}'",
        ]
        names = {"reader": sql.Identifier(self.reader), "database": sql.Identifier(database)}
        with self._lock, self._admin.connection() as connection:
            execute(connection, *login, **names)
            try:
                return connect(self.login(database, self.reader, password), _READER_SETTINGS)
            finally:
                execute(connection, "ALTER ROLE {reader} NOLOGIN", **names)

    def login(self, database: str, user: str, password: str) -> dict[str, Any]:
        """libpq's parameters of a connection that goes the way that submissions go."""
        access = self._site.access
        return {
            "host": access.host,
            "port": access.port,
            "dbname": database,
            "user": user,
            "password": password,
            **PLAIN,
        }

    # ---- databases ----

    def _create(self, name: str, copy_of: Database | None) -> Database:
        names = {
            "database": sql.Identifier(name),
            "template": sql.Identifier(copy_of.name if copy_of else self._site.access.template),
            "role": sql.Identifier(self.name),
            "reader": sql.Identifier(self.reader),
        }
        with self._admin.connection() as connection:
            if self._site.access.log:
                self._site.access.log.shorten(connection)
            execute(
                connection,
                f"CREATE DATABASE {{database}} TEMPLATE {{template}}{self._site.access.strategy}"
                + ("" if copy_of else " OWNER {reader}"),
                **names,
            )
            execute(
                connection,
                "REVOKE ALL ON DATABASE {database} FROM PUBLIC",
                "GRANT CONNECT, CREATE, TEMPORARY ON DATABASE {database} TO {role}",
                *([_LET_READER_IN] if copy_of else []),
                *self._reset_role(),
                **names,
            )
            found = connection.execute("SELECT oid FROM pg_catalog.pg_database WHERE datname = %s", [name])
            oid = int(one(found)[0])
            storage = Storage(connection, self._site.counter) if self._site.access.throwaway else None
            lost = self._site.counter.losses(connection) if self._site.counter else None
        known = copy_of.known_by_copies if copy_of else {}
        database = Database(self, name, oid, self._site, lost, storage, self._background, known)
        if copy_of is None:
            self._hand_over(database, names)
        return database

    def _hand_over(self, database: Database, names: Mapping[str, sql.Composable]) -> None:
        """Make the submission's role the owner of schema public, and the admin that of the database.

        The database's first owner is the reader: by that it owns the schema and can give it away, and the
        admin need not connect to the database.
        """
        with database.reading() as reader:
            execute(reader, "ALTER SCHEMA public OWNER TO {role}", **names)
        with self._admin.connection() as connection:
            # In this order: what is granted to an owner goes to the next owner with the database.
            execute(connection, "ALTER DATABASE {database} OWNER TO CURRENT_USER", _LET_READER_IN, **names)

    @property
    def roles(self) -> tuple[int, int]:
        """The numbers of all roles under which the submission's statements can run."""
        return self.oid, self.reader_oid

    @property
    def lock(self) -> threading.RLock:
        return self._lock


@dataclass(frozen=True)
class Traffic:
    """What a submission has sent to a database up to a moment, in the server's word.

    ``backends``: process, its start, and the last change of its state, which every message brings about, also one
    that is no statement (PostgreSQL's postgres.c reports the state for each of them). ``sessions``: how many were
    ever begun. ``calls``: how many statements were counted.
    """

    backends: frozenset[tuple[Any, ...]]
    sessions: int
    calls: int

    def is_beyond(self, earlier: Traffic) -> bool:
        """Whether anything was sent since then. A connection that ended meanwhile says nothing by itself."""
        more = self.sessions > earlier.sessions or self.calls > earlier.calls
        return more or not self.backends <= earlier.backends


class Database:
    """One database of a tenant. Made by ``Tenant.database``."""

    def __init__(  # made in one place only
        self,
        tenant: Tenant,
        name: str,
        oid: int,
        site: Site,
        lost: Losses | None,
        storage: Storage | None,
        background: ThreadPoolExecutor,
        known: insert.Known,
    ) -> None:
        self.name = name
        self.known_by_copies: insert.Known = {}
        self._known = known
        self.target = Target(site.access.host, site.access.port, name, tenant.name, tenant.password)
        self._tenant = tenant
        self._oid = oid
        self._site = site
        self._admin = site.admin
        self._counter = site.counter
        self._lost = lost
        self._storage = storage
        self._background = background
        self._reader: Connection | None = None
        self._sealed = False
        self._dropped: Future[None] | None = None

    # ---- what is in it ----

    def catalog(self) -> Catalog:
        """The schema now."""
        try:
            with self.reading() as reader:
                return read_catalog(reader)
        except psycopg.Error as error:
            raise InternalError(f"the catalog could not be read: {first_line(error)}") from error

    def rows(self, tables: Mapping[str, Wanted]) -> dict[str, TableRows]:
        """The committed rows: model → (table, attribute → column) gives model → rows by attribute."""
        try:
            with self.reading() as reader:
                return read_rows(reader, tables)
        except psycopg.Error as error:
            return {
                model: TableRows((), f"the database cannot be read: {first_line(error)}") for model in tables
            }

    def insert(self, rows: Sequence[RowToLay]) -> None:
        """Lay rows in their order, all or none. Raises ``LayingError``, ``TooSlowError`` among them."""
        try:
            with self.reading() as reader:
                insert.lay(reader, rows, self._known)
        except psycopg.errors.QueryCanceled as error:
            raise TooSlowError(f"the exercise's rows could not be laid: {error}") from error

    def empty(self) -> None:
        """Delete all rows of all tables, restart all sequences. Raises as ``insert``."""
        try:
            with self.reading() as reader:
                insert.empty(reader)
        except psycopg.errors.QueryCanceled as error:
            raise TooSlowError(f"the tables could not be emptied: {error}") from error

    # ---- what the server knows about its use ----

    def count(self) -> ServerCount | None:
        """What ran in this database so far under the submission's name; None if the server cannot count.

        Also under the reader's: a function that a trigger makes while rows are laid may run under that name,
        whoever calls it. The reader's own sessions are not counted.
        Incomplete when its own statements used up the count, or code of its own inside the server may have hidden
        some. Raises ``InternalError`` when others' statements used it up.
        """
        if self._counter is None:
            return None
        roles = self._tenant.roles
        with self._admin.connection() as connection:
            failures = self._failures(connection)
            entries, whole = self._counter.entries(connection, roles, self._oid, failures or {})
            whole = whole and self._counter.losses(connection) == self._lost
            if not whole and not self._counter.is_filled_by(connection, roles):
                raise InternalError("the server's count of statements was used up by others")
        complete = whole and failures is not None and not self._may_hide(entries)
        return classify.server_count(entries, complete)

    def _failures(self, connection: Connection) -> Mapping[int, int] | None:
        """Executions that failed, as ``ErrorLog.failures``; none where the server has no log for the grader."""
        log = self._site.access.log
        return log.failures(connection, self.name, self._tenant.name) if log else {}

    def _may_hide(self, entries: Sequence[Entry]) -> bool:
        """Whether code inside the server that read tables may have done so more often than was counted."""
        if not classify.reads_inside(entries):
            return False
        try:
            with self.reading() as reader:
                functions = [source for (source,) in reader.execute(_FUNCTIONS)]
        except psycopg.Error:
            return True
        return classify.may_give_up(entries, functions)

    def open_transactions(self) -> int:
        """Connections of the submission to this database that have a transaction open."""
        return self._backends("xact_start IS NOT NULL")

    def connections(self) -> int:
        """Connections of the submission to this database."""
        return self._backends("true")

    def traffic(self) -> Traffic:
        """What shows whether the submission sends anything between two moments."""
        with self._admin.connection() as connection:
            backends = connection.execute(_TRAFFIC, [self._oid, self._tenant.oid]).fetchall()
            sessions = one(connection.execute(_SESSIONS, [self._oid]))[0]
            entries = (
                self._counter.entries(connection, self._tenant.roles, self._oid, {})[0]
                if self._counter
                else []
            )
        return Traffic(frozenset(backends), sessions, sum(entry.calls for entry in entries))

    def size(self) -> int:
        """Bytes on the disk, with what its server stores elsewhere where that is known to be the submission's."""
        log = self._site.access.log
        with self._admin.connection() as connection:
            found = connection.execute("SELECT pg_catalog.pg_database_size(%s::oid)", [self._oid])
            elsewhere = self._storage.size(connection) if self._storage else 0
            return int(one(found)[0]) + elsewhere + (log.size(connection) if log else 0)

    def _backends(self, condition: str) -> int:
        query = f"{_COUNT_BACKENDS} AND usesysid = %s AND {condition}"
        with self._admin.connection() as connection:
            return int(one(connection.execute(query.encode(), [self._oid, self._tenant.oid]))[0])

    # ---- its end ----

    def terminate(self) -> None:
        """End all connections of the submission to this database, and wait until they are gone.

        A submission that keeps coming back is locked out.
        """
        with self._admin.connection() as connection:
            if not _end_backends(connection, self._oid, [self._tenant.oid]):
                self._lock_out(connection)
                _end_backends(connection, self._oid, [self._tenant.oid])

    def shut_out(self) -> None:
        """Close the database to the submission for good, and end its connections; rows can still be read.

        They are ended first too: they may hold all locks that the server has, and one is needed to close it.
        """
        with self._admin.connection() as connection:
            _end_backends(connection, self._oid, [self._tenant.oid])
            self._lock_out(connection)
            _end_backends(connection, self._oid, [self._tenant.oid])

    def seal(self) -> None:
        """Close the database to the submission for good, and end all connections to it."""
        self.close_reader()
        with self._admin.connection() as connection:
            self._lock_out(connection)
            self._end_all(connection)

    def _end_all(self, connection: Connection) -> None:
        """End every connection to the database that the admin may end."""
        tenant = self._tenant
        _end_backends(
            connection, self._oid, None if self._site.access.superuser else [tenant.oid, tenant.reader_oid]
        )

    def _lock_out(self, connection: Connection) -> None:
        if not self._sealed:
            names = {"database": sql.Identifier(self.name), "role": sql.Identifier(self._tenant.name)}
            execute(connection, "REVOKE CONNECT ON DATABASE {database} FROM {role}", **names)
            self._sealed = True

    def drop(self) -> Future[None]:
        """Drop it in the background; the result is there when it is gone."""
        if self._dropped is None:
            self.close_reader()
            self._dropped = self._background.submit(self._drop)
        return self._dropped

    def _drop(self) -> None:
        with self._admin.connection() as connection:
            self._end_all(connection)
            force = " WITH (FORCE)" if self._site.access.superuser else ""
            # Somebody else's monitoring may hold a connection that this admin may not end: left to later.
            with contextlib.suppress(psycopg.errors.ObjectInUse):
                execute(
                    connection, f"DROP DATABASE IF EXISTS {{name}}{force}", name=sql.Identifier(self.name)
                )
            if self._counter is not None:
                self._counter.forget(connection, self._tenant.roles, self._oid)

    # ---- the reader ----

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """The reader's connection, in the state of a new one, whatever a trigger did to it before.

        One at a time for a tenant: nothing runs under the reader's name while it may log in.
        """
        with self._tenant.lock:
            reader = self._fresh_reader()
            with self._in_time(reader):
                yield reader

    @contextlib.contextmanager
    def _in_time(self, reader: Connection) -> Iterator[None]:
        """End the reader's connection when all of it takes too long: a trigger can set every limit of its own."""
        late = threading.Event()
        timer = threading.Timer(_READER_SECONDS, self._end_late, [reader.info.backend_pid, late])
        timer.start()
        try:
            yield
        except (psycopg.Error, LayingError) as error:
            if late.is_set():
                raise psycopg.errors.QueryCanceled(_TOO_LATE) from error
            raise
        finally:
            timer.cancel()

    def _end_late(self, backend: int, late: threading.Event) -> None:
        late.set()
        with self._admin.connection() as connection:
            connection.execute("SELECT pg_catalog.pg_terminate_backend(%s)", [backend])

    def _fresh_reader(self) -> Connection:
        if self._reader is not None:
            with contextlib.suppress(psycopg.OperationalError):
                self._reader.execute("DISCARD ALL")
                return self._reader
            self.close_reader()
        self._reader = self._tenant.connect_reader(self.name)
        return self._reader

    def close_reader(self) -> None:
        with self._tenant.lock:
            if self._reader is not None:
                self._reader.close()
            self._reader = None


# ---- functions, backends and roles -----------------------------------------------------------------------

_FUNCTIONS = """
    SELECT CASE l.lanname WHEN 'plpgsql' THEN p.prosrc ELSE 'exception' END
      FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
     WHERE l.lanname NOT IN ('internal', 'c', 'sql')
       AND p.pronamespace NOT IN ('pg_catalog'::pg_catalog.regnamespace, 'information_schema'::pg_catalog.regnamespace)
"""
"""The code of a submission's functions. Of any other language it may be that it catches errors."""

# Not the view pg_stat_activity: it joins tables that all databases share, and a submission may have taken all locks.
_COUNT_BACKENDS = "SELECT count(*) FROM pg_catalog.pg_stat_get_activity(NULL) WHERE datid = %s"
_TRAFFIC = """
    SELECT pid, backend_start, state_change FROM pg_catalog.pg_stat_get_activity(NULL)
     WHERE datid = %s AND usesysid = %s
"""
_SESSIONS = "SELECT pg_catalog.pg_stat_get_db_sessions(%s::oid)"
_END_BACKENDS = """
    SELECT count(pg_catalog.pg_terminate_backend(pid)) FROM pg_catalog.pg_stat_get_activity(NULL)
     WHERE datid = %s AND (usesysid = ANY (%s) OR %s)
"""


def _end_backends(connection: Connection, database: int, roles: Sequence[int] | None) -> bool:
    """End the connections of ``roles``, or all, to ``database``; False when there were always new ones.

    They are waited for here: CREATE and DROP DATABASE look for others only every 100 ms.
    """
    deadline = time.monotonic() + _END_SECONDS
    while one(connection.execute(_END_BACKENDS, [database, list(roles or ()), roles is None]))[0]:
        if time.monotonic() > deadline:
            return False
        time.sleep(0.001)
    return True


def _drop_roles(connection: Connection, *roles: str) -> None:
    """Drop roles; one that another tenant granted something to cannot be dropped, and can do no harm."""
    for role in roles:
        try:
            execute(connection, "DROP ROLE IF EXISTS {role}", role=sql.Identifier(role))
        except psycopg.errors.DependentObjectsStillExist:
            execute(connection, "ALTER ROLE {role} NOLOGIN", role=sql.Identifier(role))


def _admin_settings(counter: Counter | None) -> Mapping[str, str]:
    """What the admin does is not counted: its entries would push out those of submissions."""
    return {"pg_stat_statements.track": "none"} if counter else {}


def _setting(name: str, value: str) -> str:
    """``value`` after ``SET name =``: search_path alone is a list of names."""
    return value if name == "search_path" else f"'{value}'"
