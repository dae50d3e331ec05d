"""A rule: an exception's class and words, the next step, and an example that triggers it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from grader.worker.protocol import Raised

MOST_SEARCHED = 4000
"""Characters of a message. A pattern with ``.*`` between two words takes a time that grows with the square of a text
that repeats the first of them, and a worker may say a message of megabytes."""

_CUT = "\n...\n"


def searched(raised: Raised) -> Raised:
    """The error with as much of its message as patterns are looked for in: the beginning, and the end of the SQL."""
    if len(raised.message) <= MOST_SEARCHED:
        return raised
    half = (MOST_SEARCHED - len(_CUT)) // 2
    return replace(raised, message=f"{raised.message[:half]}{_CUT}{raised.message[-half:]}")


@dataclass(frozen=True)
class Module:
    """An example that raises its error while it is imported: the source text of a whole submission."""

    source: str


@dataclass(frozen=True)
class HintRule:
    """``type`` is a class in the exception's MRO, or the driver's that SQLAlchemy's message names in brackets:
    ``(psycopg2.errors.GroupingError)``. ``pattern`` is looked for in the message, in any case, over
    several lines too; ``hint`` may hold its groups, and doubles a brace of its own.
    ``line`` is part of the line that raised the error, where the message alone does not tell.

    ``example`` triggers the rule; a plain text is the body of a function in ``tests/unit/hints/blog.py``. ``others``
    are for what ``pattern`` takes beside that.
    """

    type: str
    pattern: str
    hint: str
    example: str | Module
    others: tuple[str | Module, ...] = ()
    line: str = ""

    def write_hint(self, raised: Raised, **values: object) -> str | None:
        """The next step, if the rule fits. ``values`` stand in it beside the pattern's groups."""
        if not self._is_of_its_type(raised) or not self._is_at_its_line(raised):
            return None
        found = re.search(self.pattern, raised.message, re.IGNORECASE | re.DOTALL)
        return self.hint.format(**found.groupdict(), **values) if found else None

    def _is_of_its_type(self, raised: Raised) -> bool:
        return self.type in raised.bases or f".errors.{self.type})" in raised.message

    def _is_at_its_line(self, raised: Raised) -> bool:
        return not self.line or any(self.line in frame.source for frame in raised.frames[-1:])


def find_first_hint(rules: Iterable[HintRule], raised: Raised, **values: object) -> str | None:
    """The next step of the first rule that fits."""
    return next(filter(None, (rule.write_hint(raised, **values) for rule in rules)), None)
