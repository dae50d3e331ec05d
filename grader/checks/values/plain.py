"""Plain values: which are the same, and how the same one is found among many without a comparison with each."""

from __future__ import annotations

import datetime
import math
import uuid
from collections.abc import Hashable, Mapping, Sequence
from decimal import Decimal
from typing import Any, TypeGuard

_CLOSE = 1e-9
"""How far two numbers may differ, in proportion, where one of them is not an integer."""

Row = Mapping[str, Any]


def same_plain(expected: Any, actual: Any) -> bool:
    """Two plain values; ``True`` is not ``1``, a naive moment is in UTC, a UUID is the same as its text."""
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, datetime.datetime) and isinstance(actual, datetime.datetime):
        return instant(expected) == instant(actual)
    if _is_number(expected) and _is_number(actual):
        return _same_number(expected, actual)
    expected, actual = (str(v) if isinstance(v, uuid.UUID) else v for v in (expected, actual))
    return type(expected) is type(actual) and bool(expected == actual)


def _is_number(value: Any) -> TypeGuard[int | float | Decimal]:
    return isinstance(value, int | float | Decimal) and not isinstance(value, bool)


def _same_number(expected: float | Decimal, actual: float | Decimal) -> bool:
    """By value: integers to the last digit, others as far as floats are exact; NaN equals nothing."""
    if isinstance(expected, int) and isinstance(actual, int):
        return expected == actual
    try:
        if expected == actual:
            return True
        size = float(expected)
        return abs(size - float(actual)) <= _CLOSE * abs(size) < math.inf
    except (ArithmeticError, ValueError):  # beyond what a float can hold, or a signalling NaN
        return False


def instant(moment: datetime.datetime) -> datetime.timedelta:
    """Time since year 1 in UTC: unlike a moment, it may lie outside the calendar."""
    offset = moment.utcoffset() or datetime.timedelta()
    return moment.replace(tzinfo=None) - datetime.datetime.min - offset


# ---- keys of dicts ------------------------------------------------------------------------------


def identity(value: Any) -> Hashable:
    """Equal for values that are the same to the last digit, and for no others."""
    if isinstance(value, datetime.datetime):
        return ("moment", instant(value))
    if _is_number(value):
        return object() if _is_nan(value) else ("number", value)
    if isinstance(value, uuid.UUID):
        value = str(value)
    return (type(value), _frozen(value))


def marks(value: Any) -> set[Hashable]:
    """By which a value is found among others. Whatever is the same as it has one of its ``marks_near``."""
    size = _size(value)
    if size is None:
        return {identity(value)}
    return {_about(size), identity(value) if isinstance(value, int) else _about(size, "no integer")}


def marks_near(value: Any) -> set[Hashable]:
    """The marks of everything that is the same as ``value``: of a number, those just below and above it too."""
    size = _size(value)
    if size is None:
        return {identity(value)}
    ends = size * (1 - 2 * _CLOSE), size * (1 + 2 * _CLOSE)
    if isinstance(value, int):  # the same as no other integer, of which a thousand may be about as large
        return {identity(value), *(_about(end, "no integer") for end in ends)}
    return {_about(end) for end in ends}


def _is_nan(value: float | Decimal) -> bool:
    return value.is_nan() if isinstance(value, Decimal) else value != value  # noqa: PLR0124 - NaN alone is not


def _frozen(value: Any) -> Hashable:
    """Lists and dicts as something that can be the key of a dict, and is equal where they are."""
    if isinstance(value, list):
        return tuple(map(_frozen, value))
    if isinstance(value, dict):
        return frozenset((key, _frozen(item)) for key, item in value.items())
    found: Hashable = value
    return found


def _size(value: Any) -> float | None:
    """A number as a float; None for anything that is none, and for what no float can hold."""
    if not _is_number(value) or _is_nan(value):
        return None
    try:
        size = float(value)
    except OverflowError:
        return None
    return size if math.isfinite(size) else None


def _about(size: float, what: str = "number") -> Hashable:
    """Seven digits: far coarser than ``_CLOSE``, so that what is the same as a number is about one of two."""
    return (what, f"{size + 0.0:.6e}")  # + 0.0, for -0.0 and 0.0 are the same


class Lookup:
    """Rows of a table, found by what a column holds."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self.rows = rows
        self._numbers: dict[str, dict[Hashable, list[int]]] = {}

    def numbers(self, column: str, value: Any) -> Sequence[int]:
        """Where the rows are whose ``column`` is ``value``, in their order."""
        if column not in self._numbers:
            self._numbers[column] = self._numbered(column)
        return self._numbers[column].get(identity(value), ())

    def where(self, column: str, value: Any) -> list[Row]:
        """Those rows themselves."""
        return [self.rows[number] for number in self.numbers(column, value)]

    def first(self, values: Row) -> Row | None:
        """The first row that has all of ``values``."""
        return next((self.rows[number] for number in self.numbers_with(values)), None)

    def numbers_with(self, values: Row) -> Sequence[int]:
        """Where the rows are that have all of ``values``, in their order."""
        found = min((self.numbers(column, value) for column, value in values.items()), key=len, default=())
        if len(values) == 1:
            return found
        return [n for n in found if all(same_plain(v, self.rows[n].get(c)) for c, v in values.items())]

    def _numbered(self, column: str) -> dict[Hashable, list[int]]:
        found: dict[Hashable, list[int]] = {}
        for number, row in enumerate(self.rows):
            found.setdefault(identity(row.get(column)), []).append(number)
        return found
