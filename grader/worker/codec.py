"""Messages of the protocol as lines of JSON, and back: strictly, for what comes is somebody else's word."""

from __future__ import annotations

import dataclasses
import functools
import json
import math
import re
import types
import typing
from collections.abc import Callable, Mapping
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
    document = _find_shape(typing.cast("Any", type(message))).plain(message)
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
    try:
        result: T = _find_shape(typing.cast("Any", expected)).build(document, 0)
    except _Unfit as unfit:
        raise ProtocolError(f"message{''.join(reversed(unfit.path))}: {unfit.reason}") from None
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


class _Unfit(Exception):  # noqa: N818  it is a refusal, which ``decode`` words
    """A document is not what is expected. ``path``: where in it, from the inside out."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        self.path: list[str] = []


@dataclasses.dataclass(frozen=True)
class _Shape:
    """What an annotation allows. ``kind``: a class of the protocol, a plain one, ``tuple``, ``dict``, or ``Union``.

    ``plain``: a value to what JSON knows, cut to its bounds. ``build``: the other way, strictly; its second argument is
    how deep the document lies.
    """

    kind: Any
    plain: Callable[[Any], Any]
    build: Callable[[Any, int], Any]


@functools.cache
def _find_shape(annotation: Any) -> _Shape:
    """Made once for each annotation. A message's fields are looked at when the first one comes: messages nest."""
    if typing.get_origin(annotation) is Annotated:
        inner, *bounds = typing.get_args(annotation)
        return _within(_find_shape(inner), bounds)
    origin, arguments = typing.get_origin(annotation), typing.get_args(annotation)
    if origin in (typing.Union, types.UnionType):
        return _shape_union([_find_shape(argument) for argument in arguments])
    if origin is tuple:
        return _shape_tuple(arguments)
    if origin is dict:
        return _shape_dict(*map(_find_shape, arguments))
    if _is_message(annotation):
        return _shape_message(annotation)
    return _shape_plain(types.NoneType if annotation is None else annotation)


def _is_message(annotation: Any) -> bool:
    return dataclasses.is_dataclass(annotation)


def resolve() -> None:
    """Look at the fields of every message now, so that no forked process has to."""
    for value in list(vars(protocol).values()):
        if isinstance(value, type) and dataclasses.is_dataclass(value):
            _find_fields(value)


@functools.cache
def _find_fields(message: Any) -> Mapping[str, _Shape]:
    hints = typing.get_type_hints(message, include_extras=True)
    return {name: _find_shape(hint) for name, hint in hints.items()}


def _within(shape: _Shape, bounds: list[Bound]) -> _Shape:
    def plain(value: Any) -> Any:
        for bound in bounds:
            try:
                value = bound.fit(value)
            except Beyond:
                raise ProtocolError(str(bound)) from None
        return shape.plain(value)

    def build(document: Any, depth: int) -> Any:
        value = shape.build(document, depth)
        for bound in bounds:
            if not _is_within(value, bound):
                raise _Unfit(str(bound))
        return value

    return _Shape(shape.kind, plain, build)


def _is_within(value: Any, bound: Bound) -> bool:
    try:
        return bound.fit(value) is value
    except Beyond:
        return False


def _shape_plain(kind: Any) -> _Shape:
    def build(document: Any, _: int) -> Any:
        if type(document) is not kind:
            if kind is float and type(document) is int:
                return float(document)
            raise _Unfit(f"{type(document).__name__} where {kind.__name__} is due")
        return document

    def build_text(document: Any, depth: int) -> Any:
        """JSON can escape half of a surrogate pair, which no report could be written with."""
        text: str = build(document, depth)
        if not text.isascii():
            try:
                text.encode()
            except UnicodeEncodeError:
                raise _Unfit("a lone surrogate") from None
        return text

    return _Shape(kind, lambda value: value, build_text if kind is str else build)


def _shape_union(members: list[_Shape]) -> _Shape:
    """A message is known by its tag, all else by its exact type."""
    kinds: dict[Any, _Shape] = {}
    for member in members:
        kinds.setdefault(member.kind, member)
    messages = {kind.__name__: member for kind, member in kinds.items() if _is_message(kind)}

    def plain(value: Any) -> Any:
        member = kinds.get(type(value))
        if member is None:
            raise ProtocolError(f"{type(value).__name__} is not allowed here")
        return member.plain(value)

    def build(document: Any, depth: int) -> Any:
        if type(document) is dict:
            tag = document.get(_TAG)
            member = messages.get(tag) if type(tag) is str else None
        else:
            member = kinds.get(type(document))
        if member is None:
            raise _Unfit(f"{type(document).__name__} is not allowed here")
        return member.build(document, depth)

    return _Shape(typing.Union, plain, build)


def _shape_tuple(arguments: tuple[Any, ...]) -> _Shape:
    is_endless = Ellipsis in arguments
    of = [_find_shape(argument) for argument in arguments if argument is not Ellipsis]

    def plain(value: Any) -> Any:
        each = repeat(of[0]) if is_endless else of
        return [shape.plain(item) for item, shape in zip(value, each, strict=False)]

    def build(document: Any, depth: int) -> Any:
        if type(document) is not list:
            raise _Unfit("no list")
        if not is_endless and len(document) != len(of):
            raise _Unfit(f"{len(document)} items where {len(of)} are due")
        depth = _deeper(depth)
        built: list[Any] = []
        try:
            for item, shape in zip(document, repeat(of[0]) if is_endless else of, strict=False):
                built.append(shape.build(item, depth))
        except _Unfit as unfit:
            unfit.path.append(f"[{len(built)}]")
            raise
        return tuple(built)

    return _Shape(tuple, plain, build)


def _shape_dict(of_key: _Shape, of_item: _Shape) -> _Shape:
    def plain(value: Any) -> Any:
        return {of_key.plain(key): of_item.plain(item) for key, item in value.items()}

    def build(document: Any, depth: int) -> Any:
        if type(document) is not dict:
            raise _Unfit("no object")
        depth = _deeper(depth)
        built: dict[Any, Any] = {}
        key = ""
        try:
            for key, item in document.items():
                built[of_key.build(key, depth)] = of_item.build(item, depth)
        except _Unfit as unfit:
            unfit.path.append(f".{key[:40]}")
            raise
        return built

    return _Shape(dict, plain, build)


def _shape_message(message: Any) -> _Shape:
    name = message.__name__

    def plain(value: Any) -> Any:
        fields = _find_fields(message).items()
        return {_TAG: name, **{field: shape.plain(getattr(value, field)) for field, shape in fields}}

    def build(document: Any, depth: int) -> Any:
        fields = _find_fields(message)
        if type(document) is not dict or document.get(_TAG) != name:
            raise _Unfit(f"no {name}")
        if document.keys() - {_TAG} != fields.keys():
            raise _Unfit(f"other keys than {', '.join(fields)}")
        depth = _deeper(depth)
        built: dict[str, Any] = {}
        field = ""
        try:
            for field, shape in fields.items():
                built[field] = shape.build(document[field], depth)
        except _Unfit as unfit:
            unfit.path.append(f".{field}")
            raise
        return message(**built)

    return _Shape(message, plain, build)


def _deeper(depth: int) -> int:
    if depth >= MAX_DEPTH:
        raise _Unfit("nested too deeply")
    return depth + 1
