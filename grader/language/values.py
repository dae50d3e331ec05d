"""Plain values of an exercise against the columns that are to hold them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

from grader.language.column_types import ELEMENTS
from grader.language.models import Column

_NUMBER = (int, float)
_HELD_BY: Mapping[str, tuple[type, ...]] = {
    "integer": (int,),
    "text": (str,),
    "boolean": (bool,),
    "datetime": (datetime.datetime,),
    "date": (datetime.date,),
    "time": (str,),
    "float": _NUMBER,
    "decimal": _NUMBER,
}
_WORDS: Mapping[str, str] = {
    "integer": "a whole number",
    "text": "a text (in quotes, if it looks like something else)",
    "boolean": "true or false",
    "datetime": "a moment such as 2024-05-31 12:30:00",
    "date": "a date such as 2024-05-31",
    "time": "a time in quotes such as '12:30'",
    "float": "a number",
    "decimal": "a number",
    "array of integer": "a list of whole numbers",
    "array of text": "a list of texts",
}


def fits(value: Any, column: Column) -> bool:
    """Whether a row of ``data:`` or ``drafts:`` can have ``value`` in ``column``, as YAML gave it."""
    if value is None:
        return column.nullable is not False and not column.primary_key
    if each := find_element(column):
        return isinstance(value, list) and all(fits(item, each) for item in value)
    if column.type not in _HELD_BY:
        return True
    if isinstance(value, bool) or column.type == "boolean":
        return isinstance(value, bool) and column.type == "boolean"
    if column.type == "date" and isinstance(value, datetime.datetime):
        return False
    if isinstance(value, int) and column.type == "integer" and not -(2**63) <= value < 2**63:
        return False
    if isinstance(value, str) and column.length is not None and len(value) > column.length:
        return False
    return isinstance(value, _HELD_BY[column.type])


def find_element(column: Column) -> Column | None:
    """What each value of an array can be; None for a column of another type."""
    element = ELEMENTS.get(column.type)
    return Column(type=element, nullable=False) if element else None


def asked(column: Column) -> str:
    """What ``column`` can hold, in words."""
    if column.length is not None:
        return f"a text of at most {column.length} characters"
    return _WORDS.get(column.type, "a value")
