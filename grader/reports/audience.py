"""Who reads it. A student's report never holds the data or the expectations of a hidden check."""

from __future__ import annotations

from dataclasses import replace
from enum import StrEnum

from grader.model import CheckGrade, Finding, Grade, Verdict


class Audience(StrEnum):
    STUDENT = "student"
    INSTRUCTOR = "instructor"


def for_audience(grade: Grade, audience: Audience) -> Grade:
    """The grade as that audience may see it."""
    if audience is Audience.INSTRUCTOR:
        return grade
    return replace(grade, checks=tuple(_check(check) for check in grade.checks), remarks=())


_NOT_RUN = "The grader could not run this check. Your instructor's report says why."


def _check(check: CheckGrade) -> CheckGrade:
    if check.verdict is Verdict.ERROR:
        return replace(check, findings=(), runs=(), reason=_NOT_RUN)
    if check.visibility == "visible":
        return check
    findings = tuple(dict.fromkeys(map(_outline, check.findings)))
    # Only numbers of statements are told beside a finding's sentence, and then the runs show them as well.
    runs = check.runs if any(finding.actual for finding in findings) else ()
    return replace(check, findings=findings, runs=tuple(run.only_counts() for run in runs))


def _outline(finding: Finding) -> Finding:
    """What a student may see of what went wrong in a hidden check."""
    told = finding.outline or Finding("This hidden check failed.")
    return replace(told, part=finding.part, is_obstacle=finding.is_obstacle)
