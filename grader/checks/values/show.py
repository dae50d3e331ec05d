"""Values as a student reads them: short, in their own names, never longer than a screen."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from grader.worker.protocol import Entries, Instance, Items, Object, Opaque, Scalar, Value

MOST_ITEMS = 12
MOST_CHARACTERS = 2000


def show(value: Value) -> str:
    """A described value, as Python would print it."""
    return _cut(_show(value, 0))


def kind(value: Value) -> str:
    """What a described value is, with its article: "a list", "an `Author`", "None"."""
    match value:
        case None:
            return "None"
        case Items(type=name):
            return "a row" if name == "row" else f"a {name}"
        case Entries():
            return "a dict"
        case Object(model=model):
            return f"an object of `{model}`"
        case Instance(type=name):
            return f"an object of the class `{name}`"
        case Opaque(type=name):
            return f"a `{name}`"
        case Scalar(type=name):
            return f"a {name}"
    return {bool: "a truth value", int: "an integer", float: "a float", str: "a text"}[type(value)]


def show_plain(value: Any) -> str:
    """A value of the grader's own side: from the database, or expected."""
    return _cut(_plain(value))


def show_some(values: Sequence[Any]) -> str:
    """The first ones of several values, and how many more there are."""
    return ", ".join(
        [*map(show_plain, values[:MOST_ITEMS]), *_rest(min(MOST_ITEMS, len(values)), len(values))]
    )


def _plain(value: Any) -> str:
    if isinstance(value, datetime.datetime | datetime.date | datetime.time):
        return f"'{value}'"
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{_plain(k)}: {_plain(v)}" for k, v in value.items()) + "}"
    if isinstance(value, Sequence) and not isinstance(value, str | bytes):
        opening, closing = ("(", ")") if isinstance(value, tuple) else ("[", "]")
        return opening + ", ".join(map(_plain, value)) + closing
    return repr(value)


def show_rows(rows: Sequence[Mapping[str, Any]]) -> str:
    """Rows of a table, one a line."""
    if not rows:
        return "no rows"
    lines = [
        ", ".join(f"{name}={show_plain(value)}" for name, value in row.items()) for row in rows[:MOST_ITEMS]
    ]
    more = [f"... {len(rows) - MOST_ITEMS} more"] if len(rows) > MOST_ITEMS else []
    return _cut("\n".join([*lines, *more]))


def _show(value: Value, depth: int) -> str:
    match value:
        case Items():
            return _items(value, depth)
        case Entries():
            shown = [f"{_show(k, depth + 1)}: {_show(v, depth + 1)}" for k, v in value.entries[:MOST_ITEMS]]
            return "{" + ", ".join([*shown, *_rest(len(shown), value.length)]) + "}"
        case Object():
            key = ", ".join(_show(part, depth + 1) for part in value.key)
            return f"{value.model}({_attributes(value.loaded, depth) or (f'key {key}' if key else 'not stored')})"
        case Instance():
            return f"{value.type}({_attributes(value.attributes, depth)})"
        case Opaque():
            return value.text if value.text.startswith("<") else f"<{value.text}>"
        case Scalar(type="decimal" | "int" | "float"):
            return value.text
        case Scalar():
            return f"{value.type} {value.text}"
    return repr(value)


def _items(value: Items, depth: int) -> str:
    opening, closing = {"list": ("[", "]"), "set": ("{", "}")}.get(value.type, ("(", ")"))
    shown = [_show(item, depth + 1) for item in value.items[:MOST_ITEMS]]
    return opening + ", ".join([*shown, *_rest(len(shown), value.length)]) + closing


def _rest(shown: int, length: int) -> list[str]:
    return [f"... {length - shown} more"] if length > shown else []


def _attributes(values: Mapping[str, Value], depth: int) -> str:
    """The plain ones among them; none inside of something that is itself inside."""
    plain = {n: v for n, v in values.items() if not isinstance(v, Items | Object | Instance | Entries)}
    return ", ".join(f"{name}={_show(v, depth + 1)}" for name, v in plain.items()) if depth <= 1 else ""


def _cut(text: str) -> str:
    if len(text) <= MOST_CHARACTERS:
        return text
    return f"{text[:MOST_CHARACTERS]}... ({len(text)} characters)"
