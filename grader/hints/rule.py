"""A rule: an exception's class and words, the next step, and an example that triggers it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from grader.worker.protocol import Imported, Raised, Where

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
class Hint:
    """A next step. ``where``: the line to change, where that is not the line that raised the error."""

    text: str
    where: Where | None = None


@dataclass(frozen=True)
class LookedUp:
    """What a submission's own models say beside an error: words of the hint by their names, and the line to change."""

    words: Mapping[str, str]
    where: Where | None = None


LookUp = Callable[[Mapping[str, str], Imported], LookedUp | None]
"""``(groups, imported)``: the groups of both patterns, and what the module has. None where the rule does not fit."""


@dataclass(frozen=True)
class HintRule:
    """``type`` is a class in the exception's MRO, or the driver's that SQLAlchemy's message names in brackets:
    ``(psycopg2.errors.GroupingError)``. ``pattern`` is looked for in the message, in any case, over
    several lines too; ``hint`` may hold its groups, and doubles a brace of its own.
    ``line`` is a pattern for the line that raised the error, where the message alone does not tell. ``look_up`` is asked
    last: the hint may hold what it finds.

    ``example`` triggers the rule; a plain text is the body of a function in ``tests/unit/hints/blog.py``. ``others``
    are for what ``pattern`` takes beside that.
    """

    type: str
    pattern: str
    hint: str
    example: str | Module
    others: tuple[str | Module, ...] = ()
    line: str = ""
    look_up: LookUp | None = None

    def write_hint(self, raised: Raised, imported: Imported | None = None, **values: object) -> Hint | None:
        """The next step, if the rule fits. ``values`` stand in it beside the pattern's groups."""
        groups = self._groups(raised)
        if groups is None:
            return None
        if self.look_up is None:
            return Hint(self.hint.format(**groups, **values))
        found = self.look_up(groups, imported) if imported else None
        return Hint(self.hint.format(**groups, **found.words, **values), found.where) if found else None

    def _groups(self, raised: Raised) -> dict[str, str] | None:
        """The groups of the patterns, if both are found."""
        if self.type not in raised.bases and f".errors.{self.type})" not in raised.message:
            return None
        source = raised.frames[-1].source if raised.frames else ""
        at_line = re.search(self.line, source)
        found = re.search(self.pattern, raised.message, re.IGNORECASE | re.DOTALL)
        return at_line.groupdict() | found.groupdict() if at_line and found else None


def find_first_hint(
    rules: Iterable[HintRule], raised: Raised, imported: Imported | None = None, **values: object
) -> Hint | None:
    """The next step of the first rule that fits."""
    return next(filter(None, (rule.write_hint(raised, imported, **values) for rule in rules)), None)
