"""Is this value what was expected? Expectations meet a worker's claims only here, on the trusted side."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any, cast

from grader.checks.values.matching import Pool, matched
from grader.checks.values.plain import Lookup, identity, marks, marks_near, same_plain
from grader.checks.values.show import show_plain
from grader.errors import InternalError
from grader.language.column_types import ELEMENTS
from grader.language.inheritance import list_family
from grader.language.links import Holder, Link, link
from grader.language.models import Model
from grader.planning.arguments import argument
from grader.planning.data import Row
from grader.worker.protocol import Entries, Items, Object, Opaque, Scalar, Value


@dataclass(frozen=True, eq=False)
class ExpectedObject:
    """An instance of ``model``; where its identity, ``key``, is not known, also of a model that is it. ``values`` are
    columns and relationships that it must show. It can be a key of an expected mapping."""

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


@dataclass(frozen=True, eq=False)
class AtLeast:
    """A dict with these keys, and perhaps others, but none of ``without``."""

    keys: Mapping[Any, Any]
    without: tuple[Any, ...]


Found = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows of the database by model, for objects whose columns are not loaded."""


@dataclass(frozen=True)
class _Family:
    """The rows of a model, and of those that are it: each with the model that it is of."""

    members: Sequence[tuple[str, Mapping[str, Any]]]
    lookup: Lookup


@dataclass(frozen=True)
class Comparison:
    """Compares expected values with described ones. ``rows`` are what PostgreSQL holds. ``repeats``: a list may hold
    more than once what is expected in it."""

    models: Mapping[str, Model]
    rows: Found
    in_order: bool = False
    repeats: bool = False

    def same(self, expected: Any, actual: Value) -> bool:
        """Whether ``actual`` is what was expected."""
        if isinstance(expected, ExpectedObject):
            return isinstance(actual, Object) and self._same_object(expected, actual)
        if isinstance(expected, AnyOf):
            return is_plain(actual, expected.type)
        if isinstance(expected, AtLeast):
            return isinstance(actual, Entries) and self._has_keys(expected, actual)
        if isinstance(expected, Mapping):
            return isinstance(actual, Entries) and self._same_entries(expected, actual)
        if isinstance(expected, list | tuple):
            return isinstance(actual, Items) and self._same_items(expected, actual)
        return same_scalar(expected, actual)

    def same_row(self, expected: ExpectedObject, row: Mapping[str, Any]) -> bool:
        """Whether a row of the database is the object that was expected."""
        key = self._described(expected.model, row).key
        if expected.key is not None and not _same_key(expected.key, key):
            return False
        return all(self._same_in_row(expected.model, row, name, v) for name, v in expected.values.items())

    def filled(self, value: Value) -> Value:
        """A described value, its objects with what the database has of them: for a reader."""
        if isinstance(value, Items):
            return replace(value, items=tuple(self.filled(item) for item in value.items))
        if isinstance(value, Entries):
            return replace(value, entries=tuple((k, self.filled(v)) for k, v in value.entries))
        row = self._find_row(value) if isinstance(value, Object) else None
        if not isinstance(value, Object) or row is None or value.again:
            return value
        columns = {name: described(v) for name, v in row.items() if name not in value.loaded}
        return replace(value, loaded={**columns, **value.loaded})

    def _same_items(self, expected: Sequence[Any], actual: Items) -> bool:
        if len(actual.items) != actual.length:
            return False
        if self.repeats and actual.type != "row":
            return self._same_but_for_repeats(expected, actual)
        if actual.length != len(expected):
            return False
        if self.in_order or actual.type == "row":
            return all(self.same(e, a) for e, a in zip(expected, actual.items, strict=True))
        return len(self.pairs(expected, actual)) == len(expected)

    def pairs(self, expected: Sequence[Any], actual: Items) -> Mapping[int, int]:
        """Which expected item is which actual one, by number; items that have no other are left out."""
        candidates = self._candidates(expected, actual)
        return matched(candidates, lambda e, a: self.same(expected[e], actual.items[a]))

    def _same_but_for_repeats(self, expected: Sequence[Any], actual: Items) -> bool:
        """Whether each expected item is there, and each item is one of them."""
        found: set[int] = set()
        for item, candidates in zip(expected, self._candidates(expected, actual), strict=True):
            same = {number for number in candidates if self.same(item, actual.items[number])}
            if not same:
                return False
            found |= same
        return len(found) == actual.length

    def _candidates(self, expected: Sequence[Any], actual: Items) -> list[Sequence[int]]:
        if self.repeats:  # a list inside of one may be longer than it is expected to be
            return [range(actual.length) for _ in expected]
        pool = Pool(actual.items, self._marks)
        return [pool.candidates(self._conditions(item)) for item in expected]

    def _same_entries(self, expected: Mapping[Any, Any], actual: Entries) -> bool:
        if actual.length != len(expected) or len(actual.entries) != actual.length:
            return False
        return self._has_entries(expected, actual)

    def _has_keys(self, expected: AtLeast, actual: Entries) -> bool:
        if len(actual.entries) != actual.length:
            return False
        forbidden = any(self.same(key, other) for key in expected.without for other, _ in actual.entries)
        return not forbidden and self._has_entries(expected.keys, actual)

    def _has_entries(self, expected: Mapping[Any, Any], actual: Entries) -> bool:
        pool = Pool(actual.entries, lambda entry: self._marks(entry[0]))
        return all(
            any(
                self._same_entry(entry, actual.entries[a])
                for a in pool.candidates(self._conditions(entry[0]))
            )
            for entry in expected.items()
        )

    def _same_entry(self, expected: tuple[Any, Any], actual: tuple[Value, Value]) -> bool:
        return self.same(expected[0], actual[0]) and self.same(expected[1], actual[1])

    def _same_object(self, expected: ExpectedObject, actual: Object) -> bool:
        if actual.model not in self._list_models(expected):
            return False
        if expected.key is not None and not _same_key(expected.key, actual.key):
            return False
        return all(self._same_attribute(actual, name, value) for name, value in expected.values.items())

    def _list_models(self, expected: ExpectedObject) -> Sequence[str]:
        """Those of which an object can be the expected one."""
        return (expected.model,) if expected.key is not None else self._list_family(expected.model)

    def _list_family(self, model: str) -> Sequence[str]:
        return list_family(self.models, model) if model in self.models else (model,)

    def _same_attribute(self, actual: Object, name: str, expected: Any) -> bool:
        if name in actual.loaded:
            return self._same_value(actual.model, name, expected, actual.loaded[name])
        keys = self.models[actual.model].primary_key
        if name in keys and len(keys) == len(actual.key):
            return self.same(expected, actual.key[keys.index(name)])
        row = self._find_row(actual)
        return row is not None and self._same_in_row(actual.model, row, name, expected)

    def _same_in_row(self, model: str, row: Mapping[str, Any], name: str, expected: Any) -> bool:
        if name in self.models[model].relationships:
            return self._same_related(model, row, name, expected)
        if isinstance(expected, AnyOf):
            return name in row and is_plain(row[name], expected.type)
        if isinstance(expected, AtLeast):
            return name in row and self.same(expected, described(row[name]))
        if name not in row:
            return False
        column = self.models[model].columns[name]
        return same_plain(column.read_label(expected), column.read_label(row[name]))

    def _same_value(self, model: str, name: str, expected: Any, actual: Value) -> bool:
        """Of one attribute of an object. The order of an array is part of it."""
        column = self.models[model].columns.get(name)
        if column and column.type in ELEMENTS:
            return replace(self, in_order=True).same(expected, actual)
        if column is None or column.enum is None or not isinstance(expected, str):
            return self.same(expected, actual)
        return same_plain(column.read_label(expected), column.read_label(to_plain(actual)[1]))

    # ---- rows of the database ----

    @functools.cached_property
    def _lookups(self) -> Mapping[str, Lookup]:
        return {name: Lookup(rows) for name, rows in self.rows.items()}

    def lookup(self, name: str) -> Lookup:
        """The rows of a model, or the pairs of a relationship."""
        return self._lookups.get(name, Lookup(()))

    def _find_row(self, actual: Object) -> Mapping[str, Any] | None:
        """The database's row of an object, by its identity."""
        names = self.models[actual.model].primary_key if actual.model in self.models else ()
        known = [to_plain(part) for part in actual.key]
        if len(names) != len(known) or not all(is_known for is_known, _ in known):
            return None
        return self.lookup(actual.model).first({n: value for n, (_, value) in zip(names, known, strict=True)})

    def _same_related(self, model: str, row: Mapping[str, Any], name: str, expected: Any) -> bool:
        """A relationship that was not loaded, by the rows that it leads to: described where they can be the ones."""
        relationship = self.models[model].relationships[name]
        groups = self._led_to(model, row, name)
        if not relationship.many:
            first = self._described_rows(relationship.target, groups[0][:1])
            return self.same(expected, first[0] if first else None)
        length = sum(map(len, groups))
        is_as_long = isinstance(expected, list | tuple) and len(expected) == length
        numbers = sorted(number for group in groups for number in group) if is_as_long else ()
        return self.same(expected, Items("list", self._described_rows(relationship.target, numbers), length))

    def find(self, model: str, values: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]] | None:
        """The row of a model, or of one that is it, that has all of ``values``: with the model that it is of."""
        family = self._family(model)
        return next((family.members[number] for number in family.lookup.numbers_with(values)), None)

    def _family(self, model: str) -> _Family:
        if model not in self._families:
            members = [(name, row) for name in self._list_family(model) for row in self.lookup(name).rows]
            self._families[model] = _Family(members, Lookup([row for _, row in members]))
        return self._families[model]

    @functools.cached_property
    def _families(self) -> dict[str, _Family]:
        return {}

    def _led_to(self, model: str, row: Mapping[str, Any], name: str) -> Sequence[Sequence[int]]:
        """The numbers of the rows that a relationship leads to, in groups of one key each."""
        target, found = self.models[model].relationships[name].target, self._link(model, name)
        rows = self._family(target).lookup
        if found.holder is Holder.SELF:
            return [rows.numbers_with(_values(found.points_to, row, found.columns))]
        if found.holder is Holder.TARGET:
            return [rows.numbers_with(_values(found.columns, row, found.points_to))]
        return self._led_to_by_pairs(model, name, row.get(self.models[model].primary_key[0]))

    def _link(self, model: str, name: str) -> Link:
        if (model, name) not in self._links:
            self._links[model, name] = link(self.models, model, name)
        return self._links[model, name]

    @functools.cached_property
    def _links(self) -> dict[tuple[str, str], Link]:
        return {}

    def _led_to_by_pairs(self, model: str, name: str, key: Any) -> Sequence[Sequence[int]]:
        place = (model, name, identity(key))
        if place not in self._pairs:
            target = self.models[model].relationships[name].target
            pairs = self.lookup(f"{model}.{name}").where("left", key)
            rights = {identity(pair["right"]): pair["right"] for pair in pairs}.values()
            others, own_key = self._family(target).lookup, self.models[target].primary_key[0]
            self._pairs[place] = [others.numbers(own_key, right) for right in rights]
        return self._pairs[place]

    @functools.cached_property
    def _pairs(self) -> dict[Hashable, Sequence[Sequence[int]]]:
        """What many-to-many relationships lead to, as far as it was asked: many rows may have one key."""
        return {}

    def _described_rows(self, model: str, numbers: Sequence[int]) -> tuple[Object, ...]:
        members = self._family(model).members
        return tuple(self._described(*members[number]) for number in numbers)

    def _described(self, model: str, row: Mapping[str, Any]) -> Object:
        """A row as a worker would describe its object, of which nothing is loaded."""
        key = tuple(described(row.get(name)) for name in self.models[model].primary_key)
        return Object(model, "", key, "persistent", {}, False)

    # ---- marks ----

    def _marks(self, actual: Value) -> Iterator[Hashable]:
        """What can be told of a value, and of what is directly inside of it."""
        yield from _outer_marks(actual)
        match actual:
            case Items():
                yield from _inside(found for item in actual.items for found in _outer_marks(item))
            case Entries():
                yield from _inside(found for key, _ in actual.entries for found in _outer_marks(key))
            case Object():
                yield from self._marks_of_columns(actual)

    def _marks_of_columns(self, actual: Object) -> Iterator[Hashable]:
        row = self._find_row(actual) or {}
        yield from row_marks({name: value for name, value in row.items() if name not in actual.loaded})
        loaded = {name: to_plain(value) for name, value in actual.loaded.items()}
        yield from row_marks({name: plain for name, (is_known, plain) in loaded.items() if is_known})

    def _conditions(self, expected: Any) -> Iterator[set[Hashable]]:
        """Of each of these sets, whatever is ``expected`` has a mark."""
        yield from self._outer_conditions(expected)
        if isinstance(expected, ExpectedObject):
            yield from self._conditions_of_columns(expected)
        elif isinstance(expected, Mapping | list | tuple):
            for item in expected:
                yield from map(_inside, self._outer_conditions(item))

    def _outer_conditions(self, expected: Any) -> Iterator[set[Hashable]]:
        match expected:
            case AnyOf() | AtLeast():
                return
            case ExpectedObject():
                yield {("object", model) for model in self._list_models(expected)}
                for n, part in enumerate(expected.key or ()):
                    yield {("key", n, found) for found in marks_near(part)}
            case Mapping():
                yield {("entries", len(expected))}
            case list() | tuple():
                yield {("items", len(expected))}
            case _:
                yield marks_near(expected)

    def row_conditions(self, expected: ExpectedObject) -> Iterator[set[Hashable]]:
        """The same for a row of the database, of which there are ``row_marks``."""
        keys = zip(self.models[expected.model].primary_key, expected.key or (), strict=False)
        yield from (_condition(name, value) for name, value in keys)
        yield from self._conditions_of_columns(expected)

    def _conditions_of_columns(self, expected: ExpectedObject) -> Iterator[set[Hashable]]:
        relationships, columns = (
            self.models[expected.model].relationships,
            self.models[expected.model].columns,
        )
        for name, value in expected.values.items():
            is_plain_value = not isinstance(value, AnyOf | AtLeast | ExpectedObject | Mapping | list | tuple)
            column = columns.get(name)
            is_label = column is not None and column.enum is not None
            if is_plain_value and not is_label and name not in relationships:
                yield _condition(name, value)


def _values(names: Sequence[str], row: Mapping[str, Any], of: Sequence[str]) -> dict[str, Any]:
    """What a row has in the columns ``of``, by the names that these have on the other side."""
    return {name: row.get(column) for name, column in zip(names, of, strict=True)}


def _inside(marks: Iterable[Hashable]) -> set[Hashable]:
    return {("in", mark) for mark in marks}


def _condition(column: str, value: Any) -> set[Hashable]:
    return {(column, found) for found in marks_near(value)}


def row_marks(row: Mapping[str, Any]) -> Iterator[Hashable]:
    """What can be told of a row: each of its values."""
    return ((name, mark) for name, value in row.items() for mark in marks(value))


def _outer_marks(actual: Value) -> Iterator[Hashable]:
    match actual:
        case Items():
            yield ("items", actual.length)
        case Entries():
            yield ("entries", actual.length)
        case Object():
            yield ("object", actual.model)
            for n, part in enumerate(actual.key):
                yield from (("key", n, mark) for mark in marks(to_plain(part)[1]))
        case _:
            yield from marks(to_plain(actual)[1])


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


def _same_key(expected: Sequence[Any], actual: Sequence[Value]) -> bool:
    return len(expected) == len(actual) and all(
        same_scalar(e, a) for e, a in zip(expected, actual, strict=True)
    )


def same_scalar(expected: Any, actual: Value) -> bool:
    """A plain value against a described one; numbers by value, moments by instant."""
    found, plain = to_plain(actual)
    return found and same_plain(expected, plain)


def to_plain(value: Value) -> tuple[bool, Any]:
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
    "timedelta": lambda text: datetime.timedelta(seconds=float(text)),
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
    plain = to_plain(value)[1] if isinstance(value, Scalar) else value
    if isinstance(plain, bool):
        return name == "boolean"
    if name == "date" and isinstance(plain, datetime.datetime):
        return False
    return isinstance(plain, _PLAIN_TYPES[name])


def show_expected(expected: Any) -> str:
    """An expected value, as ``show`` shows the actual one."""
    if isinstance(expected, ExpectedObject):
        parts = [f"{name}={show_expected(value)}" for name, value in expected.values.items()]
        if not parts and expected.key:
            parts = ["key " + ", ".join(show_plain(part) for part in expected.key)]
        return f"{expected.model}({', '.join(parts)})"
    if isinstance(expected, AnyOf):
        return f"any {expected.type}"
    if isinstance(expected, AtLeast):
        return _show_at_least(expected)
    if isinstance(expected, Mapping):
        return "{" + ", ".join(f"{show_expected(k)}: {show_expected(v)}" for k, v in expected.items()) + "}"
    if isinstance(expected, list | tuple):
        return "[" + ", ".join(show_expected(item) for item in expected) + "]"
    return show_plain(expected)


def _show_at_least(expected: AtLeast) -> str:
    without = f", without {', '.join(map(show_expected, expected.without))}" if expected.without else ""
    return (
        f"a dict with at least {show_expected(expected.keys)}{without}"
        if expected.keys
        else f"a dict{without}"
    )
