"""Whatever the machine around it is like, the grader grades, or says in a sentence what is wrong with the machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support import small_course
from tests.support.repository import ROOT
from tests.support.shell import Ended, run
from tests.support.small_course import GOOD, put

ALL_PASSED, WRONG_USAGE, CLOSED_OUTPUT = 0, 2, 141
_LOOKING = "-dac_override,-dac_read_search"
UNPRIVILEGED = ("setpriv", f"--bounding-set={_LOOKING}", f"--inh-caps={_LOOKING}") if os.getuid() == 0 else ()
"""So that root may not look where others may not either."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="it is about what Linux machines are like")


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    course = small_course.write(tmp_path_factory.mktemp("course"))
    put(course / "submissions/notes/right.py", GOOD)
    return course


@pytest.mark.parametrize(
    "env",
    [
        {"PGSERVICE": "work"},
        {"PGDATESTYLE": "German", "PGTZ": "Asia/Tokyo"},
        {"PGOPTIONS": "-c search_path=nowhere", "PGHOSTADDR": "192.0.2.1", "PGREQUIREAUTH": "none"},
    ],
)
def test_variables_of_libpq_do_not_reach_the_graders_server(
    env: Mapping[str, str], course: Path, tmp_path: Path
) -> None:
    """A person's own service, address or settings change nothing of what the grader asks of its own server."""
    ended = run(
        "grade", "submissions/notes", "--postgres", "embedded", cwd=course, temporary=tmp_path, env=env
    )
    assert (ALL_PASSED, "") == (ended.code, ended.err)


@pytest.mark.parametrize("encoding", ["ascii", "cp1252"])
@pytest.mark.parametrize("format_", ["text", "markdown", "json"])
def test_any_encoding_can_be_written(encoding: str, format_: str, course: Path, tmp_path: Path) -> None:
    """A character that the terminal's encoding does not have is spelt out, and JSON stays JSON."""
    ended = run(
        "grade", "submissions/notes", "--format", format_,
        cwd=course, temporary=tmp_path, env={"PYTHONIOENCODING": encoding},
    )  # fmt: skip
    assert (ALL_PASSED, "") == (ended.code, ended.err)
    if format_ == "json":
        assert ["right"] == [grade["submission"] for grade in json.loads(ended.out)["grades"]]


def test_a_reader_that_goes_is_no_failed_check(course: Path, tmp_path: Path) -> None:
    """Where only the first line is read, no traceback is told, the reports are whole, and the exit code is a shell's."""
    ended = run(
        "grade", "submissions/notes", "--report", tmp_path / "report", cwd=course, temporary=tmp_path,
        through=("bash", "-c", '"$@" | head -c 1; exit ${PIPESTATUS[0]}', "bash"),
    )  # fmt: skip
    assert (CLOSED_OUTPUT, "") == (ended.code, ended.err)
    assert (tmp_path / "report/index.html").is_file()


def _called_in(folder: str, course: Path, tmp_path: Path, *through: str) -> Ended:
    return run(
        "grade", course / "submissions/notes", cwd=course, temporary=tmp_path,
        through=("bash", "-c", f'{folder} && exec "$@"', "bash", *through),
    )  # fmt: skip


def test_a_working_folder_that_is_gone_is_told(course: Path, tmp_path: Path) -> None:
    """Called in a folder that was deleted, the grader says so."""
    ended = _called_in("mkdir gone && cd gone && rmdir ../gone", course, tmp_path)
    assert WRONG_USAGE == ended.code
    assert "the folder in which it was called cannot be used: No such file" in ended.err


def test_a_working_folder_that_may_not_be_looked_into_is_told(course: Path, tmp_path: Path) -> None:
    """Called in a folder that lets nobody in, the grader says so."""
    ended = _called_in("mkdir closed && cd closed && chmod 0 .", course, tmp_path, *UNPRIVILEGED)
    assert WRONG_USAGE == ended.code
    assert "the folder in which it was called cannot be used: Permission denied" in ended.err


def test_a_machine_without_room_for_temporary_files_is_told(course: Path, tmp_path: Path) -> None:
    """On a system that is read-only altogether, the grader says what it needs."""
    read_only = (
        "unshare", "--mount", "--map-root-user", "bash", "-c",
        'for at in / /tmp /var/tmp /dev/shm "$PWD"; do mountpoint -q "$at" && mount -o remount,bind,ro "$at"; done; exec "$@"',
        "bash",
    )  # fmt: skip
    ended = run("grade", "submissions/notes", cwd=course, temporary=tmp_path, through=read_only)
    assert WRONG_USAGE == ended.code, ended.err
    assert "TMPDIR" in ended.err


@pytest.fixture
def python(tmp_path: Path) -> str:
    """An interpreter whose packages lie where ``.pth`` files and links lead, and beside a course."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    (site,) = (tmp_path / "venv/lib").glob("python*/site-packages")
    put(tmp_path / "helpers/courselib.py", "ANSWER = 42\n")
    put(tmp_path / "cache/linked/__init__.py", "from linked.more import ANSWER\n")
    put(tmp_path / "cache/linked/more.py", "ANSWER = 42\n")
    put(tmp_path / "other_course/solutions/hidden.py", "ANSWER = 42\n")
    put(tmp_path / "other_course/secret.py", "ANSWER = 42\n")
    for name in ("__init__.py", "more.py"):
        put(site / "linked" / name, "").unlink()
        (site / "linked" / name).symlink_to(tmp_path / "cache/linked" / name)
    installed = sysconfig.get_path("purelib")
    lines = (installed, ROOT, tmp_path / "helpers", tmp_path / "other_course")
    put(site / "courses.pth", "".join(f"{line}\n" for line in lines))
    return str(tmp_path / "venv/bin/python")


def test_packages_are_found_wherever_they_are_installed(python: str, tmp_path: Path) -> None:
    """What a ``.pth`` file or a link leads to can be imported, but for what lies beside solutions, and the grader's own."""
    course = small_course.write(tmp_path / "course")
    for name in ("courselib", "linked", "secret", "grader.terminal"):
        put(course / f"submissions/notes/{name.partition('.')[0]}_user.py", f"import {name}\n{GOOD}")
    ended = run(
        "grade", "submissions/notes", "--format", "json", cwd=course, temporary=tmp_path, python=python
    )
    outcomes = {name: grade["outcome"] for name, grade in ended.grades.items()}
    assert {
        "courselib_user": "completed",
        "linked_user": "completed",
        "secret_user": "import_failed",
        "grader_user": "import_failed",
    } == outcomes
