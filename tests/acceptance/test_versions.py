"""The verdicts are the stated ones with another interpreter too, which has another SQLAlchemy."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.support.repository import ROOT
from tests.support.samples import Sample, failed, samples
from tests.support.shell import Ended, run

VARIABLE = "GRADER_OTHER_PYTHON"
OTHER = os.environ.get(VARIABLE, "")
SLUGS = sorted(path.name for path in (ROOT / "exercises").iterdir())

pytestmark = pytest.mark.skipif(
    not OTHER, reason=f"{VARIABLE} names no interpreter with another SQLAlchemy and the grader's dependencies"
)


def sqlalchemy_of(python: str) -> str:
    code = "import importlib.metadata as m; print(m.version('sqlalchemy'))"
    return subprocess.run([python, "-c", code], capture_output=True, text=True, check=True).stdout.strip()


def gathered(found: list[Sample], folder: Path) -> Path:
    """All samples of an exercise in one folder of submissions, whose members are submissions whatever is in them."""
    folder.mkdir(parents=True)
    for sample in found:
        copy = shutil.copytree if sample.path.is_dir() else shutil.copyfile
        copy(sample.path, folder / sample.path.name)
    return folder


@pytest.mark.parametrize("slug", SLUGS)
def test_samples_get_the_same_verdicts_with_another_sqlalchemy(slug: str, tmp_path: Path) -> None:
    """With another release of SQLAlchemy, too, every sample fails the checks that are stated, and no others."""
    found = {sample.name: sample for sample in samples(slug)}
    other: Ended = run(
        "grade", gathered(list(found.values()), tmp_path / "submissions" / slug),
        "--format", "json", "--seed", 3,
        temporary=tmp_path, python=OTHER, env={"PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    version = other.document["versions"]["sqlalchemy"]
    assert sqlalchemy_of(OTHER) == version
    assert found.keys() == other.grades.keys()
    for name, graded in other.grades.items():
        expected = found[name].with_release(".".join(version.split(".")[:2]))
        assert (expected.outcome, expected.fails) == (graded["outcome"], failed(graded)), name
