"""What a value of PostgreSQL becomes in Python: plain and bounded, or a ``psycopg.DataError`` that says why not."""

from __future__ import annotations

import json
from typing import Any, TypeVar

import psycopg
from psycopg.adapt import Buffer, Loader
from psycopg.types.string import TextLoader

MOST_LEVELS = 50
"""Of JSON: whoever compares or shows it calls himself for each, and Python ends that after a thousand calls."""

MOST_DIGITS = 4000
"""Python refuses to read or write an integer of more than 4300."""

_RANGES = ("int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange")
_MULTIRANGES = ("int4multirange", "int8multirange", "nummultirange", "datemultirange", "tsmultirange")
_AS_TEXT = (*_RANGES, *_MULTIRANGES, "tstzmultirange")
"""The driver's own classes for these are not plain, and some cannot be hashed."""

C = TypeVar("C", bound="psycopg.Cursor[Any]")


def loading_plain_values(cursor: C) -> C:
    """``cursor``, whose rows hold plain values from now on."""
    for name in ("json", "jsonb"):
        cursor.adapters.register_loader(name, _JsonLoader)
    for name in _AS_TEXT:
        cursor.adapters.register_loader(name, TextLoader)
    return cursor


class _JsonLoader(Loader):
    def load(self, data: Buffer) -> Any:
        return document(bytes(data).decode())


def document(text: str) -> Any:
    """JSON as plain values. Raises ``psycopg.DataError`` for what Python, or the grader, could not go through."""
    try:
        return _bounded(json.loads(text, parse_int=_integer), MOST_LEVELS)
    except RecursionError:
        raise psycopg.DataError(_TOO_DEEP) from None


_TOO_DEEP = f"its JSON is nested more than {MOST_LEVELS} levels deep"


def _bounded(value: Any, levels: int) -> Any:
    """The value; half of a surrogate pair, which the type json takes and no report can hold, becomes a ``?``."""
    if levels < 0:
        raise psycopg.DataError(_TOO_DEEP)
    if isinstance(value, str):
        return value.encode(errors="replace").decode()
    if isinstance(value, list):
        return [_bounded(item, levels - 1) for item in value]
    if isinstance(value, dict):
        return {_bounded(key, levels): _bounded(item, levels - 1) for key, item in value.items()}
    return value


def _integer(digits: str) -> int:
    if len(digits) > MOST_DIGITS:
        raise psycopg.DataError(f"its JSON holds an integer of more than {MOST_DIGITS} digits")
    return int(digits)
