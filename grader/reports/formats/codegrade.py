"""``--format codegrade``: lines of JSON for CodeGrade's AutoTest v2, which reads them from descriptor 3:
``grader grade . --format codegrade >&3``. Findings become comments at the student's own lines."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import islice
from typing import Any

from grader.reports.document import CheckPart, FindingPart, GradePart, Grades
from grader.reports.parts.plain import only_grade, tell_isolation, told, wrong
from grader.terminal import OUTPUT

_AT_ONCE = 20
"""Comments in a message: its size is limited."""


def write(document: Grades) -> None:
    grade = only_grade(document, "codegrade")
    tell_isolation(document)
    for message in _messages(grade):
        OUTPUT.write(json.dumps(message) + "\n")


def _messages(grade: GradePart) -> Iterator[dict[str, Any]]:
    by_file: dict[str, list[dict[str, Any]]] = {}
    for check, finding in wrong(grade):
        if finding.where:
            by_file.setdefault(finding.where.file, []).append(_item(check, finding))
    for file, items in by_file.items():
        left = iter(items)
        while some := list(islice(left, _AT_ONCE)):
            yield {"tag": "comments", "comments": [{"filename": file, "origin": "ormgrader", "items": some}]}
    yield {"tag": "points", "points": f"{grade.points:g}/{grade.max_points:g}"}


def _item(check: CheckPart | None, finding: FindingPart) -> dict[str, Any]:
    assert finding.where is not None
    line = finding.where.line
    return {
        "code": check.id if check else "import",
        "severity": "error",
        "loc": {"start": {"line": line, "column": 1}, "end": {"line": line}},
        "msg": told(finding),
    }
