"""Every sample submission says in its header what must come of it, and exactly that comes of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SUBMISSIONS = Path(__file__).parents[2] / "submissions"
_HEADER = re.compile(r"^# (fails|outcome): (.+)$", re.MULTILINE)


def samples() -> list[Path]:
    return sorted(
        path
        for path in SUBMISSIONS.glob("*/*")
        if path.suffix == ".py" or (path.is_dir() and any(path.rglob("*.py")))
    )


def header(sample: Path) -> tuple[str, str]:
    """``("fails", "some-check, another")`` or ``("outcome", "import_failed")``."""
    modules = [sample] if sample.is_file() else sorted(sample.rglob("*.py"))
    found = {match.groups() for module in modules for match in _HEADER.finditer(module.read_text("utf-8"))}
    assert len(found) == 1, f"{sample.name}: one header `# fails: ...` or `# outcome: ...`, not {len(found)}"
    key, value = found.pop()
    return key, value.strip()


def failed(grade: dict[str, Any]) -> set[str]:
    return {check["id"] for check in grade["checks"] if check["verdict"] == "failed"}


@pytest.mark.parametrize("sample", samples(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_sample_gets_the_verdicts_that_its_header_names(sample: Path, grade: Callable[..., Any]) -> None:
    """A sample submission fails the checks that its header names, no others, and none for our fault."""
    key, value = header(sample)
    graded = grade(sample, sample.parent.name)

    assert graded["errors"] == 0
    if key == "outcome":
        assert value == graded["outcome"]
        assert graded["points"] == 0
        assert graded["finding"]["message"]
        return
    expected = set() if value == "nothing" else set(re.split(r",\s*", value))
    assert expected <= {check["id"] for check in graded["checks"]}
    assert graded["outcome"] == "completed"
    assert expected == failed(graded)
    assert (graded["points"] == graded["max_points"]) == (not expected)


def test_there_are_samples_of_every_exercise() -> None:
    """Every exercise of the repository has sample submissions, right ones and wrong ones."""
    for exercise in (SUBMISSIONS.parent / "exercises").iterdir():
        headers = {header(sample) for sample in samples() if sample.parent.name == exercise.name}

        assert ("fails", "nothing") in headers
        assert len(headers) > 1
