"""Each limit lets through what is below it and refuses what is above, wherever the exercise sets it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.postgres.database import Database
from grader.sandbox import Sandbox
from grader.worker.protocol import Limits, Observation
from tests.support.bench import LIMITS, SECONDS, call

SOURCE = """
import threading

def memory(number):
    return len(bytearray(number * 2**20)) > 0

def file(number):
    with open("one", "wb") as file:
        file.write(bytes(number * 2**20))

def files(number):
    for name in range(number):
        with open(str(name), "wb") as file:
            file.write(bytes(2**20))

def open_files(number):
    kept = [open("/dev/null") for _ in range(number)]
    for file in kept: file.close()

def threads(number):
    threading.stack_size(65536)
    done = threading.Event()
    started = []
    try:
        for _ in range(number):
            started.append(threading.Thread(target=done.wait, daemon=True))
            started[-1].start()
    finally:
        done.set()
"""
TRIED = [
    ("memory_mb", 96, "memory", 64, 128, "MemoryError: "),
    ("memory_mb", 256, "memory", 192, 288, "MemoryError: "),
    ("file_mb", 1, "file", 0, 2, "OSError: [Errno 27] File too large"),
    ("file_mb", 24, "file", 20, 25, "OSError: [Errno 27] File too large"),
    ("file_mb", 4, "files", 3, 6, "OSError: [Errno 28] No space left on device"),
    ("file_mb", 24, "files", 20, 26, "OSError: [Errno 28] No space left on device"),
    ("open_files", 32, "open_files", 20, 32, "OSError: [Errno 24] Too many open files: '/dev/null'"),
    ("open_files", 400, "open_files", 380, 400, "OSError: [Errno 24] Too many open files: '/dev/null'"),
    ("processes", 8, "threads", 5, 6, "RuntimeError: can't start new thread"),
    ("processes", 300, "threads", 297, 298, "RuntimeError: can't start new thread"),
]
"""A limit, its value, what is tried, how much of it is let through, how much is not, and what comes of that."""


def tried(
    sandbox: Sandbox, path: Path, database: Database, limits: Limits, what: str, number: int
) -> Observation:
    with sandbox.worker(path, database.target.host, limits) as worker:
        assert worker.load(database.target, SECONDS).raised is None
        with worker.run(database.target, limits) as run:
            assert run.load((), (), SECONDS).raised is None
            return run.do(call(what, number=number), SECONDS)


@pytest.mark.parametrize(("limit", "value", "what", "within", "beyond", "told"), TRIED)
def test_a_limit_holds_where_it_is_set(
    warm: Sandbox, write: Callable[..., Path], database: Database,
    limit: str, value: int, what: str, within: int, beyond: int, told: str,
) -> None:  # fmt: skip
    """Below the limit there is no error, above it there is the one that the report explains."""
    path, limits = write(SOURCE), dataclasses.replace(LIMITS, **{limit: value})

    below = tried(warm, path, database, limits, what, within)
    above = tried(warm, path, database, limits, what, beyond).raised

    assert (None, None) == (below.raised, below.problem)
    assert above is not None
    assert told == f"{above.type}: {above.message}"
