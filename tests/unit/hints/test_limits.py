"""An error that came from a limit is told with the limit of the exercise; any other is not."""

from __future__ import annotations

import pytest

from grader.hints import limits
from grader.language.limits import Limits
from grader.worker.protocol import Raised

LIMITS = Limits(memory_mb=100, file_mb=2, open_files=40, processes=9)


def hint(kind: str, message: str, *bases: str) -> str | None:
    return limits.find_hint(Raised(kind, (kind, *bases, "Exception"), message, ()), LIMITS)


def test_numbers() -> None:
    """The hint names the limits with the numbers that the exercise sets."""
    assert "allows 9 processes and threads at once, and 100 MiB" in str(
        hint("RuntimeError", "can't start new thread")
    )


def test_a_connection_too_many() -> None:
    """A connection is an open file, too."""
    told = hint("OperationalError", "could not create socket: Too many open files")
    assert "allows 40 open files" in str(told)


def test_an_error_of_a_class_below() -> None:
    """What is derived from such an error is told alike."""
    assert "allows 100 MiB" in str(hint("NoRoomError", "", "MemoryError"))


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("OSError", "[Errno 30] Read-only file system: 'x'"),
        ("RuntimeError", "deque mutated during iteration"),
        ("DiskFull", "could not extend file: No space left on device"),
        ("ValueError", "File too large"),
    ],
)
def test_any_other_error(kind: str, message: str) -> None:
    """An error that no limit of the exercise explains is not blamed on one."""
    assert hint(kind, message) is None
