"""The same submission and the same seed give the same document, whatever else goes on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shell import run

SUBMISSIONS = Path(__file__).parents[2] / "submissions" / "blog"
TIMES = 20
ONLY = ("create-is-durable", "post-statements")
ERRORS = """

def count_comments_per_post(session):
    return {post: helper(session, post) for post in session.query(Post)}


def helper(session, post):
    raise LookupError(f"nothing known of {post!r} among {set('abcdefgh')} by {object()} and {helper}")
"""
"""Overrides a function with one whose error names addresses and the order of a set."""

Grade = Callable[..., dict[str, Any]]


def untimed(value: Any) -> Any:
    """A part of a document, without how long things took."""
    if isinstance(value, dict):
        return {k: untimed(v) for k, v in value.items() if k not in ("seconds", "import_seconds")}
    return [untimed(item) for item in value] if isinstance(value, list) else value


def with_errors(folder: Path) -> Path:
    path = folder / "with_errors.py"
    path.write_text((SUBMISSIONS / "n_plus_one.py").read_text("utf-8") + ERRORS, "utf-8")
    return path


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
