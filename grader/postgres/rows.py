"""The rows of a submission's tables, as another connection with the submission's own rights sees them.

Whatever a submission puts in the way (a view, a policy, a lock, a gigabyte) becomes a sentence, never an
exception, and runs with no more rights than the submission has.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg import sql

from grader.model import TableName, TableRows

Reader = psycopg.Connection[Any]

MOST_ROWS = 10_000
MOST_BYTES = 32 * 2**20

Wanted = tuple[TableName, Mapping[str, str]]
"""A table, and its columns by the attributes that stand for them."""

_KINDS = """
    SELECT n.nspname, c.relname, c.relkind,
           array_agg(a.attname::pg_catalog.text) FILTER (WHERE a.attnum > 0 AND NOT a.attisdropped),
           array_agg(a.attname::pg_catalog.text)
             FILTER (WHERE a.attnum > 0
                       AND a.atttypid = ANY ('{text,varchar,bpchar,bytea}'::pg_catalog.regtype[]))
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
      JOIN ROWS FROM (pg_catalog.unnest(%s::pg_catalog.text[]), pg_catalog.unnest(%s::pg_catalog.text[]))
           AS wanted(schema, name) ON n.nspname = wanted.schema AND c.relname = wanted.name
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
     GROUP BY 1, 2, 3
"""

_OTHERS = {"v": "a view", "m": "a materialized view", "f": "a foreign table"}


def read_rows(reader: Reader, tables: Mapping[str, Wanted]) -> dict[str, TableRows]:
    """The rows of each table, by model."""
    names = {table for table, _ in tables.values()}
    try:
        known = _kinds(reader, names)
    except psycopg.Error as error:
        return {model: _problem(f"the catalog could not be read: {first_line(error)}") for model in tables}
    return {model: _read(reader, wanted, known.get(wanted[0])) for model, wanted in tables.items()}


def _kinds(reader: Reader, names: set[TableName]) -> dict[TableName, tuple[str, list[str], list[str]]]:
    """What each name stands for: the relation's kind, its columns, and those of them with text or bytes."""
    found = reader.execute(_KINDS, ([t.schema for t in names], [t.name for t in names])).fetchall()
    return {TableName(row[0], row[1]): (row[2], row[3] or [], row[4] or []) for row in found}


def _read(reader: Reader, wanted: Wanted, known: tuple[str, list[str], list[str]] | None) -> TableRows:
    table, columns = wanted
    if known is None:
        return _problem(f"there is no table {table}")
    kind, existing, long = known
    if kind in _OTHERS:
        return _problem(f"{table} is {_OTHERS[kind]}, not a table")
    missing = [column for column in columns.values() if column not in existing]
    if missing:
        return _problem(f"table {table} has no column {', '.join(missing)}")
    try:
        return _select(reader, wanted, source(table, kind), long)
    except psycopg.errors.LockNotAvailable:
        return _problem(f"table {table} is locked by a transaction that was left open")
    except (psycopg.Error, ValueError, OverflowError) as error:
        return _problem(f"table {table} could not be read: {first_line(error)}")


def source(table: TableName, kind: str) -> sql.Composable:
    """``table`` after FROM: alone, without the tables that inherit from it, but with its partitions."""
    return sql.SQL("{}{}").format(
        sql.SQL("" if kind == "p" else "ONLY "), sql.Identifier(table.schema, table.name)
    )


def _select(reader: Reader, wanted: Wanted, relation: sql.Composable, long: list[str]) -> TableRows:
    table, columns = wanted
    count, size = _measure(reader, relation, columns, long)
    if count > MOST_ROWS:
        return _problem(f"table {table} has more than {MOST_ROWS} rows")
    if size > MOST_BYTES:
        return _problem(f"table {table} holds more than {MOST_BYTES // 2**20} MiB")
    names = sql.SQL(", ").join(sql.Identifier(column) for column in columns.values())
    query = sql.SQL("SELECT {} FROM {} LIMIT {}").format(names, relation, MOST_ROWS)
    found = reader.execute(query).fetchall()
    return TableRows(rows=tuple(dict(zip(columns, row, strict=True)) for row in found))


def _measure(
    reader: Reader, relation: sql.Composable, columns: Mapping[str, str], long: list[str]
) -> tuple[int, int]:
    """Number of rows and bytes, up to the cap. ``octet_length`` knows the size without decompressing."""
    sizes = [
        sql.SQL("coalesce(pg_catalog.{}({}), 0)::pg_catalog.int8").format(
            sql.SQL("octet_length" if column in long else "pg_column_size"), sql.Identifier(column)
        )
        for column in columns.values()
    ]
    query = sql.SQL(
        "SELECT count(*), coalesce(sum(size), 0) FROM (SELECT {} AS size FROM {} LIMIT {}) AS sizes"
    ).format(sql.SQL(" + ").join([sql.SQL("0"), *sizes]), relation, MOST_ROWS + 1)
    found = reader.execute(query).fetchone()
    return (int(found[0]), int(found[1])) if found else (0, 0)


def _problem(sentence: str) -> TableRows:
    return TableRows(rows=(), problem=sentence)


def first_line(error: BaseException) -> str:
    """A database's message without its detail and position."""
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
