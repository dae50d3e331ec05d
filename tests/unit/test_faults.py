"""A fault's file is for whoever mends it, as long as the command goes on."""

from __future__ import annotations

from pathlib import Path

from grader.faults import FaultLog


def test_nothing_is_written_after_the_end(tmp_path: Path) -> None:
    """What threads of an interrupted command still find broken leaves no file; what came before it does."""
    with FaultLog({}, tmp_path / "faults") as faults:
        faults.record("one", OSError("while it goes on"))
    late = faults.record("another", OSError("after its end"))
    assert 1 == len(list((tmp_path / "faults").iterdir()))
    assert "the command has ended" in str(late)
