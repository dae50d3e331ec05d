"""Messages of the protocol as lines of JSON, and back: strictly, for what comes is somebody else's word."""

from __future__ import annotations

import dataclasses
import json
import math
import types
import typing
from typing import Any, TypeVar

from grader.worker import protocol
from grader.worker.protocol import MAX_LINE, ProtocolError

T = TypeVar("T")
_TAG = "is"


def encode(message: Any) -> bytes:
    """One line of JSON for a message of the protocol.

    Raises ``ProtocolError`` when the line would be longer than ``MAX_LINE``.
    """
    line = (
        json.dumps(_plain(message), ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()
        + b"\n"
    )
    if len(line) > MAX_LINE:
        raise ProtocolError(f"a message of {len(line)} bytes; at most {MAX_LINE} are allowed")
    return line


def decode(line: bytes, expected: type[T]) -> T:
    """The message in ``line``, which must be an ``expected``: a class of the protocol, or a union of them.

    Raises ``ProtocolError`` for anything else: other keys, other types, other classes, too long.
    """
    if len(line) > MAX_LINE:
        raise ProtocolError(f"a message of {len(line)} bytes; at most {MAX_LINE} are allowed")
    try:
        document = json.loads(line, parse_constant=_refuse_constant, parse_float=_finite)
    except (ValueError, RecursionError) as error:
        raise ProtocolError(f"no JSON: {type(error).__name__}") from None
    try:
        result: T = _build(document, expected, "message")
    except RecursionError:
        raise ProtocolError("nested too deeply") from None
    return result


def _refuse_constant(name: str) -> Any:
    raise ValueError(name)


def _finite(digits: str) -> float:
    """``1e999`` is valid JSON and would be infinite."""
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(digits)
    return number


def _plain(value: Any) -> Any:
    if dataclasses.is_dataclass(value):
        fields = {f.name: _plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
        return {_TAG: type(value).__name__, **fields}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    return value


def _build(document: Any, expected: Any, path: str) -> Any:
    """``document`` as an ``expected``: a class of the protocol, a scalar, a tuple, a dict or a union."""
    if dataclasses.is_dataclass(expected):
        return _build_message(document, expected, path)
    origin = typing.get_origin(expected)
    if origin is tuple:
        return _build_tuple(document, typing.get_args(expected), path)
    if origin is dict:
        if type(document) is not dict:
            raise ProtocolError(f"{path}: no object")
        of = typing.get_args(expected)[1]
        return {_text(key, path): _build(item, of, f"{path}.{key[:40]}") for key, item in document.items()}
    if origin in (types.UnionType, typing.Union):
        return _build(document, _member(document, typing.get_args(expected), path), path)
    if expected is float and type(document) is int:
        return _as_float(document, path)
    if type(document) is expected:
        return _text(document, path) if expected is str else document
    raise ProtocolError(f"{path}: {type(document).__name__} where {expected.__name__} is due")


def _as_float(number: int, path: str) -> float:
    try:
        return float(number)
    except OverflowError:
        raise ProtocolError(f"{path}: a number beyond a float") from None


def _text(text: str, path: str) -> str:
    """JSON can escape half of a surrogate pair, which no report could be written with."""
    if not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text):
        raise ProtocolError(f"{path}: a lone surrogate")
    return text


def _build_message(document: Any, expected: Any, path: str) -> Any:
    hints = _hints(expected)
    if type(document) is not dict or document.get(_TAG) != expected.__name__:
        raise ProtocolError(f"{path}: no {expected.__name__}")
    if document.keys() - {_TAG} != hints.keys():
        raise ProtocolError(f"{path}: other keys than {', '.join(hints)}")
    return expected(**{name: _build(document[name], hint, f"{path}.{name}") for name, hint in hints.items()})


def _build_tuple(document: Any, of: tuple[Any, ...], path: str) -> tuple[Any, ...]:
    if type(document) is not list:
        raise ProtocolError(f"{path}: no list")
    if len(of) == 2 and of[1] is Ellipsis:
        return tuple(_build(item, of[0], f"{path}[{i}]") for i, item in enumerate(document))
    if len(document) != len(of):
        raise ProtocolError(f"{path}: {len(document)} items where {len(of)} are due")
    return tuple(
        _build(item, hint, f"{path}[{i}]") for i, (item, hint) in enumerate(zip(document, of, strict=True))
    )


def _member(document: Any, members: tuple[Any, ...], path: str) -> Any:
    """The one member of a union that ``document`` can be: by its tag, else by its exact JSON type."""
    if type(document) is dict:
        wanted = [
            m
            for m in members
            if dataclasses.is_dataclass(m) and getattr(m, "__name__", "") == document.get(_TAG)
        ]
    else:
        wanted = [m for m in members if m is type(document)]
    if len(wanted) != 1:
        raise ProtocolError(f"{path}: {type(document).__name__} is not allowed here")
    return wanted[0]


_HINTS: dict[Any, dict[str, Any]] = {}


def _hints(message: Any) -> dict[str, Any]:
    """The annotations of a message class, resolved once."""
    if message not in _HINTS:
        _HINTS[message] = typing.get_type_hints(message)
    return _HINTS[message]


def resolve() -> None:
    """Resolve the annotations of every message now, so that no forked process has to."""
    for value in list(vars(protocol).values()):
        if isinstance(value, type) and dataclasses.is_dataclass(value):
            _hints(value)
