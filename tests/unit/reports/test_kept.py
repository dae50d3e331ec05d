"""Grades wait on the disk for the end of their batch."""

from __future__ import annotations

import errno
import os

import pytest

from grader.errors import OperatorError
from grader.model import Outcome
from grader.reports import kept
from grader.reports.audience import Audience
from grader.reports.document import GradePart, grade_part
from grader.reports.kept import KeptGrades
from tests.support.grades import grade


def part(name: str, **changes: object) -> GradePart:
    return grade_part(grade(submission=name, **changes), Audience.INSTRUCTOR)


@pytest.mark.parametrize("in_memory", [1, kept._IN_MEMORY])
def test_grades_come_back_in_the_order_asked_for(in_memory: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Grades come back as they were, whatever the order in which they came, and those that are not there are left out."""
    monkeypatch.setattr(kept, "_IN_MEMORY", in_memory)
    grades = {name: part(name) for name in ("ada", "bo", "cy")}
    with KeptGrades() as keeping:
        for name in reversed(grades):
            keeping.add(name, grades[name])
        found = keeping.in_order(["ada", "nobody", "bo", "cy"])
        assert list(found) == list(grades.values())
        assert list(found) == list(grades.values()), "a second time, too"
        assert (len(found), found[1], list(found[1:])) == (3, grades["bo"], list(found)[1:])


def test_the_last_grade_of_a_key_counts() -> None:
    """A grade takes the place of an earlier one of the same key."""
    with KeptGrades() as keeping:
        keeping.add("ada", part("ada"))
        keeping.add("ada", part("ada", outcome=Outcome.CRASHED))
        (found,) = keeping.in_order(["ada"])
    assert found.outcome == "crashed"


def test_a_full_disk_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a grade cannot be kept, whoever runs the grader is told what to look at."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(kept.pickle, "dump", full)
    with KeptGrades() as keeping, pytest.raises(OperatorError, match="No space left on device"):
        keeping.add("ada", part("ada"))
