"""Whether rows would be let in: CHECK constraints, asked of PostgreSQL with no row stored."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from grader.model import TableFacts

Reader = psycopg.Connection[Any]


def are_let_in(reader: Reader, table: TableFacts, rows: Sequence[Mapping[str, Any]]) -> list[bool]:
    """For each row, by columns, whether all constraints of the table hold; what is NULL in it holds, as in PostgreSQL.

    With the submission's rights, and where nothing can be written: what a constraint calls may be its own. Raises
    ``psycopg.Error``.
    """
    # The expressions are the server's own wording of what it keeps (pg_get_expr), with every name that is not its own
    # qualified.
    holds = sql.SQL(" AND ").join(
        sql.SQL("coalesce(({}), true)").format(sql.SQL(check.expression)) for check in table.checks
    )
    query = sql.SQL(
        "SELECT {holds} FROM ROWS FROM (pg_catalog.jsonb_populate_recordset(NULL::{table}, {rows}::pg_catalog.jsonb))"
        " WITH ORDINALITY AS given ORDER BY ordinality"
    ).format(
        holds=holds,
        table=sql.Identifier(table.name.schema, table.name.name),
        rows=sql.Literal(json.dumps([dict(row) for row in rows], default=_plain)),
    )
    reader.execute("BEGIN READ ONLY")
    try:
        return [bool(row[0]) for row in reader.execute(query)]
    finally:
        reader.execute("ROLLBACK")


def _plain(value: Any) -> Any:
    match value:
        case datetime.date() | datetime.time():
            return value.isoformat()
        case datetime.timedelta():
            return f"{value.total_seconds()} seconds"
        case bytes():
            return f"\\x{value.hex()}"
        case Decimal() | UUID():
            return str(value)
    raise TypeError(type(value).__name__)
