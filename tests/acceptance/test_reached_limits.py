"""The limits of an exercise hold for its submissions, and who reaches one is told which."""

from __future__ import annotations

import pytest

from tests.support import small_course
from tests.support.shell import Ended, run
from tests.support.small_course import COUNT, GOOD, MODELS, put

LIMITS = (
    "limits: {import_seconds: 1, check_seconds: 1, memory_mb: 100, file_mb: 2, open_files: 40, processes: 12}"
)
OPENS = "kept = [open('/dev/null') for _ in range(50)]"
HOARDS = "kept = bytearray(150 * 2**20)"
FILLS = """
for name in "abcd":
    with open(name, "wb") as file:
        file.write(bytes(2**20))
"""
THREADS = """
import threading
threading.stack_size(65536)
done = threading.Event()
try:
    for _ in range(12):
        threading.Thread(target=done.wait, daemon=True).start()
finally:
    done.set()
"""
FORKS = """
import os, time
for _ in range(12):
    if os.fork() == 0:
        time.sleep(100)
"""


def in_a_call(code: str) -> str:
    lines = "".join(f"    {line}\n" for line in code.splitlines())
    return f"{MODELS}\n\ndef find_notes(session, word):\n{lines}{COUNT}"


REACHED = {
    "calls_memory": (in_a_call(HOARDS), "allows 100 MiB of memory"),
    "calls_file": (in_a_call("open('x', 'wb').write(bytes(3 * 2**20))"), "allows files of 2 MiB"),
    "calls_files": (in_a_call(FILLS), "allows 2 MiB for all files together"),
    "calls_open_files": (in_a_call(OPENS), "allows 40 open files"),
    "calls_threads": (in_a_call(THREADS), "allows 12 processes and threads"),
    "calls_time": (in_a_call("while True: pass"), "used up its 1 s of CPU time"),
    "imports_memory": (f"{HOARDS}\n{GOOD}", "allows 100 MiB of memory"),
    "imports_open_files": (f"{OPENS}\n{GOOD}", "allows 40 open files"),
    "imports_processes": (f"{FORKS}\n{GOOD}", "allows 12 processes and threads"),
    "imports_time": (f"while True: pass\n{GOOD}", "used up its 1 s of CPU time"),
}
"""What a submission does, and what its report says of the limit."""


@pytest.fixture(scope="module")
def batch(tmp_path_factory: pytest.TempPathFactory) -> Ended:
    root = tmp_path_factory.mktemp("course")
    first, usual, *rest = small_course.EXERCISE.splitlines()
    assert usual.startswith("limits:")
    course = small_course.write(root, exercise="\n".join([first, LIMITS, *rest]))
    for name, (text, _) in REACHED.items():
        put(course / f"submissions/notes/{name}.py", text)
    return run(
        "grade", "submissions/notes", "--format", "json", "--only", "finds-notes",
        cwd=course, temporary=tmp_path_factory.mktemp("batch"),
    )  # fmt: skip


@pytest.mark.parametrize("name", REACHED)
def test_a_report_says_which_limit_was_reached(batch: Ended, name: str) -> None:
    """The finding says what the exercise allows, be it reached by a function or by the import."""
    grade = batch.grades[name]
    findings = [grade["finding"]] if grade["finding"] else grade["checks"][1]["findings"]
    (finding,) = findings
    told = f"{finding['message']}\n{finding['actual']}\n{finding['hint']}"
    assert REACHED[name][1] in told
