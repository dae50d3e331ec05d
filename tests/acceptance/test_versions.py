"""The verdicts are those of the headers with another interpreter too, which has another SQLAlchemy."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from tests.acceptance.test_samples import failed, samples, stated
from tests.support.repository import ROOT
from tests.support.shell import Ended, run

VARIABLE = "GRADER_OTHER_PYTHON"
OTHER = os.environ.get(VARIABLE, "")
SUBMISSIONS = ROOT / "submissions"
SLUGS = sorted(path.name for path in SUBMISSIONS.iterdir() if path.is_dir())

pytestmark = pytest.mark.skipif(
    not OTHER, reason=f"{VARIABLE} names no interpreter with another SQLAlchemy and the grader's dependencies"
)


def sqlalchemy_of(python: str) -> str:
    code = "import importlib.metadata as m; print(m.version('sqlalchemy'))"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


@pytest.mark.parametrize("slug", SLUGS)
def test_samples_get_the_same_verdicts_with_another_sqlalchemy(slug: str, tmp_path: Path) -> None:
    """With another release of SQLAlchemy, too, every sample fails the checks that its header names, and no others."""
    other: Ended = run(
        "grade", SUBMISSIONS / slug, "--format", "json", "--seed", 3,
        temporary=tmp_path, python=OTHER, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    version = other.document["versions"]["sqlalchemy"]
    assert sqlalchemy_of(OTHER) == version
    assert len(other.grades) == len(list(samples(slug)))
    for graded in other.grades.values():
        outcome, expected = stated(Path(graded["path"]), ".".join(version.split(".")[:2]))
        assert (outcome, expected) == (graded["outcome"], failed(graded)), graded["path"]
