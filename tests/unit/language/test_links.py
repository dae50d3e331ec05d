"""Which side of a relationship holds the key is told by the columns alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.course.course import read_exercise
from grader.language.links import Holder, Link, link

HERE = Path(__file__).parent


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Mail.sender", Link(Holder.SELF, ("sender_id",), ("id",))),
        ("User.sent", Link(Holder.TARGET, ("sender_id",), ("id",))),
        ("User.received", Link(Holder.TARGET, ("receiver_id",), ("id",))),
        ("User.boss", Link(Holder.SELF, ("boss_id",), ("id",))),
        ("User.desk", Link(Holder.TARGET, ("user_id",), ("id",))),
        ("Desk.user", Link(Holder.SELF, ("user_id",), ("id",))),
        ("User.groups", Link(Holder.TABLE)),
    ],
)
def test_the_holder_of_the_key_is_found_from_either_side(name: str, expected: Link, tmp_path: Path) -> None:
    """The holder of the key is found, from either side, and that there is none is found too."""
    (tmp_path / "exercise.yaml").write_bytes((HERE / "valid/several_ways.yaml").read_bytes())
    assert expected == link(read_exercise(tmp_path, None).models, *name.split("."))
