"""``--format prairielearn``: ``results.json`` of a PrairieLearn external grader (docs.prairielearn.com/externalGrading).

Points stand on every test: where they are missing on one, the details of all are not shown. A submission that cannot be
imported is not gradable, and costs no attempt.
"""

from __future__ import annotations

import json
from typing import Any

from grader.reports.document import CheckPart, GradePart, Grades
from grader.reports.parts.plain import only_grade, tell_isolation, told, told_of_check
from grader.terminal import write_json

_MOST_OF_A_MESSAGE = 300
_MOST_BYTES = 900_000
"""PrairieLearn takes 1 MB."""


def write(document: Grades) -> None:
    grade = only_grade(document, "prairielearn")
    tell_isolation(document)
    results = _not_gradable(grade) if grade.finding else _graded(grade)
    results["output"] = f"seed {document.seed}, isolation: {document.kept_apart}"
    text = json.dumps(results, indent=2)
    if len(text.encode()) > _MOST_BYTES:
        for test in results.get("tests", ()):
            test["output"] = ""
        results["output"] += "\nThe details were left out: they are too long for PrairieLearn."
        text = json.dumps(results, indent=2)
    write_json(text)


def _not_gradable(grade: GradePart) -> dict[str, Any]:
    assert grade.finding is not None
    return {"gradable": False, "format_errors": [told(grade.finding)]}


def _graded(grade: GradePart) -> dict[str, Any]:
    return {
        "gradable": True,
        "score": grade.points / grade.max_points if grade.max_points else 0,
        "message": "\n".join(grade.notes),
        "tests": [_test(check) for check in grade.checks],
    }


def _test(check: CheckPart) -> dict[str, Any]:
    output = told_of_check(check)
    return {
        "name": check.title,
        "points": check.points,
        "max_points": 0 if check.verdict == "error" else check.max_points,
        "message": output.partition("\n")[0][:_MOST_OF_A_MESSAGE],
        "output": output,
    }
