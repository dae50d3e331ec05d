"""Reports in a folder: written as grades come, and gone on with after whatever ended the batch."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.reports.document import Grades
from tests.support import small_course

NUMBER = 6


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course with several submissions, of which one is wrong."""
    course = small_course.write(tmp_path / "course")
    folder = course / "submissions" / "notes"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(NUMBER):
        (folder / f"student_{number}.py").write_text(small_course.GOOD, encoding="utf-8")
    return course


def command(course: Path, report: Path, *more: str) -> list[str]:
    submissions = str(course / "submissions" / "notes")
    return [
        sys.executable,
        "-m",
        "grader",
        "grade",
        submissions,
        "--report",
        str(report),
        "--jobs",
        "1",
        *more,
    ]


def run(course: Path, report: Path, *more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(course, report, *more), cwd=course, capture_output=True, text=True, check=False
    )


def document(report: Path) -> Any:
    return json.loads((report / "grades.json").read_text(encoding="utf-8"))


def test_a_folder_holds_a_page_for_each_submission(course: Path, tmp_path: Path) -> None:
    """Every submission has its page and its part of the document, beside an index and the whole document."""
    report = tmp_path / "report"
    done = run(course, report)
    assert done.returncode == 0, done.stderr
    names = {f"notes-student_{number}" for number in range(NUMBER)}
    expected = {f"{name}.{ending}" for name in names for ending in ("html", "json")} | {
        "index.html",
        "grades.json",
    }
    assert expected == {path.name for path in report.iterdir()}
    jsonschema.validate(document(report), Grades.model_json_schema(by_alias=True))
    index = (report / "index.html").read_text(encoding="utf-8")
    assert all(f'href="{name}.html"' in index for name in names)


def test_a_killed_batch_loses_nothing_that_was_finished(course: Path, tmp_path: Path) -> None:
    """After kill -9 in mid-batch, --resume grades what is missing, with the same seed, and nothing else."""
    report = tmp_path / "report"
    batch = subprocess.Popen(
        command(course, report), cwd=course, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while len(list(report.glob("notes-*.json"))) < 2 and time.monotonic() < deadline:
        time.sleep(0.01)
    batch.send_signal(signal.SIGKILL)
    batch.wait()
    before = {path: path.read_bytes() for path in report.glob("notes-*.json")}
    assert 2 <= len(before) < NUMBER, "the batch was to be killed in the middle"

    done = run(course, report, "--resume")
    assert done.returncode == 0, done.stderr
    assert before == {path: path.read_bytes() for path in before}
    assert NUMBER == len(document(report)["grades"])
    assert {document(report)["seed"]} == {json.loads(text)["seed"] for text in before.values()}


def test_another_seed_grades_everything_anew(course: Path, tmp_path: Path) -> None:
    """What was graded with other data is not taken for finished."""
    report = tmp_path / "report"
    run(course, report, "--seed", "1")
    first = {path: path.stat().st_mtime_ns for path in report.glob("notes-*.json")}
    run(course, report, "--seed", "2", "--resume")
    assert all(path.stat().st_mtime_ns > first[path] for path in first)


def test_another_isolation_grades_everything_anew(course: Path, tmp_path: Path) -> None:
    """A report never says that all was graded under an isolation under which some of it was not."""
    report = tmp_path / "report"
    run(course, report, "--seed", "1")
    paths = sorted(report.glob("notes-*.json"))
    for path in paths[:2]:
        path.write_text(path.read_text(encoding="utf-8").replace('"full"', '"reduced"'), encoding="utf-8")
    first = {path: path.stat().st_mtime_ns for path in paths}
    run(course, report, "--resume")
    assert paths[:2] == [path for path in paths if path.stat().st_mtime_ns > first[path]]


def test_half_a_report_is_graded_again(course: Path, tmp_path: Path) -> None:
    """A file that cannot be read is no finished grade."""
    report = tmp_path / "report"
    run(course, report, "--seed", "1")
    broken = report / "notes-student_3.json"
    broken.write_text('{"schema": "grader/gr', encoding="utf-8")
    done = run(course, report, "--seed", "1", "--resume")
    assert done.returncode == 0, done.stderr
    assert json.loads(broken.read_text(encoding="utf-8"))["grades"][0]["points"] > 0


def test_resume_needs_a_folder(course: Path) -> None:
    """--resume without --report is wrong usage, and the message says what is missing."""
    done = subprocess.run(
        [sys.executable, "-m", "grader", "grade", str(course / "submissions"), "--resume"],
        cwd=course,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 2
    assert "--report" in done.stderr
