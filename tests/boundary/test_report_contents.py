"""What a folder of reports holds, and what it must not."""

from __future__ import annotations

from pathlib import Path

from grader.model import Grade


def test_a_long_text_is_cut_with_a_note(pages: list[Path]) -> None:
    """A megabyte of a submission's text does not make a megabyte of page, and the page says so."""
    (path,) = [page for page in pages if "hostile" in page.name and "instructor" in str(page)]
    text = path.read_text(encoding="utf-8")
    assert len(text) < 500_000
    assert "1000000 characters in all" in text


def test_a_students_page_holds_nothing_hidden(pages: list[Path], grades: list[Grade]) -> None:
    """No expectation, value or row of a hidden check is anywhere in a student's folder; numbers of statements are."""
    folder = next(page.parent for page in pages if "student" in str(page))
    written = "".join(path.read_text(encoding="utf-8") for path in folder.iterdir())
    hidden = [
        check for one in grades for check in one.checks if check.visibility == "hidden" and check.findings
    ]
    assert hidden
    for check in hidden:
        for finding in check.findings:
            is_counted = finding.outline is not None and finding.outline.actual is not None
            for text in (finding.expected, None if is_counted else finding.actual):
                for line in (text or "").splitlines():
                    if len(line) > 30:
                        assert line not in written, check.id
