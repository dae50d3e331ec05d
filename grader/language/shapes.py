"""What a function returns, as the exercise says it: ``list of Post``, ``Post or null``, ``dict``."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from grader.wording import listed, unknown

PLAIN = (
    "integer",
    "text",
    "boolean",
    "float",
    "decimal",
    "datetime",
    "date",
    "dict",
    "list",
    "nothing",
    "anything",
)
_SHAPE = re.compile(r"^(?P<many>list of )?(?P<of>\w+)(?P<null> or null)?$")


@dataclass(frozen=True)
class Shape:
    """``of`` is one of ``PLAIN`` or a model's name; ``many`` says that it is a list of them."""

    of: str
    many: bool = False
    or_null: bool = False

    def __str__(self) -> str:
        return ("list of " if self.many else "") + self.of + (" or null" if self.or_null else "")


class NoShapeError(Exception):
    """The text is no shape; the message says what is allowed."""


def parse(text: str, models: Iterable[str]) -> Shape:
    """The shape that ``text`` names. Raises ``NoShapeError``."""
    found = _SHAPE.match(text.strip())
    known = [*PLAIN, *models]
    if not found:
        raise NoShapeError(
            f"`{text}` is no shape; write one of {listed(known)}, or `list of ...`, or `... or null`"
        )
    if found["of"] not in known:
        raise NoShapeError(unknown("type or model", found["of"], known))
    return Shape(found["of"], bool(found["many"]), bool(found["null"]))
