"""``grader doctor`` and the settings of a course."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import small_course

NOWHERE = "embedded:/nonexistent"


def run(cwd: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith("GRADER_")}
    return subprocess.run(
        [sys.executable, "-m", "grader", *arguments],
        cwd=cwd,
        env={**clean, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return small_course.write(tmp_path / "course")


def test_it_tells_what_there_is(course: Path) -> None:
    """A machine on which grading works is told so, with versions, isolation and what would be taken."""
    done = run(course, "doctor", "--json", "--postgres", "embedded")
    assert done.returncode == 0, done.stderr
    lines = {line["what"]: line for line in json.loads(done.stdout)["lines"]}
    assert lines["embedded PostgreSQL"]["there"]
    assert "sqlalchemy" in lines["versions"]["found"]
    assert "embedded" in lines["--postgres embedded"]["found"]
    assert lines["isolation"]["found"].startswith("full: user namespace, ")
    assert lines["exercises"]["found"] == "notes"


def test_what_is_missing_has_a_next_step(course: Path) -> None:
    """What is not there comes with what to do about it, and the exit code says that grading would fail."""
    done = run(course, "doctor", "--json", "--postgres", NOWHERE)
    assert done.returncode == 2
    missing = [line for line in json.loads(done.stdout)["lines"] if not line["there"]]
    assert missing
    assert all(line["next_step"] for line in missing)


def test_the_table_fits_a_terminal(course: Path) -> None:
    """The table is for people: a line for each thing, no JSON, no traceback."""
    done = run(course, "doctor", "--postgres", "embedded", COLUMNS="80")
    assert re.search(r"isolation +full: ", done.stdout)
    assert max(len(line) for line in done.stdout.splitlines()) <= 80
    assert "Traceback" not in done.stderr


def test_a_course_sets_the_server_for_everybody(course: Path) -> None:
    """[tool.grader] gives defaults; the environment goes before it, and the command line before both."""
    (course / "pyproject.toml").write_text(f'[tool.grader]\npostgres = "{NOWHERE}"\n', encoding="utf-8")
    assert run(course, "doctor").returncode == 2
    assert run(course, "doctor", GRADER_POSTGRES="embedded").returncode == 0
    assert run(course, "doctor", "--postgres", NOWHERE, GRADER_POSTGRES="embedded").returncode == 2


def test_an_unknown_setting_is_told(course: Path) -> None:
    """A setting that is not there is told with its file and the nearest right name."""
    (course / "pyproject.toml").write_text('[tool.grader]\npostgress = "embedded"\n', encoding="utf-8")
    done = run(course, "doctor")
    assert done.returncode == 2
    assert "pyproject.toml" in done.stderr
    assert "did you mean `postgres`" in done.stderr


def test_packages_of_exercises_are_looked_for(tmp_path: Path) -> None:
    """What an exercise needs and is not installed is told with the next step, and the machine is not ready."""
    text = small_course.EXERCISE.replace(
        "title: Notes\n", "title: Notes\npackages: [sqlalchemy, no-such-thing]\n", 1
    )
    course = small_course.write(tmp_path / "course", exercise=text)

    done = run(course, "doctor", "--json", "--postgres", "embedded")

    assert 2 == done.returncode
    (line,) = [line for line in json.loads(done.stdout)["lines"] if line["what"] == "packages of notes"]
    assert (False, "not installed: no-such-thing") == (line["there"], line["found"])
    assert "pip install no-such-thing" == line["next_step"]


@pytest.mark.parametrize(
    ("made", "is_made"),
    [("CREATE EXTENSION citext", True), ("[CREATE SCHEMA shop, CREATE EXTENSION pgcrypto]", False)],
)
def test_what_databases_need_is_tried(made: str, is_made: bool, tmp_path: Path) -> None:
    """What an exercise has made before its tables is made once: a server that cannot is not ready."""
    text = small_course.EXERCISE.replace("title: Notes\n", f"title: Notes\nbefore: {made}\n", 1)
    course = small_course.write(tmp_path / "course", exercise=text)

    done = run(course, "doctor", "--json", "--postgres", "embedded")

    (line,) = [line for line in json.loads(done.stdout)["lines"] if line["what"] == "before notes"]
    if line["there"] and not is_made:
        pytest.skip("these binaries have pgcrypto")
    assert is_made == line["there"] == (done.returncode == 0)
    assert is_made or "--postgres container" in line["next_step"]
