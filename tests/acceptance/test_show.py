"""``grader show``: what a person sees of an exercise, and what nobody sees of its hidden checks."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from tests.support import small_course
from tests.support.repository import ROOT
from tests.support.shell import run
from tests.support.small_course import put

WRONG_USAGE = 2
INSTRUCTIONS = """\
# Notes

Write **two** functions:

- `find_notes`
- `count_notes`
"""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = small_course.write(tmp_path / "course")
    put(root / "exercises/notes/instructions.md", INSTRUCTIONS)
    return root


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text)


def test_everything_that_is_asked(tmp_path: Path) -> None:
    """Models with columns and relationships, functions with what they return, checks with points."""
    ended = run("show", "library", cwd=ROOT, temporary=tmp_path)

    assert 0 == ended.code, ended.err
    for said in (
        "A lending library",
        "isbn text, not NULL, unique",
        "loans many Loan, the other side of Loan.book, deleting one deletes its loans",
        "Book.available property returns integer",
        "add_book(session, title, isbn, author_names) returns Book",
        "2 borrow refuses when all copies are lent borrow-refuses",
        "18 checks, 30 points",
    ):
        assert said in squeezed(ended.out)


def test_nothing_of_a_hidden_check_but_number_and_points(course: Path, tmp_path: Path) -> None:
    """Of hidden checks there is one line: how many, and for how many points."""
    ended = run("show", "notes", cwd=course, temporary=tmp_path)

    assert "1 hidden check, 2 points" in ended.out
    for secret in ("counts-few", "in one statement", "zebra", "The database can count", "21"):
        assert secret not in ended.out


def test_without_solutions_there_are_no_hidden_checks(course: Path, tmp_path: Path) -> None:
    """On a student's machine, which has no solutions/, hidden checks are not mentioned."""
    shutil.rmtree(course / "solutions")

    ended = run("show", "notes", cwd=course, temporary=tmp_path)

    assert "3 checks, 4 points" in ended.out
    assert "hidden" not in ended.out


def test_plain_when_piped(course: Path, tmp_path: Path) -> None:
    """In a pipe the instructions stand as they were written, without anything that only a terminal obeys."""
    ended = run("show", "notes", cwd=course, temporary=tmp_path)

    assert INSTRUCTIONS in ended.out
    assert "\x1b" not in ended.out


def test_rendered_in_a_terminal(course: Path, tmp_path: Path) -> None:
    """In a terminal the instructions are set: no marks of Markdown are left."""
    ended = run("show", "notes", cwd=course, temporary=tmp_path, env={"FORCE_COLOR": "1", "TERM": "xterm"})

    assert "\x1b[1mtwo\x1b[0m" in ended.out
    assert not [mark for mark in ("**", "# Notes", "`") if mark in ended.out]


def test_an_exercise_without_instructions(course: Path, tmp_path: Path) -> None:
    """An exercise that has no instructions yet is shown all the same."""
    (course / "exercises/notes/instructions.md").unlink()

    ended = run("show", "notes", cwd=course, temporary=tmp_path)

    assert 0 == ended.code, ended.err
    assert "Instructions" not in ended.out
    assert "count_notes(session)" in ended.out


def test_an_unknown_exercise(course: Path, tmp_path: Path) -> None:
    """A slug that is not there is told with the nearest that is, and where exercises are looked for."""
    ended = run("show", "note", cwd=course, temporary=tmp_path)

    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert "did you mean `notes`?" in ended.err
    assert str(course / "exercises") in ended.err
