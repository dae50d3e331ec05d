"""A person at a terminal sees how far it is, and what was found so far."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from rich.console import Console

from grader.batch.events import Checked, Graded, Started
from grader.batch.items import Item
from grader.commands import progress
from grader.commands.progress import ProgressBar
from grader.course.submissions import Submission
from grader.model import CheckGrade, Verdict
from grader.reports.audience import Audience
from grader.reports.document import grade_part
from tests.support.evidence import check, exercise
from tests.support.grades import finding, grade, graded

EXERCISE = exercise(check(id="finds", columns="Author"), check(id="counts", columns="Book"))
PASSED = graded("finds", Verdict.PASSED)


@pytest.fixture
def screen(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    screen = io.StringIO()
    monkeypatch.setattr(progress, "bar_console", lambda: Console(file=screen, force_terminal=True, width=80))
    return screen


def item(name: str) -> Item:
    return Item(name, Submission(Path(name), "library"), EXERCISE)


def failed(message: str, visibility: str = "visible") -> CheckGrade:
    return graded("counts", Verdict.FAILED, visibility=visibility, findings=(finding(message),))


def shown(screen: io.StringIO, *checks: CheckGrade, items: tuple[Item, ...] = (item("ada.py"),)) -> str:
    """What stands on the screen after these checks, before a grade."""
    with ProgressBar() as bar:
        bar(Started(items, items))
        for check in checks:
            bar(Checked(items[0], check))
        assert bar._bar is not None
        bar._bar.refresh()
        text = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", screen.getvalue())
    return text.rsplit("checks", 1)[-1]


def test_a_finding_is_shown_before_the_grade(screen: io.StringIO) -> None:
    """Of one submission the checks are counted, and what failed is named at once."""
    text = shown(screen, PASSED, failed("It counts the wrong rows."))
    assert "2/2" in text
    assert "counts: message It counts the wrong rows." in text
    assert "finds:" not in text


def test_what_a_hidden_check_found_is_not_shown(screen: io.StringIO) -> None:
    """Of a hidden check there is its title alone."""
    text = shown(screen, failed("the secret is zebra", visibility="hidden"))
    assert "zebra" not in text
    assert "counts: " in text


def test_a_finding_does_not_move_the_cursor(screen: io.StringIO) -> None:
    """What a submission says is shown as text, whatever escape codes are in it."""
    assert r"counts: message \x1b[2Jgone" in shown(screen, failed("\x1b[2Jgone"))


def test_of_many_the_submissions_are_counted(screen: io.StringIO) -> None:
    """A class has one bar: whose check failed is told in the report."""
    both = (item("ada.py"), item("bob.py"))
    with ProgressBar() as bar:
        bar(Started(both, both))
        bar(Checked(both[0], failed("It counts the wrong rows.")))
        done = grade(submission="ada.py")
        bar(Graded(both[0], done, grade_part(done, Audience.STUDENT)))
        assert bar._bar is not None
        bar._bar.refresh()
        text = screen.getvalue()
    assert "1/2" in text
    assert "wrong rows" not in text


def test_nothing_where_nobody_looks(screen: io.StringIO, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a terminal nothing is drawn."""
    monkeypatch.setattr(progress, "bar_console", lambda: Console(file=screen, force_terminal=False))
    assert not shown(screen, failed("It counts the wrong rows."))
