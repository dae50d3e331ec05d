"""Checks in Python, visible and hidden ones, hand over rows of the data, as those in YAML do."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.course import Course
from grader.course.submissions import Submission
from grader.grading.grading import Grading
from grader.model import CheckGrade
from grader.running.tools import Tools
from tests.support import small_course

EXERCISE = """\
title: Owners
models:
  Owner:
    columns: {id: {type: integer, primary_key: true}, name: {type: text}}
functions:
  Owner.shout: {kind: method, returns: text}
  Owner.merge: {kind: method, parameters: [session, other], returns: nothing}
checks:
  - {id: columns, title: Columns, columns: Owner}
"""
HIDDEN = """\
checks:
  - id: rows
    title: Rows in Python
    data: [{Owner: ada, name: Ada}, {Owner: bob, name: Bob}, {Owner: cleo}]
    python: check_rows
"""
CHECKS = """
def check_rows(run):
    def wants(expected, act):
        answer = run.do(act)
        if (answer.value, answer.problem) != (expected, None):
            yield run.finding(f"{act}: {answer.shown} {answer.problem} {answer.raised}")
    yield from wants("Ada", {"read": "$ada.name"})
    yield from wants("ADA", {"call": "$ada.shout"})
    yield from wants(None, {"set": "$ada.name", "to": "Eve"})
    yield from wants(None, {"call": "$bob.merge", "with": {"other": "$ada"}})
    yield from wants(None, "commit")
    names = sorted(row["name"] for row in run.rows("Owner"))
    if names[1:] != ["Bob and Eve", "Eve"] and names[:2] != ["Bob and Eve", "Eve"]:
        yield run.finding(f"the names are {names}")
    if "nothing kept as nobody" not in (run.do({"read": "$nobody.name"}).problem or ""):
        yield run.finding("nobody is somebody")
"""
OWNER = """
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

class Base(DeclarativeBase):
    pass

class Owner(Base):
    __tablename__ = "owners"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str | None]

    def shout(self):
        return self.name.upper()
"""
WITH_A_SESSION = """
    def merge(self, session, other):
        assert other in session
        self.name += " and " + other.name
"""
WITHOUT = """
    def merge(self, other):
        self.name += " and " + other.name
"""
FORGETS = """
    def merge(self, other):
        pass
"""

PLACES = {"exercises": "visible", "solutions": "hidden"}
"""Where a check in Python may stand."""


def rows(tools: Tools, root: Path, source: str, place: str) -> CheckGrade:
    """The grade of the check in Python, of a course that has it in that folder."""
    visible = place == "exercises"
    exercise = EXERCISE + HIDDEN.partition("\n")[2] if visible else EXERCISE
    hidden = "checks: []\n" if visible else HIDDEN
    course = small_course.write(root, exercise=exercise, hidden=hidden, references={}, rejected={})
    small_course.put(root / place / "notes/checks.py", CHECKS)
    path = small_course.put(root / "ada.py", source)
    with Grading(Course(course).exercise("notes"), tools) as grading:
        return grading.grade(Submission(path, "notes"), [3])[0].checks[1]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("method", [WITH_A_SESSION, WITHOUT])
def test_rows_are_handed_over(tools: Tools, tmp_path: Path, method: str, place: str) -> None:
    """Acts of a check in Python read, set and call rows of the data; loading them is not counted."""
    check = rows(tools, tmp_path, OWNER + method, place)
    assert () == check.findings
    server = check.runs[0].server
    assert server is not None
    assert 2 == sum(s.calls for s in server.statements if s.sql.startswith(("UPDATE", "SELECT")))


@pytest.mark.parametrize(("place", "visibility"), PLACES.items())
def test_wrong_work_fails(tools: Tools, tmp_path: Path, place: str, visibility: str) -> None:
    """A method that changes nothing is found out by the same acts."""
    check = rows(tools, tmp_path, OWNER + FORGETS, place)
    (finding,) = check.findings
    assert visibility == check.visibility
    assert finding.message.startswith("the names are")
