"""What a server of the grader's own writes down about errors: executions that ``pg_stat_statements`` cannot see.

A statement that fails while it runs is planned, but never called. One whose plan is kept (a prepared statement
without parameters, or any after ``SET plan_cache_mode = force_generic_plan``) is planned once, however often it
fails then, and each error can carry an answer. PostgreSQL writes an error down before the client hears of it
(``EmitErrorReport`` in elog.c), and no submission may change what is written (``log_min_messages``).

One line an error: database, login, the identifier of the query that was sent, message (``log_line_prefix``).
A message's own line breaks are followed by a tab, so that no message can begin a line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from psycopg import sql

from grader.postgres.connections import Connection, execute

_LONG = 64 * 2**10
"""Bytes from which on the log is emptied before the next database: what is left of others must not fill it."""

_LONGEST = 8 * 2**20
"""Bytes that are read. Nobody honest fails so often, and whoever does has no count that is whole."""


@dataclass(frozen=True)
class ErrorLog:
    """``path``: as the server finds it."""

    path: str

    def content_query(self, since: int) -> sql.Composed:
        """Asks for what was written down from a size of the log on."""
        query = sql.SQL("SELECT pg_catalog.pg_read_binary_file({}, {}, {}, true)")
        return query.format(sql.Literal(self.path), sql.Literal(since), sql.Literal(_LONGEST + 1))

    def size_query(self) -> sql.Composed:
        """Asks for the bytes that it has."""
        return sql.SQL("SELECT size FROM pg_catalog.pg_stat_file({})").format(sql.Literal(self.path))

    def shorten(self, connection: Connection, size: int) -> int:
        """Empty it when it is long; its size from then on. The server opened it to append, and goes on at its new end."""
        if size <= _LONG:
            return size
        execute(connection, "COPY (SELECT WHERE false) TO {path}", path=sql.Literal(self.path))
        return 0


def failures(log: bytes, database: str, role: str) -> Mapping[int, int] | None:
    """Identifier of a query → errors of a role's sessions in a database; None when there are too many to be read.

    An error has none (0) where PostgreSQL did not come to know what was asked: a syntax error, an unknown column,
    a transaction that has failed already.
    """
    if len(log) > _LONGEST:
        return None
    pattern = rf"^{re.escape(database)},{re.escape(role)},(-?[1-9]\d*),ERROR:  "
    return Counter(int(found) for found in re.findall(pattern.encode(), log, re.MULTILINE))
