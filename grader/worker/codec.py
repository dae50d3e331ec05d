"""Messages of the protocol as lines of JSON, and back: strictly, for what comes is somebody else's word."""

from __future__ import annotations

import dataclasses
import json
import math
import re
import types
import typing
from collections.abc import Callable
from itertools import repeat
from typing import Annotated, Any, TypeVar

from grader.worker import protocol
from grader.worker.bounds import Beyond, Bound
from grader.worker.protocol import MAX_DEPTH, MAX_LINE, MAX_VALUES, ProtocolError

T = TypeVar("T")
_TAG = "is"
_UP_TO_A_VALUE = re.compile(rb'(?:[^",\[{]++|"[^"\\]*+(?:\\.[^"\\]*+)*+")*+[,\[{]')
"""All but the first value of a document stand behind one of these three, outside of texts."""

_MAX_DIGITS = 40
"""The longest number in JSON: Python takes time that grows with the square of the digits to read an integer."""


def encode(message: Any) -> bytes:
    """One line of JSON for a message of the protocol. What can be cut is cut to its bounds.

    Raises ``ProtocolError`` when what cannot be cut is beyond its bounds, or the line would be longer than
    ``MAX_LINE``.
    """
    document = _plain(message, _parse_type(type(message)))
    line = json.dumps(document, ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode() + b"\n"
    _refuse_large(line)
    return line


def decode(line: bytes, expected: type[T]) -> T:
    """The message in ``line``, which must be an ``expected``: a class of the protocol, or a union of them.

    Raises ``ProtocolError`` for anything else: other keys, other types, other classes, beyond its bounds.
    """
    _refuse_large(line)
    try:
        document = json.loads(
            line, parse_constant=_refuse_constant, parse_float=_finite, parse_int=_short_integer
        )
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"no JSON: {type(error).__name__}") from None
    result: T = _build(document, _parse_type(expected), "message", 0)
    return result


# ---- before it is read ------------------------------------------------------------------------


def _refuse_large(line: bytes) -> None:
    """By size and by number of values: a line of empty lists takes forty times its own memory once it is read."""
    if len(line) > MAX_LINE:
        raise ProtocolError(f"a message of {len(line)} bytes; at most {MAX_LINE} are allowed")
    if sum(map(line.count, (b",", b"[", b"{"))) >= MAX_VALUES and _has_too_many_values(line):
        raise ProtocolError(f"a message of more than {MAX_VALUES} values")


def _has_too_many_values(line: bytes) -> bool:
    number, end = 1, 0
    while number <= MAX_VALUES and (found := _UP_TO_A_VALUE.match(line, end)):
        number, end = number + 1, found.end()
    return number > MAX_VALUES


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _finite(digits: str) -> float:
    """``1e999`` is valid JSON and would be infinite."""
    if len(digits) > _MAX_DIGITS or not math.isfinite(number := float(digits)):
        raise ValueError
    return number


def _short_integer(digits: str) -> int:
    if len(digits) > _MAX_DIGITS:
        raise ValueError
    return int(digits)


# ---- what is expected -------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True)
class _Type:
    """An annotation, read once. ``base``: a class of the protocol, a plain one, ``tuple``, ``dict`` or ``Union``.

    ``of``: the items' types (one for all where ``is_endless``), those of keys and values, or the members.
    """

    base: Any
    of: tuple[_Type, ...] = ()
    is_endless: bool = False
    bounds: tuple[Bound, ...] = ()

    @property
    def is_message(self) -> bool:
        return dataclasses.is_dataclass(self.base)

    @property
    def name(self) -> str:
        name: str = self.base.__name__
        return name

    def member(self, wanted: Callable[[_Type], bool]) -> _Type | None:
        """Itself, or the one member of a union that is ``wanted``."""
        if self.base is not typing.Union:
            return self
        return next(filter(wanted, self.of), None)


def _parse_type(annotation: Any) -> _Type:
    if typing.get_origin(annotation) is Annotated:
        inner, *bounds = typing.get_args(annotation)
        return dataclasses.replace(_parse_type(inner), bounds=tuple(bounds))
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is None:
        return _Type(types.NoneType if annotation is None else annotation)
    base = typing.Union if origin is types.UnionType else origin
    of = tuple(_parse_type(argument) for argument in arguments if argument is not Ellipsis)
    return _Type(base, of, Ellipsis in arguments)


_FIELDS: dict[Any, dict[str, _Type]] = {}


def _fields(message: Any) -> dict[str, _Type]:
    """The fields of a message class, resolved once."""
    if message not in _FIELDS:
        hints = typing.get_type_hints(message, include_extras=True)
        _FIELDS[message] = {name: _parse_type(hint) for name, hint in hints.items()}
    return _FIELDS[message]


def resolve() -> None:
    """Resolve the annotations of every message now, so that no forked process has to."""
    for value in list(vars(protocol).values()):
        if isinstance(value, type) and dataclasses.is_dataclass(value):
            _fields(value)


# ---- values to JSON ---------------------------------------------------------------------------


def _plain(value: Any, expected: _Type) -> Any:
    member = expected.member(lambda member: member.base is type(value))
    if member is None:
        raise ProtocolError(f"{type(value).__name__} is not allowed here")
    value = _fitted(value, member)
    if member.is_message:
        fields = _fields(type(value)).items()
        return {_TAG: type(value).__name__, **{n: _plain(getattr(value, n), of) for n, of in fields}}
    if isinstance(value, tuple):
        each = repeat(member.of[0]) if member.is_endless else member.of
        return [_plain(item, of) for item, of in zip(value, each, strict=False)]
    if isinstance(value, dict):
        of_key, of_item = member.of
        return {_plain(key, of_key): _plain(item, of_item) for key, item in value.items()}
    return value


def _fitted(value: Any, expected: _Type) -> Any:
    for bound in expected.bounds:
        try:
            value = bound.fit(value)
        except Beyond:
            raise ProtocolError(str(bound)) from None
    return value


# ---- JSON to values ---------------------------------------------------------------------------


def _build(document: Any, expected: _Type, path: str, depth: int) -> Any:
    if depth > MAX_DEPTH:
        raise ProtocolError("nested too deeply")
    member = expected.member(lambda member: _is_of(document, member))
    if member is None:
        raise ProtocolError(f"{path}: {type(document).__name__} is not allowed here")
    value = _build_member(document, member, path, depth)
    for bound in member.bounds:
        if not _is_within(value, bound):
            raise ProtocolError(f"{path}: {bound}")
    return value


def _is_of(document: Any, member: _Type) -> bool:
    """By its tag, else by its exact JSON type."""
    if type(document) is dict:
        return member.is_message and member.name == document.get(_TAG)
    return member.base is type(document)


def _is_within(value: Any, bound: Bound) -> bool:
    try:
        return bound.fit(value) is value
    except Beyond:
        return False


def _build_member(document: Any, expected: _Type, path: str, depth: int) -> Any:
    if expected.is_message:
        return _build_message(document, expected, path, depth)
    if expected.base is tuple:
        return _build_tuple(document, expected, path, depth)
    if expected.base is dict:
        return _build_dict(document, expected, path, depth)
    if expected.base is float and type(document) is int:
        return float(document)
    if type(document) is not expected.base:
        raise ProtocolError(f"{path}: {type(document).__name__} where {expected.name} is due")
    return _text(document, path) if expected.base is str else document


def _text(text: str, path: str) -> str:
    """JSON can escape half of a surrogate pair, which no report could be written with."""
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ProtocolError(f"{path}: a lone surrogate") from None
    return text


def _build_message(document: Any, expected: _Type, path: str, depth: int) -> Any:
    fields = _fields(expected.base)
    if type(document) is not dict or document.get(_TAG) != expected.name:
        raise ProtocolError(f"{path}: no {expected.name}")
    if document.keys() - {_TAG} != fields.keys():
        raise ProtocolError(f"{path}: other keys than {', '.join(fields)}")
    return expected.base(
        **{name: _build(document[name], of, f"{path}.{name}", depth + 1) for name, of in fields.items()}
    )


def _build_tuple(document: Any, expected: _Type, path: str, depth: int) -> tuple[Any, ...]:
    if type(document) is not list:
        raise ProtocolError(f"{path}: no list")
    if not expected.is_endless and len(document) != len(expected.of):
        raise ProtocolError(f"{path}: {len(document)} items where {len(expected.of)} are due")
    each = repeat(expected.of[0]) if expected.is_endless else expected.of
    pairs = enumerate(zip(document, each, strict=False))
    return tuple(_build(item, of, f"{path}[{i}]", depth + 1) for i, (item, of) in pairs)


def _build_dict(document: Any, expected: _Type, path: str, depth: int) -> dict[Any, Any]:
    if type(document) is not dict:
        raise ProtocolError(f"{path}: no object")
    of_key, of_item = expected.of
    return {
        _build(key, of_key, path, depth + 1): _build(item, of_item, f"{path}.{key[:40]}", depth + 1)
        for key, item in document.items()
    }
