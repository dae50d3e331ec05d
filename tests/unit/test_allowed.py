"""An error that came from a limit is told with the limit of the exercise; any other is not."""

from __future__ import annotations

import pytest

from grader.hints import limits
from grader.language.documents import Limits
from grader.worker.protocol import Raised

LIMITS = Limits(memory_mb=100, file_mb=2, open_files=40, processes=9)


def hint(kind: str, message: str, *bases: str) -> str | None:
    return limits.hint_for(Raised(kind, (kind, *bases, "Exception"), message, ()), LIMITS)


@pytest.mark.parametrize(
    ("kind", "message", "told"),
    [
        ("MemoryError", "", "allows 100 MiB of memory"),
        ("OSError", "[Errno 27] File too large", "allows files of 2 MiB"),
        ("OSError", "[Errno 28] No space left on device: 'x'", "allows 2 MiB for all files together"),
        ("OSError", "[Errno 24] Too many open files: 'x'", "allows 40 open files"),
        ("OperationalError", "could not create socket: Too many open files", "allows 40 open files"),
        ("RuntimeError", "can't start new thread", "allows 9 processes and threads at once, and 100 MiB"),
        ("BlockingIOError", "[Errno 11] Resource temporarily unavailable", "allows 9 processes and threads"),
    ],
)
def test_a_limit_that_was_reached(kind: str, message: str, told: str) -> None:
    """The next step names the limit, with the number that the exercise sets."""
    assert told in str(hint(kind, message))


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
