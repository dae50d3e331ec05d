"""What goes wrong on the grader's side leaves a trace for its author, and is not for a student to read."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from grader.commands import grade
from grader.postgres.providers.container import DEFAULT_IMAGE
from grader.reports import document
from grader.reports.audience import Audience
from grader.running.subject import Subject
from grader.running.tools import IsolationChoice
from tests.support import small_course

STUDENTS = ("ada", "bob", "eve")
VICTIM = "bob"
VERDICTS = 4


@pytest.fixture
def course(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A course with three right submissions, as the working directory."""
    course = small_course.write(tmp_path / "course")
    folder = course / "submissions" / "notes"
    folder.mkdir(parents=True, exist_ok=True)
    for name in STUDENTS:
        (folder / f"{name}.py").write_text(small_course.GOOD, encoding="utf-8")
    monkeypatch.chdir(course)
    return folder


def run(
    folder: Path, audience: Audience, capsys: pytest.CaptureFixture[str], report: Path | None
) -> tuple[Any, str]:
    """The document of a command, by submission, and what it said on standard error."""
    capsys.readouterr()
    grade.run(
        grade.Options(
            [folder],
            None,
            "embedded",
            DEFAULT_IMAGE,
            IsolationChoice.AUTO,
            "json",
            audience,
            3,
            (),
            2,
            report,
            False,
        )
    )
    told = capsys.readouterr()
    return {found["submission"]: found for found in json.loads(told.out)["grades"]}, told.err


def fail_for(monkeypatch: pytest.MonkeyPatch, error: Exception, *, at: Callable[[Any], bool]) -> None:
    """Let each run that ``at`` chooses fail with ``error``."""
    honest = Subject.begin

    def begin(self: Subject, plan: Any, is_new: bool) -> Any:
        if at(self):
            raise error
        return honest(self, plan, is_new)

    monkeypatch.setattr(Subject, "begin", begin)


def is_victim(subject: Any) -> bool:
    return bool(subject._path.stem == VICTIM)


def test_an_error_names_a_file_with_its_traceback(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """A check that fails twice by our fault is an `error` of that submission alone. The instructor's report and
    standard error name a file in the report's folder, which holds the traceback, the versions and the command."""
    fail_for(monkeypatch, OSError(5, "the disk is gone"), at=is_victim)

    grades, told = run(course, Audience.INSTRUCTOR, capsys, tmp_path / "report")

    assert [0, VERDICTS - 1, 0] == [grades[name]["errors"] for name in STUDENTS]
    named = {path for note in grades[VICTIM]["notes"] for path in re.findall(r"\S+\.txt", note.rstrip(")"))}
    assert named
    for path in named:
        assert path in told
        assert Path(path).parent == tmp_path / "report" / "faults"
        text = Path(path).read_text(encoding="utf-8")
        for words in ("Traceback", "the disk is gone", "psycopg2-binary", "grader grade", f"{VICTIM}.py"):
            assert words in text


def test_a_student_reads_that_it_is_not_their_fault(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A student's report says neither what failed nor where the file is."""
    fail_for(monkeypatch, OSError(5, "the disk is gone"), at=is_victim)

    grades, _ = run(course, Audience.STUDENT, capsys, None)

    assert VERDICTS - 1 == grades[VICTIM]["errors"]
    assert "the disk is gone" not in str(grades)
    assert "grader-fault" not in str(grades)


def test_what_fails_once_is_tried_again(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A fault that does not come again costs nobody anything."""
    left = [1]
    fail_for(
        monkeypatch, OSError(5, "hiccup"), at=lambda subject: is_victim(subject) and bool(left) and left.pop()
    )

    grades, told = run(course, Audience.INSTRUCTOR, capsys, None)

    assert all(found["points"] == found["max_points"] for found in grades.values())
    assert "hiccup" not in told


def test_what_a_submissions_values_break_fails(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """An exception that a submission's values cause is not an `error`: the check that looks at them fails, and no
    other; its points stay in the sum, and the instructor finds the traceback."""
    fail_for(monkeypatch, RecursionError("too deep"), at=is_victim)

    grades, told = run(course, Audience.INSTRUCTOR, capsys, None)

    assert 0 == grades[VICTIM]["errors"]
    assert grades["ada"]["max_points"] == grades[VICTIM]["max_points"]
    verdicts = {check["id"]: check["verdict"] for check in grades[VICTIM]["checks"]}
    assert ("passed", "failed") == (verdicts["note-columns"], verdicts["finds-notes"])
    assert "RecursionError: too deep" in told
    assert grades["ada"]["points"] == grades["eve"]["points"] == grades["ada"]["max_points"]


def test_a_report_that_cannot_be_written_loses_no_grade(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Where a submission's words cannot be written, its verdicts are, and the others' reports are whole."""
    honest = document._run

    def odd(run: Any) -> Any:
        if any("bob" in str(s.where) for observation in run.observations for s in observation.statements):
            raise ValueError("Exceeds the limit for integer string conversion")
        return honest(run)

    monkeypatch.setattr(document, "_run", odd)

    grades, told = run(course, Audience.INSTRUCTOR, capsys, tmp_path / "report")

    assert [found["max_points"] for found in grades.values()] == [
        found["points"] for found in grades.values()
    ]
    assert [] == [run for check in grades[VICTIM]["checks"] for run in check["runs"]]
    assert [] != [run for check in grades["ada"]["checks"] for run in check["runs"]]
    assert "the report leaves out what the submission says" in told
    assert (tmp_path / "report" / "notes-bob.json").is_file()
