"""The log: whoever asks for it can follow what was decided for each submission, though several are graded at once."""

from __future__ import annotations

import pytest

from tests.support import small_course
from tests.support.shell import Ended, run
from tests.support.small_course import GOOD, put

SUBMISSIONS = {
    "ada.py": GOOD,
    "bob.py": f"{GOOD}\nimport threading\nthreading.Thread(target=threading.Event().wait, daemon=True).start()\n",
    "cem/models.py": f"{GOOD}\nimport nowhere_to_be_found\n",
    "cem/venv/lib.py": "",
}


def graded(tmp_path_factory: pytest.TempPathFactory, *options: str) -> Ended:
    course = small_course.write(tmp_path_factory.mktemp("course"))
    for name, text in SUBMISSIONS.items():
        put(course / "submissions/notes" / name, text)
    command = (*options, "grade", "submissions/notes", "--seed", "3", "--jobs", "3", "--format", "json")
    return run(*command, cwd=course, temporary=tmp_path_factory.mktemp("batch"))


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    return graded(tmp_path_factory, "--log-level", "debug")


def lines(ended: Ended, submission: str) -> str:
    """What was logged of one submission, without the time."""
    about = [
        line.split(" ", 2)[2]
        for line in ended.err.splitlines()
        if f" submissions/notes/{submission} " in line
    ]
    return "\n".join(line.replace(f" submissions/notes/{submission}", "") for line in about)


def test_off_by_default(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Who does not ask for a log gets none."""
    ended = graded(tmp_path_factory)
    assert ("", 1) == (ended.err, ended.code)


def test_the_report_is_apart(told: Ended) -> None:
    """The log goes to standard error: what is written on standard output stays a document."""
    assert {"ada", "bob", "cem"} == set(told.grades)
    assert " INFO - grader.batch.runner: seed 3: 3 to grade, 0 finished before" in told.err
    assert " - grader.running.tools: isolation is " in told.err
    assert " INFO - grader.running.tools: PostgreSQL " in told.err


def test_one_submission_can_be_followed(told: Ended) -> None:
    """The lines of a submission say what was decided for it, and nothing of the others."""
    ada, bob, cem = (lines(told, name) for name in ("ada.py", "bob.py", "cem"))
    assert "INFO grader.grading.grading: 6 of 6 points with seed 3, in " in ada
    assert "DEBUG grader.grading.checking: run 3/finds-notes: completed in " in ada
    assert "no run is forked" not in ada
    assert "INFO grader.running.subject: no run is forked from its import: it left a thread" in bob
    assert "skipped" not in bob
    assert "INFO grader.course.submissions: left out: cem/venv" in cem
    assert "no run is forked from its import: it ended as import_failed" in cem
    assert "check counts-notes is skipped: the submission could not be imported" in cem


def test_decisions_alone(tmp_path_factory: pytest.TempPathFactory) -> None:
    """``--log`` tells decisions, and not each run."""
    ended = graded(tmp_path_factory, "--log")
    assert "no run is forked" in lines(ended, "bob.py")
    assert "DEBUG" not in ended.err
