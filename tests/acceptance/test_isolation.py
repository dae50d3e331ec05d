"""``--isolation require``: nothing is graded where submissions could not be kept apart in full."""

from __future__ import annotations

import functools
import json
from pathlib import Path

import pytest

from grader import __main__
from grader.running import tools
from grader.sandbox import Sandbox
from tests.support import small_course
from tests.support.shell import Ended, run
from tests.support.small_course import GOOD, put

PASSED, WRONG_USAGE = 0, 2
REFUSAL = "isolation is required, and here it is reduced"
NOWHERE = ("--postgres", "embedded:/nonexistent")
REDUCED = (
    "unshare",
    "--user",
    "--map-root-user",
    "sh",
    "-c",
    'echo 0 > /proc/sys/user/max_user_namespaces; exec "$@"',
    "sh",
)
"""Runs a command as on a machine that allows no namespaces."""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    # Without a warm process, imports that all submissions share are a part of theirs.
    patient = small_course.EXERCISE.replace("_seconds: 1", "_seconds: 10")
    root = small_course.write(tmp_path / "course", exercise=patient)
    put(root / "submissions/notes/good.py", GOOD)
    return root


def reduced(course: Path, *arguments: object, temporary: Path, **env: str) -> Ended:
    return run(*arguments, cwd=course, temporary=temporary, through=REDUCED, env=env)


@pytest.mark.parametrize("command", [("grade", "submissions/notes/good.py"), ("validate",)])
def test_it_refuses_what_is_not_full(course: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    """Below `full` nothing is graded: the message says what is missing, why, and what to do next."""
    ended = reduced(course, *command, "--isolation", "require", temporary=tmp_path)

    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert ended.err.startswith(f"grader: {REFUSAL}; not in force: user namespace: ")
    assert "file view: " in ended.err
    assert "--isolation auto" in ended.err
    assert "docs/security.md" in ended.err
    assert not ended.left_behind


def test_it_grades_where_isolation_is_full(course: Path, tmp_path: Path) -> None:
    """Where nothing is missing, what is required is there."""
    ended = run(
        "grade", "submissions/notes/good.py", "--isolation", "require", "--format", "json",
        cwd=course, temporary=tmp_path,
    )  # fmt: skip

    assert PASSED == ended.code, ended.err
    assert "full" == ended.document["isolation"]["level"]


def test_auto_takes_what_there_is_and_says_which(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without the option submissions are graded below `full` too, and the report says so."""
    monkeypatch.chdir(course)
    monkeypatch.setattr(tools, "Sandbox", functools.partial(Sandbox, warm=False))
    monkeypatch.setattr("sys.argv", ["grader", "grade", "submissions/notes/good.py", "--format", "json"])

    assert PASSED == __main__.main()
    assert "reduced" == json.loads(capsys.readouterr().out)["isolation"]["level"]


def test_a_course_sets_it_for_everybody(course: Path, tmp_path: Path) -> None:
    """[tool.grader] gives the default; the environment goes before it, and the command line before both."""
    grade = ("grade", "submissions/notes/good.py", *NOWHERE)
    (course / "pyproject.toml").write_text('[tool.grader]\nisolation = "require"\n', encoding="utf-8")

    by_course = reduced(course, *grade, temporary=tmp_path)
    by_environment = reduced(course, *grade, temporary=tmp_path, GRADER_ISOLATION="auto")
    by_option = reduced(course, *grade, "--isolation", "require", temporary=tmp_path, GRADER_ISOLATION="auto")

    assert [True, False, True] == [REFUSAL in e.err for e in (by_course, by_environment, by_option)]
    assert "/nonexistent" in by_environment.err


def test_a_setting_that_is_no_choice_is_told(course: Path, tmp_path: Path) -> None:
    """A word that is no choice is refused, with those that are."""
    (course / "pyproject.toml").write_text('[tool.grader]\nisolation = "always"\n', encoding="utf-8")

    ended = run("grade", "submissions/notes/good.py", cwd=course, temporary=tmp_path)

    assert WRONG_USAGE == ended.code
    for word in ("--isolation", "always", "auto", "require"):
        assert word in ended.err


@pytest.mark.parametrize(("choice", "code"), [("auto", PASSED), ("require", WRONG_USAGE)])
def test_the_doctor_says_whether_grading_would_be_refused(
    course: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], choice: str, code: int
) -> None:
    """The doctor ends with 2 where isolation is required and not full, and names the level and what is missing."""
    monkeypatch.chdir(course)
    monkeypatch.setattr("grader.commands.doctor.Sandbox", functools.partial(Sandbox, warm=False))
    monkeypatch.setattr("sys.argv", ["grader", "doctor", "--json", "--isolation", choice])

    assert code == __main__.main()
    lines = {line["what"]: line for line in json.loads(capsys.readouterr().out)["lines"]}
    assert not lines["isolation"]["there"]
    assert lines["isolation"]["found"].startswith("reduced: ")
    assert "not in force: namespaces" in lines["isolation"]["found"]
