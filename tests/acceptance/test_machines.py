"""Whatever the machine around it is like, the grader grades, or says in a sentence what is wrong with the machine."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support import small_course
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
