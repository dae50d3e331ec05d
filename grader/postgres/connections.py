"""Connections to the maintenance database, and what every connection of the grader's own has in common."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from typing import Any

import psycopg
from psycopg import sql
from psycopg.pq import TransactionStatus

from grader.errors import InternalError, OperatorError

Connection = psycopg.Connection[Any]

PLAIN: Mapping[str, str] = {
    "hostaddr": "",
    "sslmode": "disable",
    "gssencmode": "disable",
    "channel_binding": "prefer",
    "target_session_attrs": "any",
}
"""libpq's parameters of a connection to a server or relay of our own: no variable of the environment changes it."""

_SETTINGS = {"search_path": "pg_catalog", "DateStyle": "ISO", "TimeZone": "UTC"}


class Admin:
    """Connections of the admin to the maintenance database: one for each thread that needs one now."""

    def __init__(self, login: Mapping[str, Any], settings: Mapping[str, str]) -> None:
        self._login, self._settings = login, settings
        self._idle: list[Connection] = []

    @contextlib.contextmanager
    def connection(self) -> Iterator[Connection]:
        """Raises ``InternalError`` when the server fails, ``OperatorError`` when its disk is full."""
        connection = None
        try:
            connection = self._take()
            yield connection
        except psycopg.errors.DiskFull as error:
            raise OperatorError(
                f"PostgreSQL's disk is full: {first_line(error)}", "Free some space."
            ) from error
        except psycopg.Error as error:
            raise InternalError(f"PostgreSQL failed: {first_line(error)}") from error
        finally:
            self._give_back(connection)

    def _give_back(self, connection: Connection | None) -> None:
        if connection is not None and connection.info.transaction_status is TransactionStatus.IDLE:
            self._idle.append(connection)
        elif connection is not None:  # broken, or interrupted in the middle of a statement
            connection.close()

    def _take(self) -> Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return connect(self._login, {**_SETTINGS, **self._settings})

    def close(self) -> None:
        while self._idle:
            self._idle.pop().close()


def connect(login: Mapping[str, Any], settings: Mapping[str, str]) -> Connection:
    """A connection with libpq's parameters ``login``, where ``settings`` hold from its first moment."""
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    return psycopg.connect(
        **{
            "connect_timeout": 10,
            "application_name": "grader",
            **login,
            "options": f"{login.get('options', '')} {options}",
        },
        autocommit=True,
        prepare_threshold=None,
    )


def execute(connection: Connection, *statements: str, **names: sql.Composable) -> None:
    """Run statements in one round trip, identifiers put in by name."""
    connection.execute(sql.SQL("; ").join(sql.SQL(statement).format(**names) for statement in statements))


def fetch(connection: Connection, *queries: sql.Composable) -> list[list[Any]]:
    """The rows of each query, in one round trip. In this order, each of them sees what the server knows by then.

    A statement that has no rows may be among them, and is left out.
    """
    cursor = connection.execute(sql.SQL("; ").join(queries))
    return [cursor.fetchall() for _ in cursor.results() if cursor.description is not None]


def whole(statement: sql.Composed) -> sql.SQL:
    """The same statement in one piece: one that is sent often need not be put together each time."""
    return sql.SQL(statement.as_string(None))


def one(cursor: psycopg.Cursor[Any]) -> Any:
    """The row of a query that always has one."""
    row = cursor.fetchone()
    assert row is not None
    return row


def first_line(error: BaseException) -> str:
    """A database's message without its detail and position: printable, and cut to ``MOST_OF_AN_ERROR``."""
    text = str(error).lstrip()[: MOST_OF_AN_ERROR + 1]
    line = (text.splitlines() or [type(error).__name__])[0].rstrip()
    shown = "".join(c if c.isprintable() else f"\\x{ord(c):02x}" for c in line[:MOST_OF_AN_ERROR])
    return shown if len(line) <= MOST_OF_AN_ERROR else f"{shown}..."


MOST_OF_AN_ERROR = 500
"""Characters of a message of PostgreSQL. One that a trigger raises can have hundreds of megabytes."""
