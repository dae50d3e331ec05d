"""``--format classroom50``: ``result.json`` of Classroom 50, schema ``classroom50/result/v1``.

Who handed in what stands in the environment that its runner makes, and is passed on as it stands there. Scores are whole
numbers: points with fractions are all multiplied by the same number.
"""

from __future__ import annotations

import datetime
import json
import math
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from grader.errors import OperatorError
from grader.reports.document import CheckPart, GradePart, Grades
from grader.reports.parts.plain import only_grade, tell_isolation, told, told_of_check
from grader.terminal import write_json

_FROM_ENVIRONMENT: Mapping[str, str] = {
    "classroom": "CLASSROOM",
    "assignment": "ASSIGNMENT",
    "assignment_type": "ASSIGNMENT_TYPE",
    "owner": "OWNER",
    "submission": "SUBMISSION_TAG",
    "commit": "COMMIT_URL",
    "release": "RELEASE_URL",
    "review": "REVIEW_URL",
}
_MOST_TESTS = 100
_MOST_BYTES = 100
"""Of a test's name."""
_MOST_SCALE = 1000


def write(document: Grades) -> None:
    grade = only_grade(document, "classroom50")
    tell_isolation(document)
    scale = _scale(number for check in grade.checks for number in (check.points, check.max_points))
    result = {
        "schema": "classroom50/result/v1",
        **_handed_in(os.environ),
        "datetime": _moment_of_the_commit(),
        "graded_at": _written(datetime.datetime.now(datetime.UTC)),
        "score": _whole(grade.points, scale),
        "max-score": _whole(grade.max_points, scale),
        "tests": [_test(check, grade, scale) for check in grade.checks[:_MOST_TESTS]],
    }
    write_json(json.dumps(result, indent=2))


def _handed_in(environment: Mapping[str, str]) -> dict[str, str]:
    missing = [name for name in _FROM_ENVIRONMENT.values() if not environment.get(name)]
    if missing:
        raise OperatorError(
            f"--format classroom50 needs {', '.join(missing)} in the environment",
            "Run it in a workflow of Classroom 50, which sets them, or set them yourself.",
        )
    return {key: environment[name] for key, name in _FROM_ENVIRONMENT.items()}


def _moment_of_the_commit() -> str:
    """The committer's date of what is graded, which a regrade does not change."""
    git = shutil.which("git") or "git"
    # A repository may ask that a log shows signatures, and name the program that checks them.
    command = [git, "-c", "log.showSignature=false", "log", "-1", "--format=%cI"]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - our own words
    except OSError as error:
        raise OperatorError(f"git cannot be started: {error.strerror}", "Install it.") from None
    if done.returncode or not done.stdout.strip():
        raise OperatorError(
            "--format classroom50 needs the commit that is graded, and git does not tell it",
            "Run it inside the student's repository.",
        )
    return _written(datetime.datetime.fromisoformat(done.stdout.strip()))


def _written(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _scale(points: Iterable[float]) -> int:
    """The smallest number by which all points become whole."""
    fractions = (Fraction(number).limit_denominator(_MOST_SCALE) for number in points)
    return math.lcm(*(fraction.denominator for fraction in fractions))


def _whole(points: float, scale: int) -> int:
    return round(points * scale)


def _test(check: CheckPart, grade: GradePart, scale: int) -> dict[str, Any]:
    most = 0 if check.verdict == "error" else check.max_points
    return {
        "test-name": _cut(f"{check.id}: {check.title}"),
        "passed": check.verdict == "passed",
        "score": _whole(check.points, scale),
        "max-score": _whole(most, scale),
        "output": told(grade.finding) if grade.finding else told_of_check(check),
    }


def _cut(name: str) -> str:
    plain = "".join(character for character in name if character.isprintable())
    return plain.encode()[:_MOST_BYTES].decode("utf-8", "ignore")
