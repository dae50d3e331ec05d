"""Every sample submission says in its header what must come of it, and exactly that comes of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

SUBMISSIONS = Path(__file__).parents[2] / "submissions"
_HEADER = re.compile(r"^# (fails|outcome): (.+)$", re.MULTILINE)
_WITH_RELEASE = r"^# fails with SQLAlchemy {}: (.+)$"


def samples(slug: str = "*") -> list[Path]:
    return sorted(
        path
        for path in SUBMISSIONS.glob(f"{slug}/*")
        if path.suffix == ".py" or (path.is_dir() and any(path.rglob("*.py")))
    )


def header(sample: Path) -> tuple[str, str]:
    """``("fails", "some-check, another")`` or ``("outcome", "import_failed")``."""
    modules = [sample] if sample.is_file() else sorted(sample.rglob("*.py"))
    found = {match.groups() for module in modules for match in _HEADER.finditer(module.read_text("utf-8"))}
    assert len(found) == 1, f"{sample.name}: one header `# fails: ...` or `# outcome: ...`, not {len(found)}"
    key, value = found.pop()
    return key, value.strip()


def stated(sample: Path, release: str = "") -> tuple[str, set[str]]:
    """The outcome that a sample's header names, and the checks that it fails, where a release of SQLAlchemy such as
    ``2.0`` makes a difference with that one."""
    key, value = header(sample)
    if release and sample.is_file():
        found = re.search(_WITH_RELEASE.format(re.escape(release)), sample.read_text("utf-8"), re.MULTILINE)
        value = found[1] if found else value
    if key == "outcome":
        return value, set()
    return "completed", set() if value == "nothing" else set(re.split(r",\s*", value))


def failed(grade: dict[str, Any]) -> set[str]:
    return {check["id"] for check in grade["checks"] if check["verdict"] == "failed"}


@pytest.mark.parametrize("sample", samples(), ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_sample_gets_the_verdicts_that_its_header_names(sample: Path, grade: Callable[..., Any]) -> None:
    """A sample submission fails the checks that its header names, no others, and none for our fault."""
    outcome, expected = stated(sample)
    graded = grade(sample, sample.parent.name)

    assert graded["errors"] == 0
    assert outcome == graded["outcome"]
    if outcome != "completed":
        assert graded["points"] == 0
        assert graded["finding"]["message"]
        return
    assert expected <= {check["id"] for check in graded["checks"]}
    assert expected == failed(graded)
    assert (graded["points"] == graded["max_points"]) == (not expected)


def test_there_are_samples_of_every_exercise() -> None:
    """Every exercise of the repository has sample submissions, right ones and wrong ones."""
    for exercise in (SUBMISSIONS.parent / "exercises").iterdir():
        headers = {header(sample) for sample in samples() if sample.parent.name == exercise.name}

        assert ("fails", "nothing") in headers
        assert len(headers) > 1
