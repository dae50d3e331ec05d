"""A file remembers what was proven."""

from __future__ import annotations

from pathlib import Path

from grader.commands.validate_proofs import Proofs


def test_a_file_remembers_the_newest(tmp_path: Path) -> None:
    """A file keeps what others wrote, and of one exercise the newest proofs."""
    proofs, others = Proofs(tmp_path / "proofs.json"), Proofs(tmp_path / "proofs.json")
    others.remember("blog", "theirs")
    for number in range(60):
        proofs.remember("notes", str(number))

    assert others.holds("blog", "theirs")
    assert others.holds("notes", "59")
    assert not others.holds("notes", "9")
    assert ["proofs.json"] == [path.name for path in tmp_path.iterdir()]
