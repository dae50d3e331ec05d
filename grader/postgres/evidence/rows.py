"""The rows of a submission's tables, as another connection with the submission's own rights sees them.

Whatever a submission puts in the way (a view, a policy, a lock, a gigabyte) becomes a sentence, never an
exception, and runs with no more rights than the submission has.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import psycopg
from psycopg import sql

from grader.model import TableName, TableRows
from grader.postgres.connections import first_line, whole
from grader.postgres.evidence.catalog import BASE_TYPE
from grader.postgres.evidence.values import loading_plain_values

Reader = psycopg.Connection[Any]
Cursor = psycopg.Cursor[Any]

MOST_ROWS = 10_000
MOST_BYTES = 8 * 2**20
MOST_NESTED_BYTES = 2**20
"""Of the text of JSON and arrays: each `[]` of three bytes is a list that takes 64 in Python."""


Wanted = tuple[TableName, Mapping[str, str]]
"""A table, and its columns by the attributes that stand for them."""

_KINDS = f"""
    SELECT n.nspname, c.relname, c.relkind,
           array_agg(a.attname::pg_catalog.text) FILTER (WHERE a.attnum > 0 AND NOT a.attisdropped),
           array_agg(a.attname::pg_catalog.text)
             FILTER (WHERE ty.typcategory = 'A' OR ty.typcategory = 'U' AND ty.typname <> 'bytea')
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid
      LEFT JOIN {BASE_TYPE} ON true
      JOIN ROWS FROM (pg_catalog.unnest(%s::pg_catalog.text[]), pg_catalog.unnest(%s::pg_catalog.text[]))
           AS wanted(schema, name) ON n.nspname = wanted.schema AND c.relname = wanted.name
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f')
     GROUP BY 1, 2, 3
"""  # noqa: S608 - parts of our own

_BEGIN = sql.SQL("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
_ROLLBACK = sql.SQL("ROLLBACK")

_OTHERS = {"v": "a view", "m": "a materialized view", "f": "a foreign table"}


@dataclass(frozen=True)
class _Relation:
    """What a name stands for: the relation's kind, its columns, and those whose values may hold others."""

    kind: str
    columns: frozenset[str]
    nested: frozenset[str]


@dataclass(frozen=True)
class _Place:
    """What is read of a relation."""

    table: TableName
    kind: str
    columns: tuple[str, ...]


Relations = dict[TableName, _Relation]
"""Grows by what is read."""


def read_rows(
    reader: Reader, tables: Mapping[str, Wanted], relations: Relations | None = None
) -> dict[str, TableRows]:
    """The rows of each table, by model. ``relations``: what is known of the database, where nothing was defined in it
    since. Raises ``psycopg.OperationalError`` when the connection is lost."""
    names = {table for table, _ in tables.values()}
    known = {} if relations is None else relations
    try:
        if not known.keys() >= names:
            known.update(_relations(reader, names))
    except psycopg.Error as error:
        return {model: _problem(f"the catalog could not be read: {first_line(error)}") for model in tables}
    if found := _read_together(reader, tables, known):
        return found
    cursor = loading_plain_values(reader.cursor())
    return {model: _read(cursor, wanted, known.get(wanted[0])) for model, wanted in tables.items()}


def _read_together(
    reader: Reader, tables: Mapping[str, Wanted], known: Mapping[TableName, _Relation]
) -> dict[str, TableRows] | None:
    """All tables in two round trips, as they were at one moment. None where one of them cannot be read: asked by itself,
    each says why."""
    places: dict[str, _Place] = {}
    sums: list[sql.SQL] = []
    for model, (table, columns) in tables.items():
        relation = known.get(table)
        if relation is None or relation.kind in _OTHERS or not relation.columns.issuperset(columns.values()):
            return None
        places[model] = _Place(table, relation.kind, tuple(columns.values()))
        sums.append(_sums(places[model], relation.nested))
    try:
        sizes = dict(zip(tables, _ask(reader, [_BEGIN, *sums])[1:], strict=True))
        fitting = [model for model in tables if not sizes[model]]
        asked = [_selection(places[model]) for model in fitting]
        found = dict(zip(fitting, _ask(reader, asked), strict=True))
    except (psycopg.Error, ValueError, OverflowError):
        return None
    finally:
        if not reader.closed:
            reader.execute(_ROLLBACK)
    return {
        model: _table_rows(columns, found[model])
        if model in found
        else _problem(_too_much(table, sizes[model][0]))
        for model, (table, columns) in tables.items()
    }


def _table_rows(columns: Iterable[str], rows: Iterable[tuple[Any, ...]]) -> TableRows:
    return TableRows(rows=tuple(dict(zip(columns, row, strict=True)) for row in rows))


def _ask(reader: Reader, queries: Sequence[sql.SQL | sql.Composed]) -> list[list[tuple[Any, ...]]]:
    """The rows of each query, all asked at once."""
    with reader.pipeline():
        cursors = [loading_plain_values(reader.cursor()).execute(query) for query in queries]
    return [cursor.fetchall() if cursor.description else [] for cursor in cursors]


def _relations(reader: Reader, names: set[TableName]) -> Relations:
    found = reader.execute(_KINDS.encode(), ([t.schema for t in names], [t.name for t in names])).fetchall()
    return {
        TableName(row[0], row[1]): _Relation(row[2], frozenset(row[3] or ()), frozenset(row[4] or ()))
        for row in found
    }


def _read(cursor: Cursor, wanted: Wanted, known: _Relation | None) -> TableRows:
    table, columns = wanted
    if known is None:
        return _problem(f"there is no table {table}")
    if known.kind in _OTHERS:
        return _problem(f"{table} is {_OTHERS[known.kind]}, not a table")
    missing = [column for column in columns.values() if column not in known.columns]
    if missing:
        return _problem(f"table {table} has no column {', '.join(missing)}")
    try:
        with _snapshot(cursor):
            return _select(cursor, wanted, known)
    except psycopg.errors.LockNotAvailable:
        return _problem(f"table {table} is locked by a transaction that was left open")
    except (psycopg.errors.OutOfMemory, psycopg.errors.ProgramLimitExceeded):
        return _problem(_too_large(table))  # a value whose text alone is more than a server may hold
    except psycopg.Error as error:
        if cursor.connection.closed:
            raise  # whoever ended it knows why
        return _problem(f"table {table} could not be read: {first_line(error)}")


@contextlib.contextmanager
def _snapshot(cursor: Cursor) -> Iterator[None]:
    """What was measured is what is fetched, though a connection that was left open may store more meanwhile."""
    cursor.execute(_BEGIN)
    try:
        yield
    finally:
        cursor.execute(_ROLLBACK)


def source(table: TableName, kind: str) -> sql.Composable:
    """``table`` after FROM: alone, without the tables that inherit from it, but with its partitions."""
    return sql.SQL("{}{}").format(
        sql.SQL("" if kind == "p" else "ONLY "), sql.Identifier(table.schema, table.name)
    )


def _select(cursor: Cursor, wanted: Wanted, known: _Relation) -> TableRows:
    table, columns = wanted
    place = _Place(table, known.kind, tuple(columns.values()))
    if found := cursor.execute(_sums(place, known.nested)).fetchone():
        return _problem(_too_much(table, found))
    try:
        rows = _fetched(cursor, place)
    except _NotPlainError:
        return _problem("; ".join(_not_plain(cursor, place)))
    return _table_rows(columns, rows)


# ---- how much it is -----------------------------------------------------------------------------

_SUMS = sql.SQL("""
    SELECT n, bytes, nested
      FROM (SELECT row_number() OVER w AS n, sum(bytes) OVER w AS bytes, sum(nested) OVER w AS nested
              FROM (SELECT {bytes} AS bytes, {nested} AS nested FROM {relation} LIMIT {rows} + 1) AS sizes
            WINDOW w AS (ROWS UNBOUNDED PRECEDING)) AS sums
     WHERE n > {rows} OR bytes > {most_bytes} OR nested > {most_nested}
     LIMIT 1
""")
"""The first row with which it is too much. The window is read row by row, so that nothing after it is looked at."""


def _too_much(table: TableName, sums: tuple[int, int, int]) -> str:
    """``sums``: as ``_SUMS`` gives them."""
    if sums[0] > MOST_ROWS:
        return f"table {table} has more than {MOST_ROWS} rows"
    return _too_large(table) if sums[1] > MOST_BYTES else _too_much_nested(table)


@functools.lru_cache(256)
def _sums(place: _Place, nested: frozenset[str]) -> sql.SQL:
    return whole(
        _SUMS.format(
            bytes=_size(place.columns),
            nested=_size(column for column in place.columns if column in nested),
            relation=source(place.table, place.kind),
            rows=MOST_ROWS,
            most_bytes=MOST_BYTES,
            most_nested=MOST_NESTED_BYTES,
        )
    )


def _size(columns: Iterable[str]) -> sql.Composable:
    """Bytes of the text that is sent for ``columns`` of one row.

    ``concat`` takes the output function of each type, as sending does. A cast to text may be a function of the
    submission's (CREATE CAST), and ``pg_column_size`` is the size on the disk, compressed to a hundredth.
    """
    names = [sql.Identifier(column) for column in columns]
    if not names:
        return sql.SQL("0::pg_catalog.int8")
    each = sql.SQL("pg_catalog.octet_length(pg_catalog.concat({}))::pg_catalog.int8")
    return sql.SQL(" + ").join([each.format(name) for name in names])


def _too_large(table: TableName) -> str:
    return f"table {table} holds more than {MOST_BYTES // 2**20} MiB"


def _too_much_nested(table: TableName) -> str:
    return f"table {table} holds more than {MOST_NESTED_BYTES // 2**20} MiB of JSON or arrays"


# ---- what it is in Python -----------------------------------------------------------------------


class _NotPlainError(Exception):
    """A value that Python has no plain value for, such as a date after the year 9999; the message says why."""


def _fetched(cursor: Cursor, place: _Place) -> list[tuple[Any, ...]]:
    """Raises ``_NotPlainError``; what the server refuses is raised as it is."""
    cursor.execute(_selection(place))
    try:
        return cursor.fetchall()
    except (psycopg.DataError, ValueError, OverflowError) as error:
        raise _NotPlainError(first_line(error)) from error


@functools.lru_cache(256)
def _selection(place: _Place) -> sql.SQL:
    names = sql.SQL(", ").join(map(sql.Identifier, place.columns))
    relation = source(place.table, place.kind)
    return whole(sql.SQL("SELECT {} FROM {} LIMIT {}").format(names, relation, MOST_ROWS))


def _not_plain(cursor: Cursor, place: _Place) -> Iterator[str]:
    """A sentence for each column that has such a value: the driver does not say which it is."""
    for column in place.columns:
        try:
            _fetched(cursor, replace(place, columns=(column,)))
        except _NotPlainError as error:
            yield f"the column {column} of table {place.table} cannot be read: {error}"


def _problem(sentence: str) -> TableRows:
    return TableRows(rows=(), problem=sentence)
