"""A share of the checks is graded twice, and what comes out otherwise is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.commands.grade import read_share
from grader.errors import OperatorError
from grader.grading.control import Control, difference
from grader.model import Verdict
from tests.support.grades import finding, graded

SAME = graded("finds", Verdict.PASSED)


def test_nothing_differs_between_the_same() -> None:
    """A check that comes out the same is not told."""
    assert not difference(SAME, SAME)


def test_a_moment_is_no_difference() -> None:
    """A message that names the time at which something was done says the same at another time."""
    first = replace(SAME, findings=(finding("made at 2026-11-28 05:15:44.731098, not before"),))
    again = replace(SAME, findings=(finding("made at 2026-11-28 05:16:02.816385+00:00, not before"),))
    assert not difference(first, again)


def test_another_verdict_is_told() -> None:
    """What came out, and what came out where everything was new, are shown side by side."""
    again = replace(SAME, verdict=Verdict.SKIPPED)
    told = difference(SAME, again)
    assert "the verdict was" in told
    assert "in a new process and database skipped" in told


def test_another_finding_is_told() -> None:
    """The same verdict for another reason is a difference too."""
    first, again = (replace(SAME, findings=(finding(text),)) for text in ("one", "another"))
    assert "the findings was" not in difference(first, first)
    assert "another" in difference(first, again)


@pytest.mark.parametrize(("share", "number"), [(0.0, 0), (1.0, 1000)])
def test_none_and_all(share: float, number: int) -> None:
    """Without a share nothing is graded twice, with all of it everything."""
    assert number == sum(Control(share).chooses(f"check {n}") for n in range(1000))


def test_a_share_is_about_that_many_and_the_same_again() -> None:
    """About one in twenty of 2,000 checks is graded twice with 5 %, and the same ones the next time."""
    first, again = ([Control(0.05).chooses(f"caf\udce9 {n}") for n in range(2000)] for _ in range(2))
    assert first == again
    assert 60 < sum(first) < 140


@pytest.mark.parametrize(("text", "share"), [("5%", 0.05), ("100%", 1.0), ("0", 0.0), ("2.5%", 0.025)])
def test_a_share_is_a_percentage(text: str, share: float) -> None:
    """With or without the sign."""
    assert share == pytest.approx(read_share(text).share)


@pytest.mark.parametrize("text", ["", "a lot", "101%", "-1%", "5 percent"])
def test_no_share(text: str) -> None:
    """What is no percentage is refused, with an example."""
    with pytest.raises(OperatorError) as caught:
        read_share(text)
    assert "5%" in caught.value.next_step
