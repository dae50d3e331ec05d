"""What every format promises, and so does each new one that the registry names."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from grader.model import Batch
from grader.reports.audience import Audience
from grader.reports.document import Grades, document
from grader.reports.formats import html_pages
from grader.reports.formats.registry import REPORTS
from tests.support.grades import AUDIENCES, HOSTILE, SECRET, everything, printed, written

REDUCED = {
    "level": "reduced",
    "in_force": ["seccomp"],
    "missing": ["landlock: not here", "file view: no room"],
}


PAGES: dict[str, Callable[[Grades], str]] = {
    "page": lambda of: html_pages.submission_page(of.grades[0], of),
    "index": lambda of: html_pages.index_page(of, ["a.html", "b.html"]),
}


def told_by(name: str, of: Batch, capsys: pytest.CaptureFixture[str]) -> str:
    """A report with its white space squeezed; ``page`` and ``index`` are those of a folder."""
    told = (
        PAGES[name](document(of, Audience.STUDENT))
        if name in PAGES
        else "\n".join(printed(name, of, Audience.STUDENT, capsys))
    )
    return " ".join(told.split())


@pytest.mark.parametrize("name", [*REPORTS, *PAGES])
def test_a_report_says_how_far_submissions_were_kept_apart(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each format names the level that was in force and, where that is less than full, each missing part."""
    full = told_by(name, replace(everything(), isolation={**REDUCED, "level": "full", "missing": []}), capsys)
    reduced = told_by(name, replace(everything(), isolation=REDUCED), capsys)
    level = '"level": "{}"' if name == "json" else "isolation: {}"

    assert level.format("full") in full
    assert level.format("reduced") in reduced
    for part in ("landlock: not here", "file view: no room"):
        assert part in reduced
        assert part not in full


@pytest.mark.parametrize("name", REPORTS)
def test_a_student_sees_nothing_of_hidden_checks(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """What a hidden check found, ran, sent or expected is in no report for students, in no place."""
    assert SECRET not in written(name, everything(hidden=SECRET), Audience.STUDENT, capsys)


@pytest.mark.parametrize("audience", AUDIENCES)
@pytest.mark.parametrize("name", [name for name in REPORTS if name != "json"])  # which is for programs
def test_nothing_that_a_terminal_obeys(
    name: str, audience: Audience, capsys: pytest.CaptureFixture[str]
) -> None:
    """No character of a submission moves the cursor, sets a colour or turns the text around."""
    text = "".join(printed(name, everything(HOSTILE, HOSTILE), audience, capsys))
    assert [] == sorted({c for c in text if c not in "\r\n" and not c.isprintable()})
