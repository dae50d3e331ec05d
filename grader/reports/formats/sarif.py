"""``--format sarif``: SARIF 2.1.0, as GitHub's code scanning and editors read it (docs.oasis-open.org/sarif)."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from urllib.parse import quote

from grader.reports.document import CheckPart, FindingPart, GradePart, Grades
from grader.reports.parts.plain import source_path, tell_isolation, told, wrong
from grader.terminal import write_json

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_MOST_RESULTS = 25_000
"""GitHub takes so many of a run."""
_IMPORT = "import"


def write(document: Grades) -> None:
    tell_isolation(document)
    rules: dict[str, dict[str, Any]] = {}
    results: list[dict[str, Any]] = []
    for grade in document.grades:
        for check, finding in wrong(grade):
            rule = _rule(grade, check)
            rules.setdefault(rule["id"], rule)
            results.append(_result(grade, check, finding, rule["id"]))
    driver = {
        "name": "ormgrader",
        "version": document.grader,
        "rules": list(rules.values()),
    }
    run = {
        "tool": {"driver": driver},
        "results": results[:_MOST_RESULTS],
        "columnKind": "unicodeCodePoints",
        "properties": {"seed": document.seed, "isolation": document.kept_apart},
    }
    write_json(json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=2))


def _rule(grade: GradePart, check: CheckPart | None) -> dict[str, Any]:
    """The same id in every run, for what was found before is known again by it."""
    if check is None:
        return {"id": f"{grade.exercise}/{_IMPORT}", "shortDescription": {"text": "The module can be graded"}}
    rule: dict[str, Any] = {
        "id": f"{grade.exercise}/{check.id}",
        "shortDescription": {"text": check.title},
    }
    if check.lesson and check.lesson.startswith(("http://", "https://")):
        rule["helpUri"] = check.lesson
    return rule


def _result(grade: GradePart, check: CheckPart | None, finding: FindingPart, rule: str) -> dict[str, Any]:
    line = finding.where.line if finding.where else 1
    location = {
        "artifactLocation": {"uri": _uri(source_path(grade, finding.where))},
        "region": {"startLine": max(1, line)},
    }
    same = f"{grade.submission} {check.id if check else _IMPORT} {finding.message}"
    return {
        "ruleId": rule,
        "level": "error",
        "message": {"text": told(finding)},
        "locations": [{"physicalLocation": location}],
        "partialFingerprints": {"ormgrader/v1": hashlib.sha256(same.encode()).hexdigest()},
    }


def _uri(path: str) -> str:
    return quote(path)
