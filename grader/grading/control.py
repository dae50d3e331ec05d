"""Grades a share of the checks twice: the second time every run has a new process and a new copy of the database.

The document must be the same. It is a proof of the proofs by which runs follow each other in one process
(``running.processes``) and one database (``running.databases``).
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from grader.model import CheckGrade
from grader.reports.document import CheckPart, check_part


@dataclass(frozen=True)
class Control:
    """``share``: of the checks, from 0 (none) to 1 (all)."""

    share: float = 0.0

    def chooses(self, name: str) -> bool:
        """The same for the same name."""
        return random.Random(name).random() < self.share  # noqa: S311 - repeatable on purpose


def difference(first: CheckGrade, again: CheckGrade) -> str:
    """What the second document has otherwise; empty where nothing is."""
    ours, theirs = (_without_times(check_part(grade)).model_dump() for grade in (first, again))
    different = [name for name, value in ours.items() if value != theirs[name]]
    if not different:
        return ""
    name = different[0]
    return (
        f"{name} was {_shortened(ours[name])}, and in a new process and database {_shortened(theirs[name])}"
    )


def _without_times(part: CheckPart) -> CheckPart:
    runs = [run.model_copy(update={"seconds": 0.0}) for run in part.runs]
    return part.model_copy(update={"runs": runs})


def _shortened(value: object) -> str:
    text = str(value)
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}..."


_LONGEST = 500
