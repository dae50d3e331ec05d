"""Errors that come from a limit: what the exercise allows, as the next step."""

from __future__ import annotations

from grader.hints.rule import Hint, HintRule, Module, find_first_hint, searched
from grader.language.limits import Limits
from grader.worker.protocol import Raised

_PROCESSES = (
    "The exercise allows {processes} processes and threads at once, and {memory_mb} MiB of memory, of which each"
    " thread takes 8. Start fewer, and wait for their end with join()."
)
RULES = (
    HintRule(
        "MemoryError",
        "",
        "The exercise allows {memory_mb} MiB of memory: is something loaded or built without end?",
        "bytearray(2**40)",
    ),
    HintRule(
        "OSError",
        "File too large",
        "The exercise allows files of {file_mb} MiB: is one written without end?",
        """
        with open("big", "wb") as file:
            file.write(bytes(2**25))
        """,
    ),
    HintRule(
        "OSError",
        "No space left on device",
        "The exercise allows {file_mb} MiB for all files together: delete those that are not needed any more.",
        """
        for name in range(32):
            with open(str(name), "wb") as file:
                file.write(bytes(2**20))
        """,
    ),
    HintRule(
        "Exception",
        "Too many open files",
        "The exercise allows {open_files} open files and connections at once. Close each when you are done with"
        " it: use `with`.",
        'files = [open("/dev/null") for _ in range(2000)]',
    ),
    HintRule(
        "RuntimeError",
        "can't start new thread",
        _PROCESSES,
        """
        done = threading.Event()
        try:
            for _ in range(2000):
                threading.Thread(target=done.wait, daemon=True).start()
        finally:
            done.set()
        """,
    ),
    HintRule(
        "BlockingIOError",
        "Resource temporarily unavailable",
        _PROCESSES,
        # A run cannot start processes, an import can.
        Module(
            "import os, time\n"
            "for _ in range(2000):\n"
            "    if os.fork() == 0:\n"
            "        time.sleep(60)\n"
            "        os._exit(0)\n"
        ),
    ),
)


def find_hint(raised: Raised, limits: Limits) -> Hint | None:
    """The next step where an error says that a limit was reached."""
    return find_first_hint(RULES, searched(raised), **limits.model_dump())
