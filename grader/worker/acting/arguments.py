"""Builds the Python values that an act's arguments stand for."""

from __future__ import annotations

import datetime
import decimal
import uuid
from collections.abc import Callable
from typing import Any

from grader.worker.protocol import Argument, DictOf, ListOf, ProtocolError, Ref, Scalar, Value

_SCALARS: dict[str, Callable[[str], Any]] = {
    "datetime": datetime.datetime.fromisoformat,
    "date": datetime.date.fromisoformat,
    "time": datetime.time.fromisoformat,
    "timedelta": lambda text: datetime.timedelta(seconds=float(text)),
    "decimal": decimal.Decimal,
    "float": float,
    "int": int,
    "bytes": bytes.fromhex,
    "uuid": uuid.UUID,
}


def resolve_value(argument: Argument, kept: Callable[[Ref], Any]) -> Any:
    """``kept`` finds what a reference means."""
    if isinstance(argument, Ref):
        return kept(argument)
    if isinstance(argument, ListOf):
        return [resolve_value(item, kept) for item in argument.items]
    if isinstance(argument, DictOf):
        return {resolve_value(key, kept): resolve_value(value, kept) for key, value in argument.entries}
    return _plain(argument)


def from_value(value: Value) -> Any:
    """A part of a primary key."""
    if value is None or isinstance(value, (bool, int, float, str, Scalar)):
        return _plain(value)
    raise ProtocolError(f"{type(value).__name__} is no part of a key")


def _plain(argument: Any) -> Any:
    if not isinstance(argument, Scalar):
        return argument
    if argument.type not in _SCALARS:
        raise ProtocolError(f"a {argument.type} cannot be built")
    return _SCALARS[argument.type](argument.text)
