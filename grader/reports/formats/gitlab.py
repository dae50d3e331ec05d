"""``--format gitlab``: GitLab's code quality report, shown at the lines of a merge request
(docs.gitlab.com/ci/testing/code_quality)."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from typing import Any

from grader.reports.document import Grades
from grader.reports.parts.plain import source_path, tell_isolation, told, wrong
from grader.terminal import write_json


def write(document: Grades) -> None:
    tell_isolation(document)
    issues: list[dict[str, Any]] = []
    seen: Counter[str] = Counter()  # issues of one fingerprint are folded into one
    for grade in document.grades:
        for check, finding in wrong(grade):
            name = f"{grade.exercise}/{check.id if check else 'import'}"
            same = f"{grade.submission} {name} {finding.message}"
            seen[same] += 1
            issues.append(
                {
                    "description": told(finding),
                    "check_name": name,
                    "fingerprint": hashlib.sha256(f"{same} {seen[same]}".encode()).hexdigest(),
                    "severity": "major",
                    "location": {
                        "path": source_path(grade, finding.where),
                        "lines": {"begin": finding.where.line if finding.where else 1},
                    },
                }
            )
    write_json(json.dumps(issues, indent=2))
