"""``--format text`` is for a person at a terminal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from grader.model import Finding, Grade, Verdict
from grader.reports.audience import Audience
from grader.reports.document import document
from grader.reports.formats.registry import find_report
from grader.worker.protocol import Where
from tests.support.grades import HOSTILE, batch, everything, grade, graded, written


def written_for(of: Grade, capsys: pytest.CaptureFixture[str]) -> str:
    return written("text", batch(of), Audience.STUDENT, capsys)


def last_line(text: str) -> str:
    return text.rstrip("\n").split("\n")[-1]


def test_markup_is_text(capsys: pytest.CaptureFixture[str]) -> None:
    """Brackets of a submission are shown as they are."""
    assert "[bold]x[/bold]" in written("text", everything(HOSTILE), Audience.STUDENT, capsys)


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    """A person reads verdicts, what was expected before what was, the next step, the score, and the conditions."""
    text = written("text", everything("oops"), Audience.INSTRUCTOR, capsys)
    for words in (
        "✓ 2 checks passed",
        "✗ visible-failed  0/2  Title of visible-failed",
        "– 4 points skipped: visible-skipped, hidden-skipped",
        "! visible-error  0/2  Title of visible-error",
        "✗ hidden-failed (hidden)  0/2",
        "--> oops.py:3",
        "note: note oops",
        "bob oops  library  import failed",
        "PostgreSQL 18.1 (embedded), isolation: namespaces, seed 7",
    ):
        assert words in text
    assert -1 < text.index("expected oops") < text.index("actual oops") < text.index("next oops")


def test_the_last_line(capsys: pytest.CaptureFixture[str]) -> None:
    """The last line is the score and what to fix first; where nothing is wrong, the score."""
    failed = graded("a", Verdict.FAILED, text="oops")
    checks = (graded("p", Verdict.PASSED), failed, graded("b", Verdict.FAILED))
    assert "2/6 points · fix first: a (oops.py:3)" == last_line(written_for(grade(*checks), capsys))
    assert "2/2 points" == last_line(written_for(grade(graded("a", Verdict.PASSED)), capsys))
    broken = graded("e", Verdict.ERROR)
    told = last_line(written_for(grade(broken), capsys))
    assert told.endswith("1 check could not be run, by the grader's own fault, and count neither way")


def test_passed_checks(capsys: pytest.CaptureFixture[str]) -> None:
    """Passed checks are a line together; each has its own where all is asked for."""
    of = batch(grade(*(graded(name, Verdict.PASSED) for name in ("a", "b"))))
    assert "✓ 2 checks passed" in written("text", of, Audience.STUDENT, capsys)
    find_report("text", is_whole=True)(document(of, Audience.STUDENT))
    assert "✓ b  2/2  Title of b" in capsys.readouterr().out


def test_one_cause_is_told_once(capsys: pytest.CaptureFixture[str]) -> None:
    """Of several checks that fail for one cause the first tells it, and the others name that check."""
    checks = [graded(name, Verdict.FAILED, text="oops") for name in ("a", "b")]
    text = written_for(grade(*checks), capsys)
    assert 1 == text.count("message oops")
    assert "✗ b  0/2  Title of b\n    same cause as a\n" in text


def test_another_cause_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """Findings that only look alike are each told: another line, another message."""
    checks = [graded("a", Verdict.FAILED, text="oops"), graded("b", Verdict.FAILED, text="nope")]
    assert "same cause" not in written_for(grade(*checks), capsys)


def test_the_line_of_the_source(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The line stands below its place, with a mark; a file that is not there any more leaves it out."""
    (tmp_path / "ada.py").write_text("def find():\n    return None\n")
    found = Finding("m", where=Where("ada.py", 2))
    of = grade(graded("a", Verdict.FAILED, findings=(found,)), path=str(tmp_path / "ada.py"))
    assert "--> ada.py:2\n     |     return None\n     |     ^^^^^^^^^^^\n" in written_for(of, capsys)
    (tmp_path / "ada.py").unlink()
    assert "return None" not in written_for(of, capsys)


@pytest.mark.parametrize("wide", ["x" * 5000, "word " * 1000, "\n".join(["line"] * 500)])
def test_no_finding_is_long(wide: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Whatever was expected and came, a finding takes at most 15 lines of 80 columns, and says what is left out."""
    found = Finding("m", wide, wide, "next", Where("oops.py", 3))
    text = written_for(grade(graded("a", Verdict.FAILED, findings=(found,))), capsys)
    lines = text.split("✗ a")[1].split("\n\n")[0].split("\n")[1:]
    assert sum(max(1, -(-len(line) // 80)) for line in lines) <= 15
    assert "..." in text


def test_text_says_who_counted(capsys: pytest.CaptureFixture[str]) -> None:
    """Where the server cannot count, the report says so."""
    of = replace(everything(), postgres={"provider": "url", "version": "16", "counts": False})
    told = " ".join(written("text", of, Audience.STUDENT, capsys).split())
    assert "statements counted by the client only" in told


def test_summary(capsys: pytest.CaptureFixture[str]) -> None:
    """Several submissions are summed up in a table; a single one is not."""
    assert "submission" in written("text", everything(), Audience.STUDENT, capsys)
    assert "outcome" not in written(
        "text", batch(grade(graded("a", Verdict.PASSED))), Audience.STUDENT, capsys
    )
