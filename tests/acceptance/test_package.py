"""What is built from this repository works where the repository is not."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.repository import ROOT


def run(*command: object, cwd: Path) -> str:
    """What a command prints. It has no environment but the way to packages."""
    kept = ("PATH", "HOME", "TMPDIR", "PIP_INDEX_URL", "PIP_FIND_LINKS", "PIP_CONFIG_FILE")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    done = subprocess.run(
        [str(part) for part in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel that is made from an sdist, which is made from the files that git knows."""
    source = tmp_path_factory.mktemp("source")
    for name in run("git", "ls-files", "grader", cwd=ROOT).splitlines():
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, source / name)
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source / name)
    run(sys.executable, "-m", "build", source, "--outdir", source / "dist", cwd=source)
    return source / "dist"


def test_a_wheel_works_in_an_empty_folder(built: Path, tmp_path: Path) -> None:
    """From the installed wheel a course is begun, proven and graded, with nothing of the repository at hand."""
    run(sys.executable, "-m", "venv", tmp_path / "venv", cwd=tmp_path)
    (wheel,) = built.glob("*.whl")
    programs = tmp_path / "venv" / ("Scripts" if sys.platform == "win32" else "bin")
    run(programs / "python", "-m", "pip", "install", "-q", wheel, cwd=tmp_path)
    course = tmp_path / "course"
    course.mkdir()
    grader = programs / "grader"

    run(grader, "new", "tides", cwd=course)
    assert "proven" in run(grader, "validate", "tides", "--postgres", "embedded", "--seeds", 1, cwd=course)
    reference = "solutions/tides/reference/modern.py"
    graded = run(grader, "grade", reference, "--exercise", "tides", "--postgres", "embedded", cwd=course)
    assert "isolation" in graded


def test_an_sdist_holds_the_licence_and_all_code(built: Path) -> None:
    """Whoever builds from the sdist has every file of the package, templates among them, and the licence."""
    (sdist,) = built.glob("*.tar.gz")
    names = {name.partition("/")[2] for name in run("tar", "tzf", sdist, cwd=built).splitlines()}
    assert {"LICENSE", "README.md", "pyproject.toml"} <= names
    assert set(run("git", "ls-files", "grader", cwd=ROOT).splitlines()) <= names
