"""What an exercise allows, as the next step after an error that says that a limit was reached."""

from __future__ import annotations

from dataclasses import dataclass

from grader.language.documents import Limits
from grader.worker.protocol import Raised


@dataclass(frozen=True)
class _Reached:
    """``type`` is a class in the exception's MRO, ``text`` a part of its message; ``hint`` names limits."""

    type: str
    text: str
    hint: str


_PROCESSES = (
    "The exercise allows {processes} processes and threads at once, and {memory_mb} MiB of memory, of which each"
    " thread takes 8. Start fewer, and wait for their end with join()."
)
_REACHED = (
    _Reached(
        "MemoryError",
        "",
        "The exercise allows {memory_mb} MiB of memory: is something loaded or built without end?",
    ),
    _Reached(
        "OSError", "File too large", "The exercise allows files of {file_mb} MiB: is one written without end?"
    ),
    _Reached(
        "OSError",
        "No space left on device",
        "The exercise allows {file_mb} MiB for all files together: delete those that are not needed any more.",
    ),
    _Reached(
        "Exception",
        "Too many open files",
        "The exercise allows {open_files} open files and connections at once. Close each when you are done with"
        " it: use `with`.",
    ),
    _Reached("RuntimeError", "can't start new thread", _PROCESSES),
    _Reached("BlockingIOError", "Resource temporarily unavailable", _PROCESSES),
)


def hint_for(raised: Raised, limits: Limits) -> str | None:
    """The next step where an error says that a limit was reached."""
    for reached in _REACHED:
        if reached.type in raised.bases and reached.text in raised.message:
            return reached.hint.format_map(limits.model_dump())
    return None
