"""What a reader is told of a database's error."""

from __future__ import annotations

import pytest

from grader.postgres.connections import MOST_OF_AN_ERROR, first_line


@pytest.mark.parametrize(
    ("message", "line"),
    [
        ("one line", "one line"),
        ("\n first\nsecond", "first"),
        ("", "ValueError"),
        ("a\x1b[31m\0b", "a\\x1b[31m\\x00b"),
        ("x" * 40_000_000, "x" * MOST_OF_AN_ERROR + "..."),
        ("x" * MOST_OF_AN_ERROR, "x" * MOST_OF_AN_ERROR),
        ("\n" * 1_000_000 + "late", "late"),
    ],
    ids=["short", "several lines", "empty", "control characters", "huge", "just not too long", "empty lines"],
)
def test_first_line(message: str, line: str) -> None:
    """Of an error's text a reader gets one line that can be printed, and never megabytes."""
    assert line == first_line(ValueError(message))
