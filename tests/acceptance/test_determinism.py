"""The same submission and the same seed give the same document, whatever else goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from benchmarks import determinism
from benchmarks.determinism import untimed, with_a_loop, with_errors
from grader.course.course import Course
from grader.grading.grading import Grading
from grader.running.tools import Tools
from tests.support.repository import ROOT
from tests.support.shell import run

SUBMISSIONS = ROOT / "submissions" / "blog"
TIMES = 20
ONLY = ("create-is-durable", "post-statements")
Grade = Callable[..., dict[str, Any]]


@pytest.mark.parametrize("name", ["modern_typed", "n_plus_one", "errors"])
def test_the_same_seed_gives_the_same_document(name: str, grade: Grade, tmp_path: Path) -> None:
    """Graded twenty times, a submission gets the same document but for seconds, errors' texts included."""
    path = with_errors(tmp_path) if name == "errors" else SUBMISSIONS / f"{name}.py"
    only = ("count-comments",) if name == "errors" else ONLY

    first, *others = (json.dumps(untimed(grade(path, only=only)), indent=1) for _ in range(TIMES))

    assert ("LookupError" in first) == (name == "errors")
    assert [first] * (TIMES - 1) == others


def test_another_seed_draws_other_data(grade: Grade) -> None:
    """What a check expects of drawn rows is different for every seed, so that it cannot be learnt by heart."""
    path = SUBMISSIONS / "flushes_only.py"

    findings = [
        check["findings"][0]
        for seed in (1, 2, 3)
        for check in grade(path, seed=seed, only=["create-is-durable"])["checks"]
        if check["verdict"] == "failed"
    ]

    distinct = {finding["expected"] for finding in findings}
    assert 3 == len(findings) == len(distinct)


def test_grading_side_by_side_changes_nothing(tmp_path: Path) -> None:
    """With two jobs the document is the one that one job gives, in the same order."""
    names = ["flushes_only.py", "modern_typed.py", "n_plus_one.py", "poor.py"]
    paths = [*(SUBMISSIONS / name for name in names), with_errors(tmp_path)]
    only = [argument for check in (*ONLY, "count-comments") for argument in ("--only", check)]
    documents = []
    for jobs in (1, 2):
        (tmp_path / str(jobs)).mkdir()
        ended = run(
            "grade", *paths, *only, "--exercise", "blog", "--format", "json", "--for", "instructor", "--seed", 11, "--jobs", jobs,
            temporary=tmp_path / str(jobs),
        )  # fmt: skip
        documents.append(untimed(ended.document))

    assert [path.stem for path in paths] == [grade["submission"] for grade in documents[0]["grades"]]
    assert "LookupError" in json.dumps(documents[0])
    assert documents[0] == documents[1]


def test_a_busy_machine_changes_nothing(tools: Tools, course: Course, tmp_path: Path) -> None:
    """Beside processes that take the processors away, two at a time get the same document over and over; a
    submission that uses up its time is told the same of it. ``benchmarks/determinism.py`` does more of this."""
    small = Course(determinism.SMALL).exercise("notes")
    with (
        Grading(course.exercise("blog"), tools) as blog,
        Grading(small, tools) as notes,
        determinism.burning(4),
    ):
        found = [
            determinism.documents(tools, blog, with_errors(tmp_path), 6, ["count-comments"]),
            determinism.documents(tools, notes, with_a_loop(tmp_path), 4, ["finds"]),
        ]

    assert [] == [line for documents in found for line in determinism.differences(documents)]
    assert "CPU time" in next(iter(found[1]))
