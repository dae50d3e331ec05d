"""``--format text`` is for a person at a terminal."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.model import Finding, Verdict
from grader.reports.audience import Audience
from tests.support.grades import HOSTILE, batch, everything, grade, graded, written


def test_markup_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Brackets of a submission are shown as they are."""
    assert "[bold]x[/bold]" in written("text", everything(HOSTILE), Audience.STUDENT, capsys)


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    """A person reads points, verdicts, what was expected before what was, the next step, and the conditions."""
    text = written("text", everything("oops"), Audience.INSTRUCTOR, capsys)
    for words in (
        "ada  4/12 points  library",
        "2 checks could not be run, by the grader's own fault, and count neither way.",
        "✓ Title of visible-passed  2/2",
        "✗ Title of visible-failed  0/2",
        "– Title of visible-skipped  0/2",
        "! Title of visible-error  0/2",
        "hidden-failed (hidden)",
        "message oops  oops.py:3",
        "note: note oops",
        "import failed",
        "PostgreSQL 18.1 (embedded), isolation: namespaces, seed 7",
    ):
        assert words in text
    assert -1 < text.index("expected oops") < text.index("actual oops") < text.index("next oops")


def test_text_says_who_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """Where the server cannot count, the report says so."""
    of = replace(everything(), postgres={"provider": "url", "version": "16", "counts": False})
    told = " ".join(written("text", of, Audience.STUDENT, capsys).split())
    assert "statements counted by the client only" in told


def test_long_text_is_cut(capsys: pytest.CaptureFixture[str]) -> None:
    """Of a text with many lines the first are shown, and how many there are besides."""
    long = graded("a", Verdict.FAILED, findings=(Finding("m", actual="\n".join(["line"] * 500)),))
    text = written("text", batch(grade(long)), Audience.STUDENT, capsys)
    assert "more lines" in text
    assert text.count("line\n") < 40


def test_summary(capsys: pytest.CaptureFixture[str]) -> None:
    """Several submissions are summed up in a table; a single one is not."""
    assert "submission" in written("text", everything(), Audience.STUDENT, capsys)
    assert "outcome" not in written(
        "text", batch(grade(graded("a", Verdict.PASSED))), Audience.STUDENT, capsys
    )
