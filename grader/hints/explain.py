"""Well-known errors in words: what an exception of SQLAlchemy, a driver or Python means, and the next step."""

from __future__ import annotations

from collections.abc import Iterator

from grader.hints import at_import, limits, missing_imports, old_releases, postgres, python, sqlalchemy
from grader.hints.rule import HintRule, find_first_hint, searched
from grader.language.limits import Limits
from grader.model import Finding
from grader.worker.protocol import Frame, Raised, Where


def find_hint(raised: Raised) -> str | None:
    """The next step for a well-known error."""
    raised = searched(raised)
    return find_first_hint(choose_rules(raised), raised)


def choose_rules(raised: Raised) -> Iterator[HintRule]:
    """The rules that may fit, in the order in which they are tried."""
    if _is_at_import(raised):
        yield from at_import.RULES
    yield from old_releases.RULES
    yield from sqlalchemy.RULES
    # The base of SQLAlchemy's errors and of either driver's: Python has a SyntaxError of its own.
    if "DatabaseError" in raised.bases:
        yield from postgres.RULES
    yield from missing_imports.RULES
    yield from python.RULES


def _is_at_import(raised: Raised) -> bool:
    """Whether it came while the module was read, not from a function that was called."""
    return bool(raised.frames) and raised.frames[0].function == "<module>"


def finding(what: str, raised: Raised, expected: str | None = None, *, allowed: Limits) -> Finding:
    """An exception that should not have come, as a finding: ``what`` raised it.

    ``allowed``: the exercise's limits. Where the error says that one was reached, the hint says which.
    """
    return Finding(
        message=f"{what} raised {raised.type}",
        expected=expected,
        actual=_traceback(raised),
        hint=limits.find_hint(raised, allowed) or find_hint(raised),
        where=where(raised),
    )


def where(raised: Raised) -> Where | None:
    """The innermost line of the submission in the traceback."""
    return raised.frames[-1].where if raised.frames else None


def _traceback(raised: Raised) -> str:
    lines = [_frame(frame) for frame in raised.frames[-6:]]
    return "\n".join([*lines, f"{raised.type}: {raised.message}" if raised.message else raised.type])


def _frame(frame: Frame) -> str:
    source = f"\n    {frame.source.strip()}" if frame.source.strip() else ""
    return f"{frame.where.file}:{frame.where.line}, in {frame.function}{source}"
