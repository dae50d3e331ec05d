"""One submission on a server: its roles, and the databases that they see."""

from __future__ import annotations

import logging
import secrets
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Self

import psycopg
from psycopg import sql

from grader.errors import OperatorError
from grader.postgres import scram
from grader.postgres.connections import Connection, execute, one
from grader.postgres.database import Beginning, Database, Template
from grader.postgres.reader import Reader, ReaderLogin
from grader.postgres.settings import COUNTING_SETTINGS, LOGGING_SETTINGS
from grader.postgres.site import Roles, Site

_LOG = logging.getLogger(__name__)

CONNECTION_LIMIT = 30
_PATIENCE_WITH_A_FULL_DISK = 5
_LET_READER_IN = "GRANT CONNECT ON DATABASE {database} TO {reader}"


class Tenant:
    """One submission's roles. A context manager: dropped at the end, with its databases."""

    def __init__(self, site: Site, background: ThreadPoolExecutor) -> None:
        self._site = site
        self._admin = site.admin
        self._background = background
        self._databases: list[Database] = []
        self._made = 0
        self.roles = self._create_roles()
        self._login = ReaderLogin(site, self.roles)
        self._lock = self._login.lock

    def database(self, copy_of: Database | None = None) -> Database:
        """A new database: empty, or as ``copy_of`` is now.

        ``copy_of`` is closed to the submission from then on, so that later copies are the same.
        The submission's role gets back its password and settings, whatever it did to them.
        """
        with self._lock:
            self._made += 1
            name = f"{self.roles.name}_{self._made}"
            if copy_of is not None:
                copy_of.seal()
            database = self._create_in_time(name, copy_of)
            self._databases.append(database)
        return database

    def login(self, database: Database) -> dict[str, Any]:
        """libpq's parameters of a connection of the submission."""
        return self._site.login(database.name, self.roles.name, self.roles.password)

    def _create_in_time(self, name: str, copy_of: Database | None) -> Database:
        """Made at once, or, where a disk is full, when what is about to be dropped has made room."""
        for _ in range(_PATIENCE_WITH_A_FULL_DISK):
            try:
                return self._create(name, copy_of)
            except OperatorError as error:
                _LOG.warning("waits for a database until others are dropped: %s", error.message)
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
            _drop_roles(connection, self.roles.reader, self.roles.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.drop()

    # ---- roles ----

    def _create_roles(self) -> Roles:
        rights = "INHERIT NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS"
        name, password = self._site.access.prefix + secrets.token_hex(6), scram.new_password()
        reader = f"{name}_reader"
        with self._admin.connection() as connection:
            execute(
                connection,
                f"CREATE ROLE {{role}} LOGIN {rights} CONNECTION LIMIT {CONNECTION_LIMIT}",
                f"CREATE ROLE {{reader}} NOLOGIN {rights} IN ROLE {{role}}",
                *self._join_roles(),
                *self._reset_role(password),
                role=sql.Identifier(name),
                reader=sql.Identifier(reader),
            )
            found = connection.execute(
                "SELECT %s::pg_catalog.regrole::oid, %s::pg_catalog.regrole::oid", [name, reader]
            )
            oid, reader_oid = one(found)
            return Roles(name, int(oid), reader, int(reader_oid), password)

    def _join_roles(self) -> list[str]:
        """What a superuser may do anyway: give databases to these roles, end their connections.

        Harmless, for the admin never comes near anything that the submission made.
        """
        if self._site.access.superuser:
            return []
        options = " WITH INHERIT TRUE, SET TRUE" if self._site.version >= 160000 else ""
        return [f"GRANT {{role}}, {{reader}} TO CURRENT_USER{options}"]

    def _reset_role(self, password: str) -> list[str]:
        access = self._site.access
        wanted = {
            **access.role_settings,
            **(COUNTING_SETTINGS if self._site.counter else {}),
            **(LOGGING_SETTINGS if access.log else {}),
        }
        settings = [
            f"ALTER ROLE {{role}} SET {name} = {_setting(name, value)}" for name, value in wanted.items()
        ]
        verifier = scram.verifier(password)
        return [f"ALTER ROLE {{role}} PASSWORD '{verifier}'", "ALTER ROLE {role} RESET ALL", *settings]

    # ---- databases ----

    def _create(self, name: str, copy_of: Database | None) -> Database:
        names = {
            "database": sql.Identifier(name),
            "template": sql.Identifier(copy_of.name if copy_of else self._site.access.template),
            "role": sql.Identifier(self.roles.name),
            "reader": sql.Identifier(self.roles.reader),
        }
        with self._admin.connection() as connection:
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
                *self._reset_role(self.roles.password),
                **names,
            )
            found = connection.execute("SELECT oid FROM pg_catalog.pg_database WHERE datname = %s", [name])
            oid = int(one(found)[0])
            beginning = Beginning.now(self._site, connection)
        template = copy_of.for_copies if copy_of else Template()
        reader = Reader(self._login, self._admin, name)
        database = Database(self._site, self.roles, reader, name, oid, beginning, self._background, template)
        if copy_of is None:
            self._hand_over(database, names)
        return database

    def _hand_over(self, database: Database, names: Mapping[str, sql.Composable]) -> None:
        """Make the submission's role the owner of schema public, and the admin that of the database.

        The database's first owner is the reader: by that it owns the schema and can give it away, and the
        admin need not connect to the database.
        """
        with database.reader.reading() as reader:
            execute(reader, "ALTER SCHEMA public OWNER TO {role}", **names)
        with self._admin.connection() as connection:
            # In this order: what is granted to an owner goes to the next owner with the database.
            execute(connection, "ALTER DATABASE {database} OWNER TO CURRENT_USER", _LET_READER_IN, **names)


def _drop_roles(connection: Connection, *roles: str) -> None:
    """Drop roles; one that another tenant granted something to cannot be dropped, and can do no harm."""
    for role in roles:
        try:
            execute(connection, "DROP ROLE IF EXISTS {role}", role=sql.Identifier(role))
        except psycopg.errors.DependentObjectsStillExist:
            execute(connection, "ALTER ROLE {role} NOLOGIN", role=sql.Identifier(role))


def _setting(name: str, value: str) -> str:
    """``value`` after ``SET name =``: search_path alone is a list of names."""
    return value if name == "search_path" else f"'{value}'"
