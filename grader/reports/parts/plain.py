"""Findings as plain text, and where they lie, for formats that other programs show."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from grader.errors import OperatorError
from grader.reports.document import CheckPart, FindingPart, GradePart, Grades, WherePart
from grader.reports.parts.prose import clean, cut
from grader.terminal import ERRORS


def only_grade(document: Grades, format_: str) -> GradePart:
    """The grade of a document for a format that holds one submission. Raises ``OperatorError`` where there are others."""
    if len(document.grades) != 1:
        raise OperatorError(
            f"--format {format_} holds one submission, and these are {len(document.grades)}",
            "Name one: a path after `grader grade`, or --submission after `grader report`.",
        )
    return document.grades[0]


def tell_isolation(document: Grades) -> None:
    """How far submissions were kept apart, for whoever reads the log: these formats have no place for it."""
    ERRORS.write(f"isolation: {clean(document.kept_apart)}\n")


def told(finding: FindingPart) -> str:
    """A finding as a few lines of text."""
    where = f" ({finding.where.file}:{finding.where.line})" if finding.where else ""
    lines = [f"{finding.message}{where}"]
    for label, value in (("expected", finding.expected), ("actual", finding.actual), ("next", finding.hint)):
        if value:
            lines.append(f"{label}: {cut(value)}")
    return clean("\n".join(lines))


def told_of_check(check: CheckPart) -> str:
    """All that is said of a check; empty for one that passed."""
    parts = [told(finding) for finding in check.findings]
    parts += [f"{part.points:g}/{part.max_points:g} {part.title}" for part in check.parts]
    if check.reason:
        parts.insert(0, clean(check.reason))
    if check.verdict == "failed" and check.hint and check.hint not in (f.hint for f in check.findings):
        parts.append(f"hint: {clean(check.hint)}")
    if check.verdict == "failed" and check.lesson:
        parts.append(f"lesson: {clean(check.lesson)}")
    return "\n".join(parts)


def wrong(grade: GradePart) -> Iterator[tuple[CheckPart | None, FindingPart]]:
    """What is wrong with a submission, in the order of the checks; without a check where nothing could be graded."""
    if grade.finding:
        yield None, grade.finding
        return
    for check in grade.checks:
        yield from ((check, finding) for finding in check.findings)


def seconds(check: CheckPart) -> float:
    return round(sum(run.seconds for run in check.runs), 3)


def source_path(grade: GradePart, where: WherePart | None) -> str:
    """A file of the submission as a path from the working folder; the submission itself where no line is known."""
    path = Path(grade.path)
    found = path.parent / where.file if where else path
    return Path(os.path.relpath(found)).as_posix()
