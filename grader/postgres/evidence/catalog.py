"""A submission's schema, read from PostgreSQL's catalog in two queries.

Nothing here touches a table: no submission's view, trigger or function runs, and no lock is waited for.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.rows import dict_row

from grader.model import Catalog, CheckFacts, ColumnFacts, ForeignKey, TableFacts, TableName

Reader = psycopg.Connection[Any]

OWN_SCHEMAS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"

BASE_TYPE = """
    LATERAL (SELECT coalesce(b.oid, t.oid) AS oid, coalesce(b.typname, t.typname) AS typname,
                    coalesce(b.typtype, t.typtype) AS typtype,
                    coalesce(b.typcategory, t.typcategory) AS typcategory,
                    CASE WHEN t.typtype = 'd' THEN t.typtypmod ELSE a.atttypmod END AS typmod,
                    a.attnotnull OR t.typnotnull AS notnull
               FROM pg_catalog.pg_type t
               LEFT JOIN pg_catalog.pg_type b ON t.typtype = 'd' AND b.oid = t.typbasetype
              WHERE t.oid = a.atttypid) ty
"""
"""A column's type, ``a`` being its ``pg_attribute``; a domain is what it is made of."""

_COLUMNS = f"""
    SELECT n.nspname AS schema, c.relname AS name, c.relkind AS kind, a.attname AS column,
           pg_catalog.format_type(ty.oid, NULL) AS type, ty.typmod AS typmod, ty.notnull AS notnull,
           a.atthasdef OR a.attidentity <> '' AS has_default,
           (SELECT array_agg(e.enumlabel::pg_catalog.text ORDER BY e.enumsortorder)
              FROM pg_catalog.pg_enum e WHERE e.enumtypid = ty.oid) AS labels
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_attribute a
        ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p')
      LEFT JOIN {BASE_TYPE} ON true
     WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND {OWN_SCHEMAS}
     ORDER BY n.nspname, c.relname, a.attnum
"""  # noqa: S608 - parts of our own

_NAMES_OF = """
    (SELECT array_agg(a.attname::pg_catalog.text ORDER BY k.position)
       FROM pg_catalog.unnest({numbers}) WITH ORDINALITY AS k(number, position)
       JOIN pg_catalog.pg_attribute a ON a.attrelid = {relation} AND a.attnum = k.number
      WHERE k.position <= {count})
"""

_LONGEST_CHECK = 2000

_KEYS = f"""
    SELECT n.nspname AS schema, c.relname AS name,
           CASE WHEN i.indisprimary THEN 'p' ELSE 'u' END AS kind,
           {_NAMES_OF.format(numbers="i.indkey::pg_catalog.int2[]", relation="c.oid", count="i.indnkeyatts")}
             AS columns,
           NULL::pg_catalog.name AS target_schema, NULL::pg_catalog.name AS target_name,
           NULL::pg_catalog.text[] AS target_columns, NULL::pg_catalog.text AS expression,
           NULL::pg_catalog.text AS on_delete
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indrelid AND c.relkind IN ('r', 'p')
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL AND {OWN_SCHEMAS}
    UNION ALL
    SELECT n.nspname, c.relname, 'i',
           {_NAMES_OF.format(numbers="i.indkey::pg_catalog.int2[]", relation="c.oid", count="i.indnkeyatts")},
           NULL, NULL, NULL, NULL, NULL
      FROM pg_catalog.pg_index i
      JOIN pg_catalog.pg_class c ON c.oid = i.indrelid AND c.relkind IN ('r', 'p')
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE i.indisvalid AND i.indpred IS NULL AND {OWN_SCHEMAS}
    UNION ALL
    SELECT n.nspname, c.relname, 'f',
           {_NAMES_OF.format(numbers="f.conkey", relation="f.conrelid", count="100")},
           tn.nspname, tc.relname,
           {_NAMES_OF.format(numbers="f.confkey", relation="f.confrelid", count="100")}, NULL,
           CASE f.confdeltype WHEN 'c' THEN 'cascade' WHEN 'n' THEN 'set null' WHEN 'r' THEN 'restrict'
                              WHEN 'd' THEN 'set default' ELSE 'no action' END
      FROM pg_catalog.pg_constraint f
      JOIN pg_catalog.pg_class c ON c.oid = f.conrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_catalog.pg_class tc ON tc.oid = f.confrelid
      JOIN pg_catalog.pg_namespace tn ON tn.oid = tc.relnamespace
     WHERE f.contype = 'f' AND f.conparentid = 0 AND {OWN_SCHEMAS}
    UNION ALL
    SELECT n.nspname, c.relname, 'c',
           {_NAMES_OF.format(numbers="ck.conkey", relation="ck.conrelid", count="100")},
           NULL, NULL, NULL, pg_catalog.pg_get_expr(ck.conbin, ck.conrelid), NULL
      FROM pg_catalog.pg_constraint ck
      JOIN pg_catalog.pg_class c ON c.oid = ck.conrelid
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
     WHERE ck.contype = 'c' AND pg_catalog.length(pg_catalog.pg_get_expr(ck.conbin, ck.conrelid)) <= {_LONGEST_CHECK}
       AND {OWN_SCHEMAS}
     ORDER BY 1, 2, 3, 4
"""  # noqa: S608 - parts of our own

_OTHERS = {"v": "view", "m": "materialized view", "f": "foreign table"}


def read_catalog(reader: Reader) -> Catalog:
    """The schema as ``reader``'s database has it now."""
    columns, keys = _query(reader, _COLUMNS), _query(reader, _KEYS)
    return Catalog(
        tables=_tables([row for row in columns if row["kind"] not in _OTHERS], keys),
        others={_name(row): _OTHERS[row["kind"]] for row in columns if row["kind"] in _OTHERS},
    )


def _query(reader: Reader, sql: str) -> list[dict[str, Any]]:
    with reader.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(sql.encode()).fetchall()


def _tables(columns: list[dict[str, Any]], keys: list[dict[str, Any]]) -> Mapping[TableName, TableFacts]:
    columns_of: dict[TableName, list[dict[str, Any]]] = defaultdict(list)
    keys_of: dict[TableName, list[dict[str, Any]]] = defaultdict(list)
    for row in columns:
        columns_of[_name(row)].append(row)
    for row in keys:
        keys_of[_name(row)].append(row)
    return {name: _table(name, rows, keys_of[name]) for name, rows in columns_of.items()}


def _table(name: TableName, columns: list[dict[str, Any]], keys: list[dict[str, Any]]) -> TableFacts:
    return TableFacts(
        name=name,
        columns={row["column"]: _column(row) for row in columns if row["column"] is not None},
        primary_key=next((tuple(key["columns"]) for key in keys if key["kind"] == "p"), ()),
        unique=frozenset(frozenset(key["columns"]) for key in keys if key["kind"] == "u"),
        foreign_keys=tuple(_foreign_key(key) for key in keys if key["kind"] == "f"),
        checks=tuple(
            CheckFacts(tuple(key["columns"] or ()), key["expression"]) for key in keys if key["kind"] == "c"
        ),
        indexes=tuple(tuple(key["columns"] or ()) for key in keys if key["kind"] == "i"),
    )


def _column(row: dict[str, Any]) -> ColumnFacts:
    return ColumnFacts(
        name=row["column"],
        type=row["type"].removeprefix("public."),
        length=length(row["type"], row["typmod"]),
        nullable=not row["notnull"],
        has_default=row["has_default"],
        labels=tuple(row["labels"] or ()),
    )


def length(type_name: str, typmod: int) -> int | None:
    """The declared length of a character or bit column."""
    if typmod < 0:
        return None
    if type_name in ("character varying", "character"):
        return typmod - 4  # PostgreSQL counts the length word in
    return typmod if type_name in ("bit", "bit varying") else None


def _foreign_key(key: dict[str, Any]) -> ForeignKey:
    return ForeignKey(
        columns=tuple(key["columns"]),
        target=TableName(key["target_schema"], key["target_name"]),
        target_columns=tuple(key["target_columns"]),
        on_delete=key["on_delete"],
    )


def _name(row: dict[str, Any]) -> TableName:
    return TableName(row["schema"], row["name"])
