"""Grades a share of the checks twice: the second time every run has a new process and a new copy of the database.

What comes out must be the same. It is a proof of the proofs by which runs follow each other in one process
(``running.processes``) and one database (``running.databases``).
"""

from __future__ import annotations

import os
import random
import re
from dataclasses import dataclass
from typing import Any

from grader.model import CheckGrade, Finding, ServerCount


@dataclass(frozen=True)
class Control:
    """``share``: of the checks, from 0 (none) to 1 (all)."""

    share: float = 0.0

    def chooses(self, name: str) -> bool:
        """The same for the same name."""
        return random.Random(os.fsencode(name)).random() < self.share  # noqa: S311 - repeatable on purpose


NO_CONTROL = Control()


def difference(first: CheckGrade, again: CheckGrade) -> str:
    """What came out otherwise the second time; empty where nothing did."""
    for name, ours in _facts(first).items():
        theirs = _facts(again)[name]
        if ours != theirs:
            where = f"{name} was {_shortened(ours)}"
            return f"{where}, and in a new process and database {_shortened(theirs)}"
    return ""


def _facts(grade: CheckGrade) -> dict[str, Any]:
    """All that is shown, but for times and for what connections look up by themselves. Rows may hold times: what they
    decide is among the findings."""
    return {
        "the verdict": grade.verdict,
        "the points": grade.points,
        "the reason": grade.reason,
        "the findings": [_without_times(finding) for finding in grade.findings],
        "the outcome": [(run.outcome, run.detail) for run in grade.runs],
        "the count": [(run.count, run.ahead, run.left_open) for run in grade.runs],
        "the statements": [_statements(run.server) for run in grade.runs],
        "the client's statements": [run.statements for run in grade.runs],
    }


_LONGEST = 500
"""Characters of what came out that are shown."""

_TIMES = re.compile(r"\d{4}-\d\d-\d\d[ T][\d:.+]+|datetime\(\d+(, \d+)+")


def _without_times(finding: Finding) -> str:
    """What it says, but for the moments at which it was done."""
    return _TIMES.sub("(a time)", str(finding))


def _statements(count: ServerCount | None) -> Any:
    return count and (count.statements, count.nested, count.complete)


def _shortened(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."
