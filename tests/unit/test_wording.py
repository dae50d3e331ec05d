"""Numbers of things in words."""

from __future__ import annotations

from grader.wording import number, points


def test_one_thing_is_one_and_everything_else_is_several() -> None:
    assert ["0 checks", "1 check", "2 checks"] == [number(count, "check") for count in (0, 1, 2)]
    assert ["0.5 points", "1 point", "2 points"] == [points(value) for value in (0.5, 1.0, 2.0)]
