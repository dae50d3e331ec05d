"""The verdicts are the same with another interpreter, which has another SQLAlchemy."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from shell import REPOSITORY, Ended, run

VARIABLE = "GRADER_OTHER_PYTHON"
OTHER = os.environ.get(VARIABLE, "")
SUBMISSIONS = REPOSITORY / "submissions"
SLUGS = sorted(path.name for path in SUBMISSIONS.iterdir() if path.is_dir())

pytestmark = pytest.mark.skipif(
    not OTHER, reason=f"{VARIABLE} names no interpreter with another SQLAlchemy and the grader's dependencies"
)


def sqlalchemy_of(python: str) -> str:
    code = "import importlib.metadata as m; print(m.version('sqlalchemy'))"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def verdicts(grade: dict[str, Any]) -> dict[str, str]:
    return {check["id"]: check["verdict"] for check in grade["checks"]}


@pytest.mark.parametrize("slug", SLUGS)
def test_samples_get_the_same_verdicts_with_another_sqlalchemy(
    slug: str, grade: Callable[..., Any], tmp_path: Path
) -> None:
    """Every sample gets the same outcome, points and verdicts with another release of SQLAlchemy as with ours."""
    other: Ended = run(
        "grade", SUBMISSIONS / slug, "--format", "json", "--seed", 3,
        temporary=tmp_path, python=OTHER, env={"PYTHONPATH": str(REPOSITORY)},
    )  # fmt: skip
    versions = other.document["versions"]
    here = {name: grade(Path(found["path"]), slug) for name, found in other.grades.items()}

    assert sqlalchemy_of(OTHER) == versions["sqlalchemy"]
    assert here
    assert {name: verdicts(graded) for name, graded in here.items()} == {
        name: verdicts(graded) for name, graded in other.grades.items()
    }
    assert {name: (graded["outcome"], graded["points"]) for name, graded in here.items()} == {
        name: (graded["outcome"], graded["points"]) for name, graded in other.grades.items()
    }
