"""Lays an exercise's rows into a submission's tables, by plain INSERTs with the submission's own rights.

What the exercise does not know of (a NOT NULL column that a student added) is filled by type. Sequences are
moved past the ids that were given, so that the submission's own inserts do not collide with them.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row
from psycopg.types.json import Json, Jsonb

from grader.model import TableName
from grader.postgres.connections import first_line, whole
from grader.postgres.evidence.catalog import BASE_TYPE, OWN_SCHEMAS

Writer = psycopg.Connection[Any]


class RowsDoNotFitError(Exception):
    """A submission's schema does not take the exercise's rows; the message names table and reason."""


class TooSlowError(RowsDoNotFitError):
    """The submission's own code in the database, such as a trigger, did not let it finish."""


@dataclass(frozen=True)
class RowToInsert:
    table: TableName
    values: Mapping[str, Any]  # by column; what PostgreSQL takes for the column's type


@dataclass(frozen=True)
class Column:
    """What inserting needs to know of a column. ``length`` is that of a text, ``label`` an enum's first."""

    name: str
    type: str
    kind: str  # pg_type.typtype
    category: str  # pg_type.typcategory
    length: int | None
    required: bool  # NOT NULL, and nothing fills it by itself
    always: bool  # GENERATED ALWAYS AS IDENTITY
    unique: bool
    label: str | None
    sequence: str | None  # as an argument for setval


_SEQUENCE_OF = """
    LATERAL (SELECT coalesce(
        (SELECT min(s.oid) FROM pg_catalog.pg_depend p
           JOIN pg_catalog.pg_class s ON s.oid = p.refobjid AND s.relkind = 'S'
          WHERE p.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND p.objid = d.oid
            AND p.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass),
        (SELECT min(s.oid) FROM pg_catalog.pg_depend p
           JOIN pg_catalog.pg_class s ON s.oid = p.objid AND s.relkind = 'S'
          WHERE p.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.refobjid = a.attrelid
            AND p.refobjsubid = a.attnum AND a.attidentity <> ''
            AND p.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND p.deptype = 'i')) AS oid) sq
"""
"""The sequence behind an identity column or a default, ``a`` and ``d`` being attribute and default."""

_COLUMNS = f"""
    SELECT n.nspname AS schema, c.relname AS relation, a.attname AS name,
           ty.typname AS type, ty.typtype AS kind, ty.typcategory AS category,
           CASE WHEN ty.typname IN ('varchar', 'bpchar') AND ty.typmod >= 4 THEN ty.typmod - 4 END AS length,
           ty.notnull AND d.oid IS NULL AND a.attidentity = '' AND tyd.typdefault IS NULL AS required,
           a.attidentity = 'a' AS always,
           EXISTS (SELECT FROM pg_catalog.pg_index i WHERE i.indrelid = c.oid AND i.indisunique
                      AND a.attnum = ANY (i.indkey::pg_catalog.int2[])) AS unique,
           (SELECT e.enumlabel::pg_catalog.text FROM pg_catalog.pg_enum e
             WHERE e.enumtypid = ty.oid ORDER BY e.enumsortorder LIMIT 1) AS label,
           sq.oid::pg_catalog.regclass::pg_catalog.text AS sequence
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN ROWS FROM (pg_catalog.unnest(%s::pg_catalog.text[]), pg_catalog.unnest(%s::pg_catalog.text[]))
           AS wanted(schema, name) ON n.nspname = wanted.schema AND c.relname = wanted.name
      JOIN pg_catalog.pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
      JOIN pg_catalog.pg_type tyd ON tyd.oid = a.atttypid
      LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
     CROSS JOIN {BASE_TYPE}
     CROSS JOIN {_SEQUENCE_OF}
     WHERE c.relkind IN ('r', 'p')
     ORDER BY a.attnum
"""  # noqa: S608 - parts of our own


Known = dict[TableName, dict[str, Column]]
"""Tables as they were read. Copies of one database share it: reading costs 5 ms on a new connection."""


def insert_rows(writer: Writer, rows: Sequence[RowToInsert], known: Known) -> None:
    """Insert ``rows`` in their order, all or none. Raises ``RowsDoNotFitError``.

    ``known`` may hold tables that were read before, and holds those of ``rows`` afterwards.
    """
    unread = {row.table for row in rows} - known.keys()
    try:
        _insert_rows(writer, rows, known, unread)
    except RowsDoNotFitError:
        if unread:
            raise
        known.clear()  # the submission may have changed its tables since
        _insert_rows(writer, rows, known, {row.table for row in rows})


def _insert_rows(writer: Writer, rows: Sequence[RowToInsert], tables: Known, unread: set[TableName]) -> None:
    try:
        with writer.transaction():
            tables.update(_describe(writer, unread))
            for (table, names), group in groupby(rows, key=lambda row: (row.table, tuple(row.values))):
                _insert(writer, table, find_columns(tables, table, names), list(group))
            _move_sequences(writer, tables, rows)
    except (psycopg.Error, ValueError, OverflowError) as error:
        raise RowsDoNotFitError(f"the exercise's rows could not be inserted: {first_line(error)}") from error


def read_unknown(writer: Writer, rows: Sequence[RowToInsert], known: Known) -> None:
    """Make the tables of ``rows`` known."""
    known.update(_describe(writer, {row.table for row in rows} - known.keys()))


def _describe(writer: Writer, names: set[TableName]) -> Known:
    tables: Known = {}
    if not names:
        return tables
    with writer.cursor(row_factory=dict_row) as cursor:
        cursor.execute(_COLUMNS.encode(), ([t.schema for t in names], [t.name for t in names]))
        for row in cursor:
            table = TableName(row.pop("schema"), row.pop("relation"))
            tables.setdefault(table, {})[row["name"]] = Column(**row)
    return tables


def find_columns(tables: Known, table: TableName, names: Sequence[str]) -> Mapping[str, Column]:
    columns = tables.get(table)
    if columns is None:
        raise RowsDoNotFitError(f"there is no table {table}")
    missing = [name for name in names if name not in columns]
    if missing:
        raise RowsDoNotFitError(f"table {table} has no column {', '.join(missing)}")
    return columns


def _insert(
    writer: Writer, table: TableName, columns: Mapping[str, Column], rows: Sequence[RowToInsert]
) -> None:
    """Insert rows that name the same columns, one by one: of triggers among them, each sees the rows before."""
    names, filled = _split_columns(columns, rows)
    first = _rows_in(writer, table) + 1 if filled else 0
    parameters = [_parameters(row, columns, filled, table, n) for n, row in enumerate(rows, start=first)]
    try:
        with writer.cursor() as cursor:
            cursor.executemany(_statement(table, tuple(names), _is_always(names, columns), 1), parameters)
    except (psycopg.Error, ValueError, OverflowError) as error:
        raise RowsDoNotFitError(
            f"table {table} does not take the exercise's rows: {first_line(error)}"
        ) from error


def insert_statement(
    table: TableName, columns: Mapping[str, Column], rows: Sequence[RowToInsert], first: int
) -> tuple[sql.SQL, list[Any]]:
    """One statement for rows that name the same columns, with its parameters. ``first``: the number of the first row
    in its table. Raises ``RowsDoNotFitError``."""
    names, filled = _split_columns(columns, rows)
    parameters = [_parameters(row, columns, filled, table, n) for n, row in enumerate(rows, start=first)]
    statement = _statement(table, tuple(names), _is_always(names, columns), len(rows))
    return statement, list(chain.from_iterable(parameters))


def _split_columns(
    columns: Mapping[str, Column], rows: Sequence[RowToInsert]
) -> tuple[list[str], list[Column]]:
    """The names of all columns that are given values, and those that the exercise does not know, which come last."""
    given = list(rows[0].values)
    filled = [column for column in columns.values() if column.required and column.name not in given]
    return [*given, *(column.name for column in filled)], filled


def _parameters(
    row: RowToInsert, columns: Mapping[str, Column], filled: Sequence[Column], table: TableName, number: int
) -> list[Any]:
    return [*_adapted(row.values, columns), *(filler(column, table, number) for column in filled)]


def _is_always(names: Sequence[str], columns: Mapping[str, Column]) -> bool:
    return any(columns[name].always for name in names)


@functools.lru_cache(256)
def _statement(table: TableName, names: tuple[str, ...], always: bool, rows: int) -> sql.SQL:
    """``always``: one of the columns is GENERATED ALWAYS."""
    target = _identifier(table.schema, table.name)
    if not names:
        return whole(sql.SQL("INSERT INTO {} DEFAULT VALUES").format(target))
    row = sql.SQL("({})").format(sql.SQL(", ").join([sql.Placeholder()] * len(names)))
    return whole(
        sql.SQL("INSERT INTO {} ({}){} VALUES {}").format(
            target,
            sql.SQL(", ").join(map(_identifier, names)),
            sql.SQL(" OVERRIDING SYSTEM VALUE" if always else ""),
            sql.SQL(", ").join([row] * rows),
        )
    )


def _identifier(*names: str) -> sql.Identifier:
    """A name in a statement with parameters, where the driver reads ``%``."""
    return sql.Identifier(*(name.replace("%", "%%") for name in names))


def _adapted(values: Mapping[str, Any], columns: Mapping[str, Column]) -> Iterable[Any]:
    """The values as the driver takes them; for a JSON column anything but None is a document."""
    wrappers = {"json": Json, "jsonb": Jsonb}
    for name, value in values.items():
        wrapper = wrappers.get(columns[name].type)
        yield wrapper(value) if wrapper and value is not None else value


def _rows_in(writer: Writer, table: TableName) -> int:
    target = sql.Identifier(table.schema, table.name)
    found = writer.execute(sql.SQL("SELECT count(*) FROM {}").format(target)).fetchone()
    return int(found[0]) if found else 0


# ---- values for columns that the exercise does not know -----------------------------------------


_PLAIN = {
    "bool": "false",
    "json": "{}",
    "jsonb": "{}",
    "inet": "0.0.0.0",  # noqa: S104 - a value, nothing listens there
    "cidr": "0.0.0.0/32",
    "macaddr": "00:00:00:00:00:00",
    "macaddr8": "00:00:00:00:00:00:00:00",
    "xml": "<x/>",
    "tsvector": "",
    "tsquery": "",
    "point": "(0,0)",
    "bit": "0",
    "varbit": "",
    "jsonpath": "$",
}


def filler(column: Column, table: TableName, number: int) -> str:
    """A value for ``column`` in PostgreSQL's text form; where it is unique, another for each ``number``.

    Raises ``RowsDoNotFitError`` for a type that has no obvious value.
    """
    if column.kind == "e" and column.label is not None:
        return column.label
    n = number if column.unique else 0
    by_category = {
        "A": "{}",
        "N": str(n),
        "R": "{}" if "multi" in column.type else "empty",
        "S": _text(number, column.length),
        "T": f"{n} seconds",
    }
    by_type = {
        "date": f"{2000 + n // 336:04}-{n // 28 % 12 + 1:02}-{n % 28 + 1:02}",
        "time": _time(n),
        "timetz": f"{_time(n)}+00",
        "timestamp": f"2000-01-01 {_time(n)}",
        "timestamptz": f"2000-01-01 {_time(n)}+00",
        "uuid": f"{n:032x}",
        "bytea": f"\\x{n:08x}",
    }
    for known, key in ((by_category, column.category), (by_type, column.type), (_PLAIN, column.type)):
        if key in known:
            return known[key]
    raise RowsDoNotFitError(
        f"nothing is known for column {column.name} of table {table}, of type {column.type}"
    )


def _time(n: int) -> str:
    return f"{n // 3600 % 24:02}:{n // 60 % 60:02}:{n % 60:02}"


def _text(number: int, length: int | None) -> str:
    """``x1``, ``x2``, ...; only the end of it where the column is shorter."""
    text = f"x{number}"
    return text if length is None or len(text) <= length else _base36(number)[-length:]


def _base36(number: int) -> str:
    digits = "0123456789abcdefghijklmnopqrstuvwxyz"
    text = digits[number % 36]
    while number := number // 36:
        text = digits[number % 36] + text
    return text


# ---- sequences ------------------------------------------------------------------------------------


def _move_sequences(writer: Writer, tables: Known, rows: Sequence[RowToInsert]) -> None:
    """Move every sequence whose column was given ids past the highest of them."""
    for sequence, value in highest_ids(tables, rows).items():
        writer.execute(
            # The name is PostgreSQL's own rendering of a regclass: quoted where it must be.
            f"SELECT pg_catalog.setval({literal(sequence)}::pg_catalog.regclass, {value}) FROM {sequence}"  # noqa: S608
            f" WHERE last_value < {value} OR last_value = {value} AND NOT is_called".encode()
        )


def highest_ids(tables: Known, rows: Sequence[RowToInsert]) -> dict[str, int]:
    """By sequence, as an argument for setval: the highest id that rows give to a column that it fills."""
    highest: dict[str, int] = {}
    for row in rows:
        for name, value in row.values.items():
            sequence = tables[row.table][name].sequence
            if sequence is not None and isinstance(value, int):
                highest[sequence] = max(value, highest.get(sequence, value))
    return highest


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


# ---- emptying ---------------------------------------------------------------------------------------

_TO_EMPTY = f"""
    SELECT c.relkind::pg_catalog.text, pg_catalog.format('%I.%I', n.nspname, c.relname)
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p', 'S') AND c.relpersistence <> 't' AND NOT c.relispartition AND {OWN_SCHEMAS}
     ORDER BY n.nspname, c.relname
"""  # noqa: S608 - parts of our own


def empty(writer: Writer) -> None:
    """Delete all rows of all ordinary tables and restart all sequences. Raises ``RowsDoNotFitError``."""
    try:
        with writer.transaction():
            found = writer.execute(_TO_EMPTY.encode()).fetchall()
            tables = [name for kind, name in found if kind != "S"]
            statements = [f"TRUNCATE {', '.join(tables)}"] if tables else []
            statements += [f"ALTER SEQUENCE {name} RESTART" for kind, name in found if kind == "S"]
            writer.execute("; ".join(statements).encode())
    except psycopg.Error as error:
        raise RowsDoNotFitError(f"the tables could not be emptied: {first_line(error)}") from error
