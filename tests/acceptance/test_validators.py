"""A `@validates` that takes what the exercise says passes; one that refuses more is named, with the value."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.course import Course
from grader.course.submissions import Submission
from grader.grading.grading import Grading
from grader.model import Finding, Verdict
from grader.running.tools import Tools
from tests.support import small_course

EXERCISE = """\
title: Boats
models:
  Boat:
    columns:
      id: {type: integer, primary_key: true}
      name: {type: text, nullable: false}
      crew: {type: integer, nullable: false}
      built: {type: date, nullable: false}
      flag: {type: text, nullable: false}
      sails: {type: integer, default: 2}
checks:
  - {id: default, title: Default, default: Boat.sails}
  - id: made
    title: Made and renamed
    drafts: [{Boat: fresh}, {Boat: other}]
    do:
      - new: Boat
        with: {name: $fresh.name, crew: $fresh.crew, built: $fresh.built, flag: $fresh.flag}
        as: boat
      - {add: $boat}
      - commit
      - {set: $boat.crew, to: $other.crew}
      - commit
    expect: {added: {Boat: [{name: $fresh.name, crew: $other.crew, sails: 2}]}}
  - id: laid
    title: Renamed
    data: [{Boat: old}]
    drafts: [{Boat: other}]
    do: [{set: $old.name, to: $other.name}, commit]
    expect: {changed: {$old: {name: $other.name}}}
"""
BOUNDS = {
    "name: {type: text,": "name: {type: text, drawn: 2..9 characters,",
    "crew: {type: integer,": "crew: {type: integer, drawn: 1..12,",
    "built: {type: date,": "built: {type: date, drawn: today - 30 years..today - 1 days,",
    "flag: {type: text,": "flag: {type: text, drawn: [red, green],",
}
BOAT = """
import datetime
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, validates

class Base(DeclarativeBase):
    pass

class Boat(Base):
    __tablename__ = "boats"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    crew: Mapped[int]
    built: Mapped[datetime.date]
    flag: Mapped[str]
    sails: Mapped[int] = mapped_column(default=2)

    @validates("name")
    def fits_the_bow(self, key, name):
        if not 2 <= len(name) <= 9:
            raise ValueError(f"{key} is too long")
        return name

    @validates("crew", "flag")
    def is_known(self, key, value):
        if key == "crew" and not 1 <= value <= 12:
            raise ValueError("too many")
        if key == "flag" and value not in ("red", "green"):
            raise ValueError("unknown")
        return value

    @validates("built")
    def is_of_the_past(self, key, day):
        assert datetime.date(1990, 1, 1) <= day < datetime.date.today()
        return day
"""
WITH_BOUNDS = EXERCISE
for _stated, _bounded in BOUNDS.items():
    WITH_BOUNDS = WITH_BOUNDS.replace(_stated, _bounded)


def findings(tools: Tools, root: Path, exercise: str, source: str) -> list[dict[str, tuple[Finding, ...]]]:
    course = small_course.write(root, exercise=exercise, hidden="checks: []\n", references={}, rejected={})
    path = small_course.put(root / "ada.py", source)
    with Grading(Course(course).exercise("notes"), tools) as grading:
        grades = grading.grade(Submission(path, "notes"), range(1, 6))
    return [
        {check.id: check.findings for check in grade.checks if check.verdict is not Verdict.PASSED}
        for grade in grades
    ]


def test_values_within_the_bounds_are_taken(tools: Tools, tmp_path: Path) -> None:
    """Where the exercise says within which bounds it draws, a validator of these bounds takes all that it draws."""
    assert [{}] * 5 == findings(tools, tmp_path, WITH_BOUNDS, BOAT)


@pytest.mark.parametrize(
    ("right", "wrong", "fails"),
    [
        ("default=2", "default=3", {"default", "made"}),
        ("return name", "return name.upper()", {"made", "laid"}),
        ("return value", "return 1 if key == 'crew' else value", {"made"}),
    ],
)
def test_wrong_work_fails(tools: Tools, tmp_path: Path, right: str, wrong: str, fails: set[str]) -> None:
    """A wrong default, and a validator that changes what it takes, fail as ever."""
    assert right in BOAT
    found = findings(tools, tmp_path, WITH_BOUNDS, BOAT.replace(right, wrong))
    assert fails == set().union(*found)


def test_a_refusal_names_the_validator(tools: Tools, tmp_path: Path) -> None:
    """Where the exercise says nothing, the finding names the validator and the value, and says that all is open."""
    (found, *_) = findings(tools, tmp_path, EXERCISE, BOAT)
    assert {"default", "made", "laid"} == found.keys()
    for (finding,) in found.values():
        assert finding.message.startswith("Your validator `Boat.fits_the_bow` refuses name='")
        assert finding.message.endswith("', which this check gives: ValueError.")
        assert "The exercise does not say which values `Boat.name` may have" in f"{finding.hint}"
        assert "ValueError: name is too long" in f"{finding.actual}"
        assert finding.where is not None


def test_a_validator_that_is_stricter_than_the_exercise(tools: Tools, tmp_path: Path) -> None:
    """A validator that refuses part of what the exercise states fails, and the finding says what is stated."""
    found = findings(tools, tmp_path, WITH_BOUNDS, BOAT.replace('("red", "green")', '("green",)'))
    (finding,) = next(each["default"] for each in found if "default" in each)
    assert "Your validator `Boat.is_known` refuses" in finding.message
    assert "flag='red'" in finding.message
    assert "The exercise's values for `Boat.flag` are red, green" in f"{finding.hint}"


def test_what_a_validator_does_not_raise_stays_as_it_is(tools: Tools, tmp_path: Path) -> None:
    """An error from elsewhere is told as ever, with no word of a validator."""
    source = BOAT + "\n    def __init__(self, **given):\n        raise KeyError('sails')\n"
    (found, *_) = findings(tools, tmp_path, WITH_BOUNDS, source)
    (finding,) = found["default"]
    assert "validator" not in f"{finding.message}{finding.hint}"
