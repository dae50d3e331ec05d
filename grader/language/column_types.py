"""The types that an exercise may ask of a column."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

ColumnType = Literal[
    "integer", "text", "boolean", "datetime", "date", "time", "interval", "float", "decimal", "uuid", "bytes", "json",
    "array of integer", "array of text", "any",
]  # fmt: skip
COLUMN_TYPES: tuple[ColumnType, ...] = get_args(ColumnType)


@dataclass(frozen=True)
class TypeNames:
    """``in_postgres``: the types that are taken, in PostgreSQL's words. ``in_sqlalchemy``: what to write for it."""

    in_postgres: tuple[str, ...]
    in_sqlalchemy: str


TYPES: Mapping[str, TypeNames] = {
    "integer": TypeNames(("integer", "bigint", "smallint"), "Integer"),
    "text": TypeNames(("text", "character varying", "character", "citext"), "String or Text"),
    "boolean": TypeNames(("boolean",), "Boolean"),
    "datetime": TypeNames(("timestamp without time zone", "timestamp with time zone"), "DateTime"),
    "date": TypeNames(("date",), "Date"),
    "time": TypeNames(("time without time zone", "time with time zone"), "Time"),
    "interval": TypeNames(("interval",), "Interval"),
    "float": TypeNames(("double precision", "real", "numeric"), "Float"),
    "decimal": TypeNames(("numeric",), "Numeric"),
    "uuid": TypeNames(("uuid",), "Uuid"),
    "bytes": TypeNames(("bytea",), "LargeBinary"),
    "json": TypeNames(("json", "jsonb"), "JSON"),
    "array of integer": TypeNames(("integer[]", "bigint[]", "smallint[]"), "ARRAY(Integer)"),
    "array of text": TypeNames(("text[]", "character varying[]", "character[]"), "ARRAY(String)"),
}
"""Of every type but ``any``."""


ELEMENTS: Mapping[str, ColumnType] = {"array of integer": "integer", "array of text": "text"}
"""What an array holds, by its type."""


def is_of_type(in_postgres: str, asked: str) -> bool:
    """Whether a column's type in the catalog is what an exercise asks."""
    return asked == "any" or in_postgres in TYPES[asked].in_postgres
