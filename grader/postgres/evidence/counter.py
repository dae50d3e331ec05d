"""The server's own count of statements: ``pg_stat_statements``, as the admin reads and steers it."""

from __future__ import annotations

import functools
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, LiteralString, Self

import psycopg
from psycopg import sql

from grader.postgres.connections import Connection, fetch, one, whole
from grader.postgres.evidence.classify import OWN_FUNCTION_LOOKUP, Counted

_NOBODY = 1
"""No role has this number, nor is any entry of it: 0 would mean everybody's."""

Losses = tuple[Any, ...]
"""Changes whenever the server has dropped entries of its count."""

_LOSSES = "SELECT dealloc, stats_reset FROM {schema}.pg_stat_statements_info"

_READ = """
    SELECT query, toplevel, calls, plans, rows, queryid, queryid = {lookup}
      FROM {schema}.pg_stat_statements
     WHERE dbid = {database} AND userid IN ({roles})
"""


_FORGET = """
    SET pg_stat_statements.track = 'top';
    SELECT {schema}.pg_stat_statements_reset(role, {database}::oid, 0) FROM unnest(ARRAY[{roles}]::oid[]) AS role;
    SET pg_stat_statements.track = 'none'
"""


@dataclass(frozen=True)
class Reading:
    """``losses``: up to then; None where this is not all: the server may lose the texts, and cannot give those of all
    entries together where they take more than ``temp_file_limit``. ``others``: the rows of each query that was asked
    besides."""

    counted: list[Counted]
    losses: Losses | None
    others: list[list[Any]]


@dataclass(frozen=True)
class Counter:
    """A pg_stat_statements that works. ``lookup``: how the server identifies ``OWN_FUNCTION_LOOKUP``."""

    schema: str
    lookup: int

    @classmethod
    def find(cls, connection: Connection) -> Self | None:
        """The server's counter, or None where it has none that works. Plants an entry (see ``forget``)."""
        found = connection.execute(
            "SELECT n.nspname FROM pg_catalog.pg_extension e"
            " JOIN pg_catalog.pg_namespace n ON n.oid = e.extnamespace"
            " WHERE e.extname = 'pg_stat_statements'"
        ).fetchone()
        if found is None:
            return None
        try:
            counter = cls(found[0], _identifier(connection, OWN_FUNCTION_LOOKUP))
            counter.forget(connection, [_NOBODY], _NOBODY)
            fetch(connection, counter.losses_query())
            # Not in an extension of before 14.
            connection.execute(counter._of("SELECT toplevel FROM {schema}.pg_stat_statements LIMIT 0"))
        except (psycopg.Error, KeyError):  # such as: not in shared_preload_libraries
            return None
        return counter

    def counted(
        self, connection: Connection, roles: Sequence[int], database: int, *others: sql.Composable
    ) -> Reading:
        """What roles ran in a database so far. ``others``: queries that are asked before, in the same round trip."""
        asked = self._of(_READ, lookup=self.lookup, database=database, roles=roles)
        try:
            *rows, found, losses = fetch(connection, *others, asked, self._of(_LOSSES))
        except psycopg.errors.ConfigurationLimitExceeded:
            return Reading([], None, fetch(connection, *others))
        known = [Counted(*row) for row in found if row[0] is not None]
        return Reading(known, losses[0] if len(known) == len(found) else None, rows)

    def is_filled_by(self, connection: Connection, roles: Sequence[int]) -> bool:
        """Whether the roles' statements, in all databases, take up so much of the count that others go for them."""
        query = self._of(
            "SELECT count(*) FILTER (WHERE userid IN ({roles})) * 10 >= count(*)"
            " FROM {schema}.pg_stat_statements(false)",
            roles=roles,
        )
        return bool(one(connection.execute(query))[0])

    def losses_query(self) -> sql.SQL:
        """Asks for ``Losses``."""
        return self._of(_LOSSES)

    def forget(self, connection: Connection, roles: Sequence[int], database: int) -> None:
        """Forget the entries of a database that is gone, or that begins anew.

        The statement itself is counted, so that an entry of the admin's is always left: when the last entry
        goes, PostgreSQL restarts the number of losses, which would look like a loss to everybody else.
        """
        connection.execute(self.forget_statements(roles, database))

    def forget_statements(self, roles: Sequence[int], database: int) -> sql.SQL:
        """As ``forget``, for a round trip with others. They have no result that is of use."""
        return self._of(_FORGET, roles=roles, database=database)

    def restart(self, connection: Connection) -> None:
        """Forget everything, and begin with an entry of the admin's again. Only where nobody else is counted."""
        connection.execute(self._of("SELECT {schema}.pg_stat_statements_reset()"))
        self.forget(connection, [_NOBODY], _NOBODY)

    def _of(self, query: LiteralString, **values: int | Sequence[int]) -> sql.SQL:
        """``query`` with the schema and with numbers put in: several queries of one round trip have no parameters."""
        numbers = (
            (name, (value,) if isinstance(value, int) else tuple(value)) for name, value in values.items()
        )
        return _put_together(query, self.schema, *numbers)


@functools.lru_cache(256)
def _put_together(query: LiteralString, schema: str, *values: tuple[str, tuple[int, ...]]) -> sql.SQL:
    return whole(
        sql.SQL(query).format(
            schema=sql.Identifier(schema), **{name: _list(numbers) for name, numbers in values}
        )
    )


def _list(numbers: Sequence[int]) -> sql.Composed:
    return sql.SQL(", ").join([sql.Literal(number) for number in numbers])


def _identifier(connection: Connection, query: str) -> int:
    """``query``'s identifier: made of what its names mean here, so that no other function has it."""
    row = one(connection.execute(f"EXPLAIN (VERBOSE, FORMAT JSON) {query}".encode()))
    explained = json.loads(row[0]) if isinstance(row[0], str) else row[0]
    return int(explained[0]["Query Identifier"])
