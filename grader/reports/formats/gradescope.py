"""``--format gradescope``: ``results.json`` of a Gradescope autograder
(gradescope-autograders.readthedocs.io/en/latest/specs).

Every test is visible: one that is hidden would hide the student's total, and what a student may see of a hidden check is
what the document says anyway.
"""

from __future__ import annotations

import json
from typing import Any

from grader.reports.document import CheckPart, Grades
from grader.reports.parts.plain import only_grade, seconds, tell_isolation, told, told_of_check
from grader.terminal import write_json

_STATUS = {"passed": "passed", "failed": "failed", "skipped": "failed", "error": "failed"}


def write(document: Grades) -> None:
    grade = only_grade(document, "gradescope")
    tell_isolation(document)
    output = [told(grade.finding)] if grade.finding else []
    if grade.errors:
        output.append("The grader could not run every check. Your instructor's report says why.")
    results: dict[str, Any] = {
        "score": grade.points,
        "execution_time": round(sum(seconds(check) for check in grade.checks), 3),
        "output": "\n\n".join([*output, *grade.notes]),
        "output_format": "text",
        "test_output_format": "text",
        "test_name_format": "text",
        "visibility": "visible",
        "stdout_visibility": "hidden",
        "tests": [_test(number, check) for number, check in enumerate(grade.checks, 1)],
        "extra_data": {"seed": document.seed, "grader": document.grader, "isolation": document.kept_apart},
    }
    write_json(json.dumps(results, indent=2))


def _test(number: int, check: CheckPart) -> dict[str, Any]:
    return {
        "number": str(number),
        "name": check.title,
        "status": _STATUS[check.verdict],
        "score": check.points,
        "max_score": check.max_points,
        "output": told_of_check(check),
        "tags": [check.id, check.visibility],
        "visibility": "visible",
    }
