"""What is too long is cut, and says so."""

from __future__ import annotations

from grader.worker.bounds import shortened


def test_what_was_cut_is_not_cut_again() -> None:
    """The note of the length does not make a text too long."""
    once = shortened("x" * 5000, 4000)
    assert once == shortened(once, 4000)
    assert once.endswith("… (5000 characters)")
