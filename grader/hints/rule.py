"""What is known of an error, in a table: an exception's class and words, and the next step."""

from __future__ import annotations

import re
from collections.abc import Sequence
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
class Known:
    """``type`` is a class in the exception's MRO, or the driver's that SQLAlchemy's message names in brackets:
    ``(psycopg2.errors.GroupingError)``. ``text`` is a pattern of the message, and ``hint`` may hold its groups.
    """

    type: str
    text: str
    hint: str

    def hint_for(self, raised: Raised) -> str | None:
        if self.type not in raised.bases and f".errors.{self.type})" not in raised.message:
            return None
        found = re.search(self.text, raised.message, re.IGNORECASE | re.DOTALL)
        return self.hint.format(**found.groupdict()) if found else None


def first_hint(known: Sequence[Known], raised: Raised) -> str | None:
    """The next step of the first that fits."""
    return next(filter(None, (each.hint_for(raised) for each in known)), None)


def is_at_import(raised: Raised) -> bool:
    """Whether it came while the module was read, not from a function that was called."""
    return bool(raised.frames) and raised.frames[0].function == "<module>"
