"""Changes what a worker said into something else that gets past the decoder."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from random import Random
from typing import Any

from grader.worker.codec import decode
from grader.worker.protocol import (
    Entries,
    Frame,
    Instance,
    Items,
    Object,
    Observation,
    Opaque,
    ProtocolError,
    Raised,
    Scalar,
    Statement,
    Value,
    Where,
)

TEXTS = (
    "", " ", "x" * 20_000, "\0", "\x1b[31m", "a\nb", "%s{}`<b>", "Author", "Post", "Book", "id", "name", "posts", "authors",
    "persistent", "detached", "deleted", "transient", "unmapped", "nothing", "list", "row", "set", "cut", "submission",
    "UnmappedInstanceError", "ValueError", "IntegrityError", "MemoryError", "KeyError", "was a class " * 300, "pg_class",
    "SELECT 1", "COMMIT", "SAVEPOINT a", "((((" * 900, "/* " * 1000, "public.posts", "\ufeff", "\u202e",
)  # fmt: skip
NUMBERS = (
    0,
    1,
    -1,
    2,
    255,
    2**31,
    2**53,
    -(2**53),
    10**9,
    2**63 - 1,
    10**7,
    0.0,
    -0.0,
    0.1,
    1e308,
    -1e308,
    5e-324,
)
SCALARS = (
    ("datetime", "never"), ("datetime", "0001-01-01T00:00:00+23:59"), ("datetime", "9999-12-31T23:59:59-23:59"),
    ("datetime", "2024-01-01T00:00:00"), ("datetime", "2024-01-01T00:00:00+00:00"), ("date", "9999-99-99"),
    ("date", "2024-01-01"), ("time", "25:61"), ("time", "00:00:00+23:59"), ("timedelta", "1e400"), ("timedelta", "nan"),
    ("timedelta", "-1e18"), ("decimal", "1e999999999"), ("decimal", "-1e-999999999"), ("decimal", "sNaN"),
    ("decimal", "NaN123"), ("decimal", "Infinity"), ("decimal", "1,5"), ("decimal", "9" * 20_000), ("float", "nan"),
    ("float", "inf"), ("float", "1e999999"), ("float", "one"), ("int", "9" * 4000), ("int", "-" + "9" * 3999),
    ("int", "1e"), ("int", " 7 "), ("int", "1_000"), ("int", ""), ("bytes", "zz"), ("bytes", "00" * 10_000),
    ("uuid", "x"), ("uuid", "0" * 32), ("enum", ""), ("enum", "RED"), ("nothing", "x"), ("", ""), ("list", "[]"),
)  # fmt: skip


def corrupted(message: Any, random: Random) -> Any:
    """A message of the same class that the decoder lets through, and that is another one."""
    for _ in range(50):
        found = _with_other_value(message, random) if random.random() < 0.4 else _changed(message, random)
        if found != message and (passed := _decoded(found, type(message))) is not None:
            return passed
    return message


def _with_other_value(message: Any, random: Random) -> Any:
    return (
        replace(message, value=_value(random))
        if isinstance(message, Observation)
        else _changed(message, random)
    )


def _decoded(message: Any, expected: Any) -> Any:
    try:
        return decode(json.dumps(_document(message)).encode(), expected)
    except ProtocolError:
        return None


def _document(value: Any) -> Any:
    """As JSON, past the cutting of who sends."""
    if is_dataclass(value):
        return {
            "is": type(value).__name__,
            **{f.name: _document(getattr(value, f.name)) for f in fields(value)},
        }
    if isinstance(value, dict):
        return {key: _document(item) for key, item in value.items()}
    return [_document(item) for item in value] if isinstance(value, tuple) else value


def _changed(value: Any, random: Random) -> Any:
    """Somewhere within ``value``, or all of it."""
    if random.random() < 0.1:
        return _anything(random)
    if is_dataclass(value) and not isinstance(value, type):
        name = random.choice(fields(value)).name
        return replace(value, **{name: _changed(getattr(value, name), random)})
    if isinstance(value, tuple):
        return random.choice((_one_changed, _rearranged))(value, random)
    if isinstance(value, dict):
        return _changed_dict(value, random)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int | float):
        return random.choice((*NUMBERS, value + 1, -value))
    return random.choice(TEXTS) if isinstance(value, str) else _anything(random)


def _changed_dict(value: dict[str, Any], random: Random) -> dict[str, Any]:
    items = list(value.items())
    random.shuffle(items)
    if not items or random.random() < 0.2:
        return {**value, random.choice(TEXTS): _anything(random)}
    (key, item), *rest = items
    return random.choice(
        (dict(rest), {**value, key: _changed(item, random)}, {random.choice(TEXTS): item, **dict(rest)})
    )


def _one_changed(items: tuple[Any, ...], random: Random) -> tuple[Any, ...]:
    if not items:
        return (_anything(random),)
    at = random.randrange(len(items))
    return (*items[:at], _changed(items[at], random), *items[at + 1 :])


def _rearranged(items: tuple[Any, ...], random: Random) -> tuple[Any, ...]:
    more = (*items, _anything(random))
    return random.choice((items * 2, items[1:], items[::-1], (), more, items[:1] * 300))


def _anything(random: Random) -> Any:
    return random.choice(_KINDS)(random)


def _value(random: Random) -> Value:
    return random.choice((_plain, _scalar, _items, _entries, _object, _instance, _opaque, _deep))(random)


def _plain(random: Random) -> Any:
    return random.choice((None, True, False, *NUMBERS, *TEXTS))


def _scalar(random: Random) -> Scalar:
    return Scalar(*random.choice(SCALARS))


def _some(random: Random) -> tuple[Value, ...]:
    return tuple(_value(random) for _ in range(random.choice((0, 0, 1, 2))))


def _items(random: Random) -> Items:
    return Items(
        random.choice(("list", "tuple", "set", "row", "nonsense")),
        _some(random),
        random.choice((0, 1, 2, 2**63 - 1)),
    )


def _entries(random: Random) -> Entries:
    pairs = tuple((_value(random), _value(random)) for _ in range(random.choice((0, 1, 2))))
    return Entries(pairs, random.choice((0, 1, 2, 2**63 - 1)))


def _object(random: Random) -> Object:
    names = ("Author", "Post", "Comment", "Book", "Loan", "Nobody", "")
    loaded = {random.choice(TEXTS): _value(random) for _ in range(random.choice((0, 1, 2)))}
    state = random.choice(("persistent", "transient", "pending", "deleted", "detached", "unmapped", "odd"))
    return Object(
        random.choice(names), random.choice(TEXTS)[:900], _some(random), state, loaded, random.random() < 0.5
    )


def _instance(random: Random) -> Instance:
    return Instance(
        random.choice(("Author", "Book", "A")),
        {random.choice(TEXTS)[:900]: _value(random)},
        random.random() < 0.5,
    )


def _opaque(random: Random) -> Opaque:
    return Opaque(
        random.choice(("cut", "generator", "Query", "")), random.choice(TEXTS)[:4000], random.random() < 0.5
    )


def _deep(random: Random) -> Value:
    value = _scalar(random)
    for _ in range(random.choice((5, 20, 30))):
        value = Entries(((value, value),), 1) if random.random() < 0.1 else Items("list", (value,), 1)  # type: ignore[assignment]
    return value


def _where(random: Random) -> Where:
    return Where(random.choice(("anna.py", "x", "a/b.py", ".", "")), random.choice((1, 2, 10**7)))


def _raised(random: Random) -> Raised:
    bases = tuple(text[:900] for text in random.choices(TEXTS, k=3))
    frame = Frame(_where(random), random.choice(("f", "<module>")), "x" * 200)
    return Raised(bases[0], bases, random.choice(TEXTS)[:4000], (frame,) * random.choice((0, 1, 30)))


def _statement(random: Random) -> Statement:
    return Statement(random.choice(TEXTS)[:4000], "", random.choice((0, 1, 10**9)), _where(random))


_KINDS: tuple[Callable[[Random], Any], ...] = (
    _value,
    _value,
    _value,
    _raised,
    _statement,
    _where,
)
