"""``grader report``: finished grades in any format, without grading again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from grader.reports.formats.registry import OF_ONE, REPORTS
from tests.support import small_course
from tests.support.grades import CLASSROOM50
from tests.support.shell import Ended, run

WRONG_USAGE = 2


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course with two submissions that are graded, and what was printed then, beside the folder ``report``."""
    place = tmp_path_factory.mktemp("course")
    root = small_course.write(place)
    for name, source in {"ada": small_course.GOOD, "bob": small_course.STARTER}.items():
        small_course.put(root / f"submissions/notes/{name}.py", source)
    asked = ("submissions/notes", "--report", "report", "--format", "json", "--seed", "1")
    ended = run("grade", *asked, cwd=root, temporary=place)
    small_course.put(root / "printed.json", ended.out)
    return root


def reported(course: Path, *asked: str) -> Ended:
    return run("report", "report", *asked, cwd=course, temporary=course, env=CLASSROOM50)


@pytest.mark.parametrize("name", sorted(set(REPORTS) - OF_ONE))
def test_every_format_of_many(name: str, course: Path) -> None:
    """Each format that holds a class is printed from what lies in the folder."""
    ended = reported(course, "--format", name)

    assert (ended.code, bool(ended.out)) == (0, True), ended.err
    assert not ended.left_behind


@pytest.mark.parametrize("name", sorted(OF_ONE - {"classroom50"}))
def test_every_format_of_one(name: str, course: Path) -> None:
    """A format of one submission wants a name, and takes it as the report has it, or as a path."""
    assert reported(course, "--format", name).code == WRONG_USAGE
    for submission in ("ada", "submissions/notes/ada.py"):
        ended = reported(course, "--format", name, "--submission", submission)
        assert (ended.code, bool(ended.out)) == (0, True), ended.err


def test_it_is_what_was_printed_when_it_was_graded(course: Path) -> None:
    """The document that is printed again is the one that grading printed."""
    assert json.loads(reported(course, "--format", "json").out) == json.loads(
        (course / "printed.json").read_text("utf-8")
    )


@pytest.mark.parametrize(
    ("content", "asked", "said"),
    [
        (None, (), "report/grades.json cannot be read"),
        ("{}", (), "is not a document of this grader"),
        ("\0", (), "is not a document of this grader"),
    ],
    ids=["no report", "another document", "damaged"],
)
def test_a_folder_without_finished_grades(
    content: str | None, asked: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    """What is no folder of reports, or was damaged, is said, with the next step."""
    if content is not None:
        small_course.put(tmp_path / "report/grades.json", content)

    ended = reported(tmp_path, *asked)

    assert WRONG_USAGE == ended.code
    assert said in ended.err
    assert not ended.out


def test_a_submission_that_is_not_there(course: Path) -> None:
    """The names that there are stand beside one that is not."""
    ended = reported(course, "--submission", "eve")

    assert WRONG_USAGE == ended.code
    assert "unknown submission `eve`" in ended.err
    assert "ada" in ended.err
