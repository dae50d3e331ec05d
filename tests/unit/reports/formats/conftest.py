"""What some formats read besides the document."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from tests.support.grades import CLASSROOM50


@pytest.fixture(autouse=True)
def handed_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of a student with one commit, as the working folder, and the environment of Classroom 50."""
    for name, value in CLASSROOM50.items():
        monkeypatch.setenv(name, value)
    for key in ("AUTHOR", "COMMITTER"):
        for name, value in (
            ("NAME", "Ada"),
            ("EMAIL", "ada@example.org"),
            ("DATE", "2026-03-01T12:30:00+02:00"),
        ):
            monkeypatch.setenv(f"GIT_{key}_{name}", value)
    for command in (["init", "-q"], ["commit", "-q", "--allow-empty", "-m", "all of it"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path
