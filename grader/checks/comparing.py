"""Is this value what was expected? Expectations meet a worker's claims only here, on the trusted side."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, TypeVar, cast

from grader.checks.showing import show_plain
from grader.drawing import Row
from grader.encoding import argument
from grader.errors import InternalError
from grader.spec.language import Model
from grader.spec.links import Holder, link
from grader.worker.protocol import Entries, Items, Object, Opaque, Scalar, Value


@dataclass(frozen=True, eq=False)
class ExpectedObject:
    """An instance of ``model``. ``key`` is its identity where it is known; ``values`` are columns and
    relationships that it must show. It can be a key of an expected mapping."""

    model: str
    key: tuple[Any, ...] | None
    values: Mapping[str, Any]


def expected_object(row: Row, model: Model) -> ExpectedObject:
    """The object of a drawn row, by its identity; one that no session can know by its values."""
    if not model.mapped:
        return ExpectedObject(row.model, None, row.values)
    return ExpectedObject(row.model, tuple(row.values[key] for key in model.primary_key), {})


@dataclass(frozen=True)
class AnyOf:
    """Any value of a plain type: an id that nobody can know."""

    type: str


E = TypeVar("E")
A = TypeVar("A")

Found = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows of the database by model, for objects whose columns are not loaded."""


@dataclass(frozen=True)
class Comparison:
    """Compares expected values with described ones. ``rows`` are what PostgreSQL holds."""

    models: Mapping[str, Model]
    rows: Found
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

    def same_row(self, expected: ExpectedObject, row: Mapping[str, Any]) -> bool:
        """Whether a row of the database is the object that was expected."""
        return self.same(expected, self._described(expected.model, row))

    def filled(self, value: Value) -> Value:
        """A described value, its objects with what the database has of them: for a reader."""
        if isinstance(value, Items):
            return replace(value, items=tuple(self.filled(item) for item in value.items))
        if isinstance(value, Entries):
            return replace(value, entries=tuple((k, self.filled(v)) for k, v in value.entries))
        row = self._row_of(value) if isinstance(value, Object) else None
        if not isinstance(value, Object) or row is None or value.again:
            return value
        columns = {name: described(v) for name, v in row.items() if name not in value.loaded}
        return replace(value, loaded={**columns, **value.loaded})

    def _same_items(self, expected: Sequence[Any], actual: Items) -> bool:
        if actual.length != len(expected) or len(actual.items) != actual.length:
            return False
        if self.in_order or actual.type == "row":
            return all(self.same(e, a) for e, a in zip(expected, actual.items, strict=True))
        return len(matched(expected, actual.items, self.same)) == len(expected)

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
        row = self._row_of(actual)
        if row is None:
            return False
        if name in self.models[actual.model].relationships:
            return self._same_related(actual.model, row, name, expected)
        return name in row and same_plain(expected, row[name])

    def _row_of(self, actual: Object) -> Mapping[str, Any] | None:
        """The database's row of an object, by its identity."""
        keys = self.models[actual.model].primary_key if actual.model in self.models else ()
        for row in self.rows.get(actual.model, ()):
            if actual.key and _same_key(tuple(row.get(key) for key in keys), actual.key):
                return row
        return None

    def _same_related(self, model: str, row: Mapping[str, Any], name: str, expected: Any) -> bool:
        """A relationship that was not loaded, by the rows that it leads to."""
        target = self.models[model].relationships[name].target
        found = tuple(self._described(target, other) for other in self._related(model, row, name))
        if self.models[model].relationships[name].many:
            return self.same(expected, Items("list", found, len(found)))
        return self.same(expected, found[0] if found else None)

    def _related(self, model: str, row: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
        target, found = self.models[model].relationships[name].target, link(self.models, model, name)
        others = self.rows.get(target, ())
        if found.holder is Holder.SELF:
            return [r for r in others if same_plain(row.get(found.column), r.get(found.points_to))]
        if found.holder is Holder.TARGET:
            return [r for r in others if same_plain(row.get(found.points_to), r.get(found.column))]
        (own, *_), (theirs, *_) = self.models[model].primary_key, self.models[target].primary_key
        pairs = [
            p["right"] for p in self.rows.get(f"{model}.{name}", ()) if same_plain(row.get(own), p["left"])
        ]
        return [r for r in others if any(same_plain(right, r.get(theirs)) for right in pairs)]

    def _described(self, model: str, row: Mapping[str, Any]) -> Object:
        """A row as a worker would describe its object, of which nothing is loaded."""
        key = tuple(described(row.get(name)) for name in self.models[model].primary_key)
        return Object(model, "", key, "persistent", {}, False)


def described(value: Any) -> Value:
    """A value of the database as a worker would describe it."""
    if isinstance(value, Mapping):
        return Entries(tuple((described(k), described(v)) for k, v in value.items()), len(value))
    if isinstance(value, list | tuple):
        return Items("list", tuple(described(item) for item in value), len(value))
    try:
        return cast(Value, argument(value))
    except InternalError:  # a type that the exercise does not know, such as an interval
        return Opaque(type(value).__name__, str(value))


def matched(expected: Sequence[E], actual: Sequence[A], same: Callable[[E, A], bool]) -> dict[int, int]:
    """Which expected item is which actual one, by index: as many as possible, each once.

    Taking the first that fits is not enough: what fits several must not take the only one of another.
    """
    taken: dict[int, int] = {}  # actual → expected
    fits = functools.cache(lambda i, j: same(expected[i], actual[j]))

    def place(i: int, seen: set[int]) -> bool:
        for j in range(len(actual)):
            if j not in taken and fits(i, j):
                taken[j] = i
                return True
        for j in range(len(actual)):
            if j not in seen and fits(i, j):
                seen.add(j)
                if place(taken[j], seen):
                    taken[j] = i
                    return True
        return False

    for i in range(len(expected)):
        place(i, set())
    return {i: j for j, i in taken.items()}


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
        return instant(expected) == instant(actual)
    numbers = int | float | Decimal
    if isinstance(expected, numbers) and isinstance(actual, numbers):
        return _same_number(expected, actual)
    return type(expected) is type(actual) and bool(expected == actual)


def _same_number(expected: float | Decimal, actual: float | Decimal) -> bool:
    """By value, floats as far as they are exact; a number that is none (NaN) is no other's equal."""
    try:
        return expected == actual or abs(float(expected) - float(actual)) <= 1e-9 * abs(float(expected))
    except (ArithmeticError, ValueError):  # beyond what a float can hold, or a signalling NaN
        return False


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


def instant(moment: datetime.datetime) -> datetime.timedelta:
    """Time since year 1 in UTC: unlike a moment, it may lie outside the calendar."""
    offset = moment.utcoffset() or datetime.timedelta()
    return moment.replace(tzinfo=None) - datetime.datetime.min - offset


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
