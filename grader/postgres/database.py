"""One database of a submission: its schema and rows, what the server knows of its use, and its end."""

from __future__ import annotations

import contextvars
import logging
import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, LiteralString, Self

import psycopg
from psycopg import sql

from grader.errors import InternalError, OperatorError
from grader.model import Catalog, ServerCount, TableFacts, TableRows
from grader.postgres import clean_state, insert
from grader.postgres.clean_state import CleanState
from grader.postgres.connections import Connection, execute, fetch, first_line, one
from grader.postgres.evidence import classify
from grader.postgres.evidence.catalog import read_catalog
from grader.postgres.evidence.classify import Entry
from grader.postgres.evidence.constraints import are_let_in
from grader.postgres.evidence.counter import Losses, Reading
from grader.postgres.evidence.error_log import failures
from grader.postgres.evidence.rows import Relations, Wanted, read_rows
from grader.postgres.evidence.storage import STORED, Storage, shorten_texts
from grader.postgres.insert import RowToInsert, TooSlowError
from grader.postgres.reader import Reader
from grader.postgres.site import Roles, Site
from grader.worker.protocol import Target

_LOG = logging.getLogger(__name__)

_END_SECONDS = 2.0
"""How long the end of terminated backends is waited for."""

_FUNCTIONS = """
    SELECT CASE l.lanname WHEN 'plpgsql' THEN p.prosrc ELSE 'exception' END
      FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
     WHERE l.lanname NOT IN ('internal', 'c', 'sql')
       AND p.pronamespace NOT IN ('pg_catalog'::pg_catalog.regnamespace, 'information_schema'::pg_catalog.regnamespace)
"""
"""The code of a submission's functions. Of any other language it may be that it catches errors."""

# Not the view pg_stat_activity: it joins tables that all databases share, and a submission may have taken all locks.
_COUNT_BACKENDS = "SELECT count(*) FROM pg_catalog.pg_stat_get_activity(NULL) WHERE datid = %s"
_COUNT_BUSY: LiteralString = """
    SELECT count(*) FROM pg_catalog.pg_stat_get_activity(NULL)
     WHERE datid = {} AND usesysid = {} AND (xact_start IS NOT NULL OR state IS DISTINCT FROM 'idle')
"""
_TRAFFIC = """
    SELECT pid, backend_start, state_change FROM pg_catalog.pg_stat_get_activity(NULL)
     WHERE datid = %s AND usesysid = %s
"""
_SESSIONS = "SELECT pg_catalog.pg_stat_get_db_sessions(%s::oid)"
_END_BACKENDS = """
    SELECT count(pg_catalog.pg_terminate_backend(pid)), coalesce(bool_or(state = 'active'), false)
      FROM pg_catalog.pg_stat_get_activity(NULL)
     WHERE datid = %s AND (usesysid = ANY (%s) OR %s)
"""


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


@dataclass(frozen=True)
class Tally:
    """``count``: None if the server cannot count. ``rows_only``: nothing that was counted can have changed anything in
    the database but rows and sequences. ``is_at_rest``: no connection of the submission is in a transaction, or in a
    statement."""

    count: ServerCount | None
    rows_only: bool
    is_at_rest: bool = False


@dataclass
class Template:
    """What is known of a database that others are copied from, and so of each copy. ``columns`` and ``relations`` grow by
    use."""

    columns: insert.Known = field(default_factory=dict)
    relations: Relations = field(default_factory=dict)
    state: CleanState | None = None


@dataclass(frozen=True)
class Beginning:
    """What the server had seen and stored when a database was made, or began anew."""

    lost: Losses | None
    storage: Storage | None
    log_size: int

    @classmethod
    def now(cls, site: Site, connection: Connection, *first: sql.Composable) -> Self:
        """``first``: statements that are carried out before, in the same round trip."""
        log, counter = site.access.log, site.counter
        asked = [STORED if site.access.throwaway else _NOTHING, log.size_query() if log else _NOTHING]
        if counter:
            asked.append(counter.losses_query())
        stored, size, *losses = (rows[0] for rows in fetch(connection, *first, *asked)[-len(asked) :])
        before = shorten_texts(connection, counter, int(stored[0]))
        if before != int(stored[0]) and counter:
            losses = fetch(connection, counter.losses_query())[0]
        return cls(
            lost=tuple(losses[0]) if losses else None,
            storage=Storage(before) if site.access.throwaway else None,
            log_size=log.shorten(connection, int(size[0])) if log else 0,
        )


_NOTHING = sql.SQL("SELECT 0")


class Database:
    """One database of a tenant. Made by ``Tenant.database``."""

    def __init__(  # made in one place only
        self,
        site: Site,
        roles: Roles,
        reader: Reader,
        name: str,
        oid: int,
        beginning: Beginning,
        background: ThreadPoolExecutor,
        template: Template,
    ) -> None:
        """``template``: of which it is a copy."""
        self.name = name
        self.for_copies = Template()
        self._template = template
        self.target = Target(site.access.host, site.access.port, name, roles.name, roles.password)
        self._roles = roles
        self.reader = reader
        self._oid = oid
        self._site = site
        self._admin = site.admin
        self._counter = site.counter
        self._beginning = beginning
        self._background = background
        self._sealed = False
        self._constraints_take_long = False
        self._dropped: Future[None] | None = None

    # ---- what is in it ----

    def catalog(self) -> Catalog:
        """The schema now."""
        try:
            with self.reader.reading() as reader:
                return read_catalog(reader)
        except psycopg.Error as error:
            raise InternalError(f"the catalog could not be read: {first_line(error)}") from error

    def rows(self, tables: Mapping[str, Wanted]) -> dict[str, TableRows]:
        """The committed rows: model → (table, attribute → column) gives model → rows by attribute."""
        try:
            with self.reader.reading() as reader:
                return read_rows(reader, tables, self._known_relations(reader))
        except psycopg.Error as error:
            return {
                model: TableRows((), f"the database cannot be read: {first_line(error)}") for model in tables
            }

    def are_let_in(self, table: TableFacts, rows: Sequence[Mapping[str, Any]]) -> list[bool]:
        """For each row, by columns, whether the table's CHECK constraints hold; true of all where that cannot be told."""
        try:
            if not self._constraints_take_long:
                with self.reader.reading() as reader:
                    return are_let_in(reader, table, rows)
        except psycopg.errors.QueryCanceled:
            self._constraints_take_long = True  # once is enough to wait for it
        except (psycopg.Error, TypeError, ValueError) as error:
            _LOG.debug("constraints of %s cannot be asked: %s", table.name, first_line(error))
        return [True] * len(rows)

    def _known_relations(self, reader: Connection) -> Relations | None:
        """What was read of its tables before, where nothing was defined since."""
        state = self._template.state
        is_as_it_was = state is not None and clean_state.is_kept(reader, state)
        return self._template.relations if is_as_it_was else None

    def make(self, schemas: Sequence[str], extensions: Sequence[str]) -> None:
        """Schemas of the submission's, and extensions in ``public``. Raises ``OperatorError`` where the server does not
        have one, or does not let it be made."""
        try:
            with self.reader.reading() as reader:
                for name in extensions:
                    execute(reader, "CREATE EXTENSION {name} SCHEMA public", name=sql.Identifier(name))
                for name in schemas:
                    role = sql.Identifier(self._roles.name)
                    execute(
                        reader,
                        "CREATE SCHEMA {name} AUTHORIZATION {role}",
                        name=sql.Identifier(name),
                        role=role,
                    )
        except psycopg.Error as error:
            raise OperatorError(
                f"this PostgreSQL does not make what the exercise needs: {first_line(error)}",
                "Use one that has it: --postgres container, or a URL of a server with postgresql-contrib.",
            ) from error

    def insert(self, rows: Sequence[RowToInsert]) -> None:
        """Lay rows in their order, all or none. Raises ``RowsDoNotFitError``, ``TooSlowError`` among them."""
        try:
            with self.reader.reading() as reader:
                insert.insert_rows(reader, rows, self._template.columns)
        except psycopg.errors.QueryCanceled as error:
            raise TooSlowError(f"the exercise's rows could not be inserted: {error}") from error

    def empty(self) -> None:
        """Delete all rows of all tables, restart all sequences. Raises as ``insert``."""
        try:
            with self.reader.reading() as reader:
                insert.empty(reader)
                if self._site.access.throwaway and self._counter:
                    self.for_copies.state = clean_state.read_clean_state(reader)
        except psycopg.errors.QueryCanceled as error:
            raise TooSlowError(f"the tables could not be emptied: {error}") from error

    def begin_anew(self, rows: Sequence[RowToInsert]) -> bool:
        """Make it what it was as a new copy, with these rows; False where that cannot be proven, and where the rows do
        not go in as they did: then it is good for nothing more. After ``tally`` has said that no more than rows changed.
        """
        state = self._template.state
        if state is None or self._dropped:
            return False
        try:
            with self.reader.reading() as reader:
                if not clean_state.is_kept(reader, state):
                    return False
                if not clean_state.replace_rows(reader, state, rows, self._template.columns):
                    return False
        except psycopg.Error:
            return False
        self._let_in()
        return True

    def _let_in(self) -> None:
        """Forget what was counted, and let the submission come again."""
        statements: list[sql.Composable] = []
        if self._sealed:
            names = {"database": sql.Identifier(self.name), "role": sql.Identifier(self._roles.name)}
            statements.append(sql.SQL("GRANT CONNECT ON DATABASE {database} TO {role}").format(**names))
        if self._counter is not None:
            statements.append(self._counter.forget_statements(self._roles.oids, self._oid))
        with self._admin.connection() as connection:
            self._beginning = Beginning.now(self._site, connection, *statements)
        self._sealed = False

    # ---- what the server knows about its use ----

    def count(self) -> ServerCount | None:
        """What ran in this database so far under the submission's name; None if the server cannot count.

        Also under the reader's: a function that a trigger makes while rows are inserted may run under that name,
        whoever calls it. The reader's own sessions are not counted.
        Incomplete when its own statements used up the count, or code of its own inside the server may have hidden
        some. Raises ``InternalError`` when others' statements used it up.
        """
        return self.tally().count

    def tally(self) -> Tally:
        """As ``count``, and what it means for who comes next."""
        if self._counter is None:
            return Tally(None, rows_only=False)
        roles = self._roles.oids
        with self._admin.connection() as connection:
            log = self._site.access.log
            errors = log.content_query(self._beginning.log_size) if log else _NOTHING
            reading = self._counter.counted(connection, roles, self._oid, errors, self._busy_query())
            whole = reading.losses == self._beginning.lost
            if not whole and not self._counter.is_filled_by(connection, roles):
                raise InternalError("the server's count of statements was used up by others")
        failures = self._failures(reading)
        entries = classify.entries(reading.counted, failures or {})
        complete = whole and failures is not None and not self._may_hide(entries)
        return Tally(
            classify.server_count(entries, complete),
            rows_only=complete and classify.changes_rows_only(reading.counted, failures or {}),
            is_at_rest=reading.others[1][0] == (0,),
        )

    def _failures(self, reading: Reading) -> Mapping[int, int] | None:
        """Executions that failed, as ``error_log.failures``; none where the server has no log for the grader."""
        if self._site.access.log is None:
            return {}
        return failures(bytes(reading.others[0][0][0]), self.name, self._roles.name)

    def _may_hide(self, entries: Sequence[Entry]) -> bool:
        """Whether code inside the server that read tables may have done so more often than was counted."""
        if not classify.reads_inside(entries):
            return False
        try:
            with self.reader.reading() as reader:
                functions = [source for (source,) in reader.execute(_FUNCTIONS)]
        except psycopg.Error:
            return True
        return classify.may_give_up(entries, functions)

    def open_transactions(self) -> int:
        """Connections of the submission to this database that have a transaction open."""
        return self._backends("xact_start IS NOT NULL")

    def _busy_query(self) -> sql.Composed:
        """Asks for the submission's connections that are in a transaction or a statement."""
        return sql.SQL(_COUNT_BUSY).format(sql.Literal(self._oid), sql.Literal(self._roles.oid))

    def connections(self) -> int:
        """Connections of the submission to this database."""
        return self._backends("true")

    def traffic(self) -> Traffic:
        """What shows whether the submission sends anything between two moments."""
        with self._admin.connection() as connection:
            backends = connection.execute(_TRAFFIC, [self._oid, self._roles.oid]).fetchall()
            sessions = one(connection.execute(_SESSIONS, [self._oid]))[0]
            counted = (
                self._counter.counted(connection, self._roles.oids, self._oid).counted
                if self._counter
                else []
            )
        entries = classify.entries(counted, {})
        return Traffic(frozenset(backends), sessions, sum(entry.calls for entry in entries))

    def size(self) -> int:
        """Bytes on the disk, with what its server stores elsewhere where that is known to be the submission's."""
        log, storage = self._site.access.log, self._beginning.storage
        own = sql.SQL("SELECT pg_catalog.pg_database_size({}::oid)").format(sql.Literal(self._oid))
        others = [STORED if storage else _NOTHING, log.size_query() if log else _NOTHING]
        with self._admin.connection() as connection:
            own_size, stored, log_size = (int(rows[0][0]) for rows in fetch(connection, own, *others))
        return own_size + (storage.since(stored) if storage else 0) + log_size

    def _backends(self, condition: str) -> int:
        query = f"{_COUNT_BACKENDS} AND usesysid = %s AND {condition}"
        with self._admin.connection() as connection:
            return int(one(connection.execute(query.encode(), [self._oid, self._roles.oid]))[0])

    # ---- its end ----

    def terminate(self) -> None:
        """End all connections of the submission to this database, and wait until they are gone.

        A submission that keeps coming back is locked out.
        """
        with self._admin.connection() as connection:
            if not _end_backends(connection, self._oid, [self._roles.oid]).are_gone:
                self._lock_out(connection)
                _end_backends(connection, self._oid, [self._roles.oid])

    def shut_out(self) -> bool:
        """Close the database to the submission for good, and end its connections; rows can still be read. Whether none
        of them was in the middle of a statement, of which an end might leave a part (``VACUUM``).

        They are ended first too: they may hold all locks that the server has, and one is needed to close it.
        """
        with self._admin.connection() as connection:
            first = _end_backends(connection, self._oid, [self._roles.oid])
            self._lock_out(connection)
            return first.were_idle and _end_backends(connection, self._oid, [self._roles.oid]).were_idle

    def seal(self) -> None:
        """Close the database to the submission for good, and end all connections to it."""
        self.reader.close()
        with self._admin.connection() as connection:
            self._lock_out(connection)
            self._end_all(connection)

    def _end_all(self, connection: Connection) -> None:
        """End every connection to the database that the admin may end."""
        _end_backends(connection, self._oid, None if self._site.access.superuser else list(self._roles.oids))

    def _lock_out(self, connection: Connection) -> None:
        if not self._sealed:
            names = {"database": sql.Identifier(self.name), "role": sql.Identifier(self._roles.name)}
            execute(connection, "REVOKE CONNECT ON DATABASE {database} FROM {role}", **names)
            self._sealed = True

    def drop(self) -> Future[None]:
        """Drop it in the background; the result is there when it is gone."""
        if self._dropped is None:
            self.reader.close()
            # In the context of now, so that what is logged there names the submission.
            try:
                self._dropped = self._background.submit(contextvars.copy_context().run, self._drop)
            except RuntimeError:
                # An interrupted command closed the server while this run went on: all of it goes with the server, or is
                # dropped by who closed it.
                self._dropped = Future()
                self._dropped.set_result(None)
        return self._dropped

    def _drop(self) -> None:
        with self._admin.connection() as connection:
            self._end_all(connection)
            force = " WITH (FORCE)" if self._site.access.superuser else ""
            # Somebody else's monitoring may hold a connection that this admin may not end: left to later.
            try:
                execute(
                    connection, f"DROP DATABASE IF EXISTS {{name}}{force}", name=sql.Identifier(self.name)
                )
            except psycopg.errors.ObjectInUse as error:
                _LOG.warning("the database %s is to be dropped later: %s", self.name, first_line(error))
            if self._counter is not None:
                self._counter.forget(connection, self._roles.oids, self._oid)


@dataclass(frozen=True)
class _Ended:
    """``are_gone``: not when there were always new ones. ``were_idle``: none was in the middle of a statement."""

    are_gone: bool
    were_idle: bool


def _end_backends(connection: Connection, database: int, roles: Sequence[int] | None) -> _Ended:
    """End the connections of ``roles``, or all, to ``database``.

    They are waited for here: CREATE and DROP DATABASE look for others only every 100 ms.
    """
    deadline = time.monotonic() + _END_SECONDS
    were_idle = True
    while True:
        number, is_active = one(
            connection.execute(_END_BACKENDS, [database, list(roles or ()), roles is None])
        )
        were_idle = were_idle and not is_active
        if not number or time.monotonic() > deadline:
            return _Ended(not number, were_idle)
        time.sleep(0.001)
