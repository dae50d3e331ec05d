"""Turns a value into its description: no SQL, no code of the submission's, bounded in every direction.

Exact classes are described by what they hold, read through the base class; whatever only looks like one
of them (a ``str`` with an ``__eq__`` of its own) is opaque.
"""

from __future__ import annotations

import collections
import contextlib
import datetime
import decimal
import enum
import math
import types
import uuid
import zoneinfo
from collections.abc import Callable, Iterable
from itertools import islice
from typing import Any

from sqlalchemy.engine import Row, RowMapping
from sqlalchemy.ext import mutable
from sqlalchemy.orm import collections as orm_collections
from sqlalchemy.orm.state import InstanceState

from grader.worker.bounds import shortened
from grader.worker.exceptions import clean, list_bases, read_name, without_addresses
from grader.worker.places import PACKAGE, read_module
from grader.worker.protocol import MAX_ITEMS, Entries, Instance, Items, Object, Opaque, Scalar, Value

_MAX_DEPTH = 6
_MAX_NODES = 20_000
_MAX_TEXT = 20_000
_MAX_TEXT_ALL = 3_000_000
_ESCAPED = 12  # bytes of one character outside of the basic plane, as JSON escapes it
_MAX_EXACT_INT = 2**53
_MAX_INT_BITS = 4000
_MORE = "…"

_BASES: dict[type, str] = {
    list: "list",
    tuple: "tuple",
    set: "set",
    frozenset: "set",
    collections.deque: "list",
}
_KNOWN_COLLECTIONS: set[type] = {
    *_BASES,
    Row,
    RowMapping,
    orm_collections.InstrumentedList,
    orm_collections.InstrumentedSet,
    dict,
    collections.OrderedDict,
    collections.defaultdict,
    collections.Counter,
    orm_collections.InstrumentedDict,
    orm_collections.KeyFuncDict,
    mutable.MutableList,
    mutable.MutableSet,
    mutable.MutableDict,
}
_KNOWN_ZONES = (datetime.timezone, zoneinfo.ZoneInfo)
_EXPLAINED = {
    "Query": "a query that has not been run",
    "Select": "a statement that has not been executed",
    "AppenderQuery": "a query that has not been run",
    "Result": "a result whose rows have not been fetched",
    "CursorResult": "a result whose rows have not been fetched",
    "ChunkedIteratorResult": "a result whose rows have not been fetched",
    "IteratorResult": "a result whose rows have not been fetched",
    "ScalarResult": "a result whose values have not been fetched",
    "MappingResult": "a result whose rows have not been fetched",
    "generator": "a generator that has not been run",
    "async_generator": "a generator that has not been run",
    "coroutine": "a coroutine that was not awaited",
    "_GeneratorContextManager": "a context manager that was not entered",
}


def describe(value: Any) -> Value:
    return _Description().value(value, 0)


class _Description:
    """One description: what it has used up, and which objects stand in it already."""

    def __init__(self) -> None:
        self._nodes = 0
        self._text = 0
        self._seen: dict[int, Any] = {}  # the objects too, so that no address is used twice meanwhile

    def value(self, value: Any, depth: int) -> Value:
        self._nodes += 1
        if self._nodes > _MAX_NODES:
            return Opaque("cut", "the value is too large to be told in full")
        cls = type(value)
        if value is None or cls is bool:
            return value  # type: ignore[no-any-return]
        if cls is str:
            return self._string(value)
        if cls is int or cls is float:
            return _number(value)
        return self._scalar(value, cls) or self._compound(value, cls, depth)

    def _compound(self, value: Any, cls: type, depth: int) -> Value:
        state = _state(value)
        is_collection = state is None and _is_collection(value, cls)
        if state is None and not is_collection and not _is_of_its_own(cls):
            return _opaque(cls, again=self._stands_already(value))
        if depth >= _MAX_DEPTH:
            return Opaque(read_name(cls), "nested too deeply to be told")
        if state is not None:
            return self._object(value, state, depth)
        return self._collection(value, cls, depth) if is_collection else self._instance(value, cls, depth)

    def _collection(self, value: Any, cls: type, depth: int) -> Value:
        """Read through the base class, whatever a subclass says of itself."""
        if cls is Row:
            return self._items("row", tuple(value), len(value), depth)
        if cls is RowMapping:
            return self._entries(list(value.items()), len(value), depth)
        for base, name in _BASES.items():
            if base in list_bases(cls):
                return self._items(name, base.__iter__(value), base.__len__(value), depth)  # type: ignore[attr-defined]
        return self._entries(dict.items(value), dict.__len__(value), depth)

    def _items(self, name: str, values: Iterable[Any], length: int, depth: int) -> Items:
        """A structure that contains itself ends at the greatest depth."""
        return Items(name, tuple(self.value(v, depth + 1) for v in self._some(values)), length)

    def _entries(self, pairs: Iterable[tuple[Any, Any]], length: int, depth: int) -> Entries:
        told = tuple((self.value(k, depth + 1), self.value(v, depth + 1)) for k, v in self._some(pairs))
        return Entries(told, length)

    def _some(self, values: Iterable[Any]) -> list[Any]:
        return list(islice(values, max(0, min(MAX_ITEMS, _MAX_NODES - self._nodes))))

    def _object(self, value: Any, state: InstanceState[Any], depth: int) -> Object:
        mapper = state.manager.mapper
        model, table = read_name(mapper.class_), str(getattr(mapper.local_table, "fullname", ""))
        again = self._stands_already(value)
        key = tuple(self.value(part, depth + 1) for part in state.identity or ())
        loaded: dict[str, Value] = {}
        if not again:
            held = state.dict
            names = [name for name in mapper.attrs.keys() if name in held]  # noqa: SIM118  no plain dict
            loaded = {self._string(name): self.value(held[name], depth + 1) for name in names}
        return Object(model, self._string(table), key, _state_name(state), loaded, again)

    def _instance(self, value: Any, cls: type, depth: int) -> Instance:
        again = self._stands_already(value)
        stored = {} if again else _stored(value, cls)
        names = [name for name in stored if type(name) is str]
        told = {self._string(name): self.value(stored[name], depth + 1) for name in self._some(names)}
        if more := len(names) - len(told):
            told[_MORE] = Opaque("cut", f"{more} more attributes")
        return Instance(read_name(cls), told, again)

    def _stands_already(self, value: Any) -> bool:
        again = id(value) in self._seen
        self._seen[id(value)] = value
        return again

    def _string(self, text: str) -> str:
        is_told = self._text < _MAX_TEXT_ALL
        shown = clean(shortened(text, _MAX_TEXT) if is_told else f"… ({len(text)} characters)")
        self._text += len(shown) if shown.isascii() and shown.isprintable() else len(shown) * _ESCAPED
        return shown

    def _scalar(self, value: Any, cls: type) -> Scalar | None:
        if cls in _SCALARS:
            name, text_of = _SCALARS[cls]
            return Scalar(name, self._string(text_of(value)))
        if cls is datetime.datetime or cls is datetime.time:
            known = value.tzinfo is None or type(value.tzinfo) in _KNOWN_ZONES
            return Scalar(read_name(cls), value.isoformat()) if known else None
        if enum.Enum in list_bases(cls):
            name = object.__getattribute__(value, "__dict__").get("_name_")
            return Scalar("enum", self._string(name)) if type(name) is str else None
        return None


def _hex(value: bytes | bytearray | memoryview) -> str:
    return bytes(value[: _MAX_TEXT // 2 + 1]).hex()


_SCALARS: dict[type, tuple[str, Callable[[Any], str]]] = {
    datetime.date: ("date", datetime.date.isoformat),
    datetime.timedelta: ("timedelta", lambda value: str(value.total_seconds())),
    decimal.Decimal: ("decimal", str),
    uuid.UUID: ("uuid", str),
    bytes: ("bytes", _hex),
    bytearray: ("bytes", _hex),
    memoryview: ("bytes", _hex),
}


def _number(value: int | float) -> Value:
    if type(value) is float:
        return value if math.isfinite(value) else Scalar("float", str(value))
    if -_MAX_EXACT_INT <= value <= _MAX_EXACT_INT:
        return value
    bits = int(value).bit_length()
    return Scalar("int", str(value)) if bits <= _MAX_INT_BITS else Opaque("int", f"an integer of {bits} bits")


def _is_collection(value: Any, cls: type) -> bool:
    if cls in _KNOWN_COLLECTIONS:
        return True
    return any(base in list_bases(cls) for base in (list, set, dict)) and _is_a_relationships(value)


def _is_a_relationships(value: Any) -> bool:
    """Whether a subclass of a collection is the collection of a relationship: what it holds is told then."""
    try:
        adapter = object.__getattribute__(value, "_sa_adapter")
    except AttributeError:
        return False
    return type(adapter) is orm_collections.CollectionAdapter


def _state(value: Any) -> InstanceState[Any] | None:
    """The mapper's record of an instance, past any ``__getattribute__`` of its class."""
    try:
        state = object.__getattribute__(value, "__dict__").get("_sa_instance_state")
    except (AttributeError, TypeError):
        return None
    return state if type(state) is InstanceState and state.obj() is value else None


def _state_name(state: InstanceState[Any]) -> str:
    for name in ("transient", "pending", "persistent", "deleted", "detached"):
        if getattr(state, name):
            return name
    return "detached"


def _is_of_its_own(cls: type) -> bool:
    """Whether a class and all that it inherits from are the submission's: what it holds stands in plain sight."""
    return all(read_module(base).split(".")[0] == PACKAGE for base in list_bases(cls) if base is not object)


def _stored(value: Any, cls: type) -> dict[Any, Any]:
    """What an instance holds in its ``__dict__`` and its slots."""
    stored: dict[Any, Any] = {}
    for base in list_bases(cls):
        for name, member in type.__dict__["__dict__"].__get__(base).items():
            if type(member) is types.MemberDescriptorType and name != "__weakref__":
                with contextlib.suppress(AttributeError):  # a slot that is empty
                    stored[name] = member.__get__(value, cls)
    with contextlib.suppress(AttributeError):  # slots alone
        held = object.__getattribute__(value, "__dict__")
        stored |= held if type(held) is dict else {}
    return stored


def _opaque(cls: type, again: bool) -> Opaque:
    name = read_name(cls)
    return Opaque(name, without_addresses(_EXPLAINED.get(name, f"an object of class {name}")), again)
