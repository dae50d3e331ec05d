"""Which exercise a submission is for, and what of a folder is one."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from grader.commands import grade
from grader.course.course import Course
from grader.errors import OperatorError


def test_the_question_names_the_submission_readably(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The question names the submission without a character that a terminal obeys, and as it is written."""
    terminal = io.StringIO("blog\n")
    monkeypatch.setattr(terminal, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", terminal)

    assert "blog" == grade._asking(["blog", "library"])(Path("e\x1b[2J\n\u202e[red].py"))
    assert r"Which exercise is e\x1b[2J\n\u202e[red].py for?" in capsys.readouterr().err


def test_nobody_is_asked_where_there_is_one_exercise() -> None:
    """In a handout, every submission is for its exercise."""
    assert "blog" == grade._asking(["blog"])(Path("mine.py"))


def course(folder: Path, *modules: str) -> Course:
    for name in ("exercises/blog/starter.py", "solutions/blog/reference/modern.py", *modules):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    return Course(folder)


def test_a_handout_is_graded_without_its_starter(tmp_path: Path) -> None:
    """Of the folder that holds the exercises, what lies beside them is graded; any other path is as it is."""
    of = course(tmp_path, "mine.py")
    assert [tmp_path / "mine.py"] == grade._without_exercises(tmp_path, of)
    starter = tmp_path / "exercises/blog/starter.py"
    assert [starter] == grade._without_exercises(starter, of)


def test_a_handout_without_a_solution(tmp_path: Path) -> None:
    """Who has written nothing yet is told where to begin."""
    with pytest.raises(OperatorError, match=r"Copy the exercise's starter\.py"):
        grade._without_exercises(tmp_path, course(tmp_path))
