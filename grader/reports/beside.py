"""Expected beside actual: lines that only one side has are marked, whatever their order."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from grader.reports.document import FindingPart

MOST_CHARACTERS = 4000


@dataclass(frozen=True)
class Line:
    """``kind``: ``minus`` (expected, and not there), ``plus`` (there, and not expected) or empty."""

    text: str
    kind: str


def expected_lines(finding: FindingPart) -> list[Line]:
    return _marked(finding.expected, finding.actual, "minus")


def actual_lines(finding: FindingPart) -> list[Line]:
    return _marked(finding.actual, finding.expected, "plus")


def cut(text: str) -> str:
    """Text that fits into a report, with a note when something was left out."""
    return (
        text
        if len(text) <= MOST_CHARACTERS
        else f"{text[:MOST_CHARACTERS]}... ({len(text)} characters in all)"
    )


def _marked(text: str | None, other: str | None, kind: str) -> list[Line]:
    lines = cut(text or "").split("\n")
    left = Counter(cut(other or "").split("\n"))
    if len(lines) < 2 and len(left) < 2:
        return [Line(line, "") for line in lines]
    marked = []
    for line in lines:
        marked.append(Line(line, "" if left[line] else kind))
        left[line] -= left[line] > 0
    return marked
