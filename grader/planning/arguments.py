"""Values of an exercise as arguments for the worker: plain values, and references to what it holds."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from grader.errors import InternalError
from grader.language.references import Reference, reference, written_out
from grader.planning.data import Data
from grader.worker.protocol import Argument, DictOf, ListOf, Named, Ref, Scalar

_SAFE = 2**53


def named(values: Mapping[str, Any]) -> tuple[Named, ...]:
    """Plain values by name, as arguments."""
    return tuple(Named(name, argument(value)) for name, value in values.items())


def named_from_yaml(values: Mapping[str, Any], data: Data) -> tuple[Named, ...]:
    """YAML values by name, as arguments; references resolved."""
    return tuple(Named(name, from_yaml(value, data)) for name, value in values.items())


def from_yaml(value: Any, data: Data) -> Argument:
    """A YAML value as an argument. A drawn row's column is its value; a row itself, and anything of a
    result, stays a reference to what the worker holds."""
    if found := reference(value):
        row = data.names.get(found.name)
        return argument(row.values[found.path[0]]) if row and found.path else ref(found)
    if isinstance(value, dict):
        return DictOf(tuple((from_yaml(k, data), from_yaml(v, data)) for k, v in value.items()))
    if isinstance(value, list):
        return ListOf(tuple(from_yaml(item, data) for item in value))
    return argument(written(value, data))


def plain_from_yaml(value: Any, data: Data) -> Any:
    """A YAML value that holds nothing of what the worker holds: columns of drawn rows in place of references."""
    if found := reference(value):
        return data.names[found.name].values[found.path[0]]
    if isinstance(value, dict):
        return {plain_from_yaml(k, data): plain_from_yaml(v, data) for k, v in value.items()}
    if isinstance(value, list):
        return [plain_from_yaml(item, data) for item in value]
    return written(value, data)


def written(value: Any, data: Data) -> Any:
    """A YAML scalar that is no reference: a text with the columns of drawn rows that it names."""
    if not isinstance(value, str):
        return value
    return written_out(value, lambda found: data.names[found.name].values[found.path[0]])


def ref(found: Reference) -> Ref:
    """A reference of YAML as one of the protocol."""
    return Ref(found.name, found.path)


def argument(value: Any) -> Argument:
    """A plain value as an argument."""
    match value:
        case None | bool() | str() | float():
            return value
        case int():
            return value if abs(value) <= _SAFE else Scalar("int", str(value))
        case datetime.datetime():
            return Scalar("datetime", value.isoformat())
        case datetime.date():
            return Scalar("date", value.isoformat())
        case datetime.time():
            return Scalar("time", value.isoformat())
        case datetime.timedelta():
            return Scalar("timedelta", str(value.total_seconds()))
        case Decimal():
            return Scalar("decimal", str(value))
        case uuid.UUID():
            return Scalar("uuid", str(value))
        case bytes():
            return Scalar("bytes", value.hex())
        case dict():
            return DictOf(tuple((argument(k), argument(v)) for k, v in value.items()))
        case list() | tuple():
            return ListOf(tuple(argument(item) for item in value))
    raise InternalError(f"no argument can be made of a {type(value).__name__}")
