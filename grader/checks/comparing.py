"""Is this value what was expected? Expectations meet a worker's claims only here, on the trusted side."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from grader.checks.showing import show_plain
from grader.drawing import Row
from grader.worker.protocol import Entries, Items, Object, Scalar, Value


@dataclass(frozen=True)
class ExpectedObject:
    """An instance of ``model``. ``key`` is its identity where it is known; ``values`` are columns and
    relationships that it must show."""

    model: str
    key: tuple[Any, ...] | None
    values: Mapping[str, Any]


def expected_object(row: Row, keys: Sequence[str]) -> ExpectedObject:
    """The object of a drawn row, by its identity."""
    return ExpectedObject(row.model, tuple(row.values[key] for key in keys), {})


@dataclass(frozen=True)
class AnyOf:
    """Any value of a plain type: an id that nobody can know."""

    type: str


Found = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows of the database by model, for objects whose columns are not loaded."""


@dataclass(frozen=True)
class Comparison:
    """Compares expected values with described ones. ``rows`` are what PostgreSQL holds, ``keys`` the
    primary key's attributes of each model."""

    rows: Found
    keys: Mapping[str, tuple[str, ...]]
    in_order: bool = False

    def same(self, expected: Any, actual: Value) -> bool:
        """Whether ``actual`` is what was expected."""
        if isinstance(expected, ExpectedObject):
            return isinstance(actual, Object) and self._same_object(expected, actual)
        if isinstance(expected, AnyOf):
            return is_plain(actual, expected.type)
        if isinstance(expected, Mapping):
            return isinstance(actual, Entries) and self._same_entries(expected, actual)
        if isinstance(expected, list | tuple):
            return isinstance(actual, Items) and self._same_items(expected, actual)
        return same_scalar(expected, actual)

    def _same_items(self, expected: Sequence[Any], actual: Items) -> bool:
        if actual.length != len(expected) or len(actual.items) != actual.length:
            return False
        if self.in_order or actual.type == "row":
            return all(self.same(e, a) for e, a in zip(expected, actual.items, strict=True))
        left = list(actual.items)
        for item in expected:
            match = next((i for i, candidate in enumerate(left) if self.same(item, candidate)), None)
            if match is None:
                return False
            del left[match]
        return True

    def _same_entries(self, expected: Mapping[Any, Any], actual: Entries) -> bool:
        if actual.length != len(expected) or len(actual.entries) != actual.length:
            return False
        return all(
            any(self.same(key, k) and self.same(value, v) for k, v in actual.entries)
            for key, value in expected.items()
        )

    def _same_object(self, expected: ExpectedObject, actual: Object) -> bool:
        if actual.model != expected.model:
            return False
        if expected.key is not None and not _same_key(expected.key, actual.key):
            return False
        return all(self._same_attribute(actual, name, value) for name, value in expected.values.items())

    def _same_attribute(self, actual: Object, name: str, expected: Any) -> bool:
        if name in actual.loaded:
            return self.same(expected, actual.loaded[name])
        row = self.row_of(actual)
        return row is not None and name in row and same_plain(expected, row[name])

    def row_of(self, actual: Object) -> Mapping[str, Any] | None:
        """The database's row of an object, by its identity."""
        keys = self.keys.get(actual.model, ())
        for row in self.rows.get(actual.model, ()):
            if actual.key and _same_key(tuple(row.get(key) for key in keys), actual.key):
                return row
        return None


def _same_key(expected: Sequence[Any], actual: Sequence[Value]) -> bool:
    return len(expected) == len(actual) and all(
        same_scalar(e, a) for e, a in zip(expected, actual, strict=True)
    )


def same_scalar(expected: Any, actual: Value) -> bool:
    """A plain value against a described one; numbers by value, moments by instant."""
    found, plain = plain_of(actual)
    return found and same_plain(expected, plain)


def same_plain(expected: Any, actual: Any) -> bool:
    """Two plain values; ``True`` is no ``1``, a naive moment is in UTC."""
    if isinstance(expected, AnyOf):
        return is_plain(actual, expected.type)
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    if isinstance(expected, datetime.datetime) and isinstance(actual, datetime.datetime):
        return _utc(expected) == _utc(actual)
    numbers = int | float | Decimal
    if isinstance(expected, numbers) and isinstance(actual, numbers):
        return expected == actual or abs(float(expected) - float(actual)) <= 1e-9 * abs(float(expected))
    return type(expected) is type(actual) and bool(expected == actual)


def plain_of(value: Value) -> tuple[bool, Any]:
    """(True, the Python value) of a scalar; (False, None) of anything else."""
    if value is None or isinstance(value, bool | int | float | str):
        return True, value
    if isinstance(value, Scalar) and value.type in _PARSERS:
        try:
            return True, _PARSERS[value.type](value.text)
        except (ValueError, ArithmeticError):
            return False, None
    return False, None


_PARSERS: Mapping[str, Any] = {
    "datetime": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "decimal": Decimal,
    "int": int,
    "float": float,
    "bytes": bytes.fromhex,
    "enum": str,
    "uuid": str,
}

_PLAIN_TYPES: Mapping[str, tuple[type, ...]] = {
    "integer": (int,),
    "text": (str,),
    "boolean": (bool,),
    "float": (float, int, Decimal),
    "decimal": (Decimal, float, int),
    "datetime": (datetime.datetime,),
    "date": (datetime.date,),
}


def is_plain(value: Any, name: str) -> bool:
    """Whether a described or plain value is of the plain type ``name`` of ``shapes.PLAIN``."""
    if name == "anything":
        return True
    if name == "nothing":
        return value is None
    if name in ("dict", "list"):
        return isinstance(value, Entries if name == "dict" else Items)
    plain = plain_of(value)[1] if isinstance(value, Scalar) else value
    if isinstance(plain, bool):
        return name == "boolean"
    if name == "date" and isinstance(plain, datetime.datetime):
        return False
    return isinstance(plain, _PLAIN_TYPES[name])


def _utc(moment: datetime.datetime) -> datetime.datetime:
    return moment if moment.tzinfo is None else moment.astimezone(datetime.UTC).replace(tzinfo=None)


def sort_key(value: Any) -> str:
    """An order for plain values of mixed types, the same in every run."""
    return json.dumps(value, default=str, sort_keys=True)


def show_expected(expected: Any) -> str:
    """An expected value, as ``showing`` shows the actual one."""
    if isinstance(expected, ExpectedObject):
        parts = [f"{name}={show_expected(value)}" for name, value in expected.values.items()]
        if not parts and expected.key:
            parts = ["key " + ", ".join(show_plain(part) for part in expected.key)]
        return f"{expected.model}({', '.join(parts)})"
    if isinstance(expected, AnyOf):
        return f"any {expected.type}"
    if isinstance(expected, Mapping):
        return "{" + ", ".join(f"{show_expected(k)}: {show_expected(v)}" for k, v in expected.items()) + "}"
    if isinstance(expected, list | tuple):
        return "[" + ", ".join(show_expected(item) for item in expected) + "]"
    return show_plain(expected)
