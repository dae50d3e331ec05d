"""Well-known errors in words: what an exception of SQLAlchemy, a driver or Python means, and the next step."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.hints import (
    at_import,
    limits,
    missing_imports,
    old_releases,
    own_names,
    postgres,
    python,
    sqlalchemy,
)
from grader.hints.places import find_place
from grader.hints.rule import Hint, HintRule, find_first_hint, searched
from grader.language.limits import Limits
from grader.model import Finding
from grader.worker.protocol import Frame, Imported, Raised, Where

_BACKGROUND = re.compile(r"\n?\(Background on this error at: \S+\)")
"""What SQLAlchemy ends its messages with."""


def find_hint(raised: Raised, imported: Imported | None = None) -> Hint | None:
    """The next step for a well-known error. ``imported``: what the module has, as far as that is known."""
    raised = searched(raised)
    return find_first_hint(choose_rules(raised), raised, imported)


def choose_rules(raised: Raised) -> Iterator[HintRule]:
    """The rules that may fit, in the order in which they are tried."""
    if _is_at_import(raised):
        yield from at_import.RULES
    yield from old_releases.RULES
    yield from own_names.RULES
    yield from sqlalchemy.RULES
    # The base of SQLAlchemy's errors and of either driver's: Python has a SyntaxError of its own.
    if "DatabaseError" in raised.bases:
        yield from postgres.RULES
    yield from missing_imports.RULES
    yield from python.RULES


def _is_at_import(raised: Raised) -> bool:
    """Whether it came while the module was read, not from a function that was called."""
    return bool(raised.frames) and raised.frames[0].function == "<module>"


def finding(
    what: str, raised: Raised, expected: str | None = None, *, allowed: Limits, imported: Imported | None
) -> Finding:
    """An exception that should not have come, as a finding: ``what`` raised it.

    ``allowed``: the exercise's limits. Where the error says that one was reached, the hint says which.
    """
    hint = limits.find_hint(raised, allowed) or find_hint(raised, imported)
    place = (hint.where if hint else None) or find_place(raised, imported)
    return Finding(
        message=f"{what} raised {raised.type}",
        expected=expected,
        actual=_traceback(raised, place),
        hint=hint.text if hint else None,
        where=place,
        is_obstacle=True,
        cause=write_cause(place, hint.text if hint else raised.type),
    )


def write_cause(where: Where | None, why: str) -> str:
    """What findings have in common that come from one line, for one reason."""
    return f"{where.file}:{where.line}: {why}" if where else ""


def _traceback(raised: Raised, place: Where | None) -> str:
    """The way to the line that raised it, and the error. The line at ``place`` is told beside it."""
    frames = raised.frames[-6:]
    if frames and frames[-1].where == place:
        frames = frames[:-1]
    lines = [_frame(frame) for frame in dict.fromkeys(frames) if not frame.source.startswith("class ")]
    message = _BACKGROUND.sub("", raised.message).replace("\n\n", "\n")
    return "\n".join([*lines, f"{raised.type}: {message}" if message else raised.type])


def _frame(frame: Frame) -> str:
    source = f"\n    {frame.source.strip()}" if frame.source.strip() else ""
    return f"{frame.where.file}:{frame.where.line}, in {frame.function}{source}"
