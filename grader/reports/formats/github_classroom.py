"""``--format github-classroom``: the value of the step output ``result`` that GitHub Classroom's reporter reads (its
action ``classroom-resources/autograding-grading-reporter``): JSON in base64, in one line."""

from __future__ import annotations

import base64
import json
from typing import Any

from grader.reports.document import CheckPart, Grades
from grader.reports.parts.plain import only_grade, seconds, tell_isolation, told, told_of_check
from grader.terminal import OUTPUT

_STATUS = {"passed": "pass", "failed": "fail", "skipped": "fail", "error": "error"}


def write(document: Grades) -> None:
    grade = only_grade(document, "github-classroom")
    tell_isolation(document)
    reason = told(grade.finding) if grade.finding else ""
    result = {
        "version": 1,
        "status": "pass" if grade.passed else "error" if grade.errors else "fail",
        "max_score": grade.max_points,
        "tests": [_test(check, reason) for check in grade.checks],
    }
    OUTPUT.write(base64.b64encode(json.dumps(result).encode()).decode() + "\n")


def _test(check: CheckPart, reason: str) -> dict[str, Any]:
    return {
        "name": check.title,
        "status": _STATUS[check.verdict],
        "score": check.points,
        "message": reason or told_of_check(check),
        "test_code": check.id,
        "filename": "",
        "line_no": 0,
        "duration": seconds(check),
    }
