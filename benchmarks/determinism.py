"""Whether a grade depends on anything but the submission and the seed, such as on what else the machine does.

    python benchmarks/determinism.py [times] [burners] [submission...]

Grades each of a few submissions, or those named, so many times (200) with the same seed, two at a time, beside processes that
do nothing but burn CPU time (4), and compares the documents in all but how long things took. Ends with 1 where
two differ, and shows where.
"""

from __future__ import annotations

import difflib
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from grader.course.course import Course
from grader.course.submissions import Submission
from grader.grading.grading import Grading
from grader.model import Batch
from grader.reports.audience import Audience
from grader.reports.document import document
from grader.running.tools import Tools, isolation_info, open_tools, postgres_info, versions

REPOSITORY = Path(__file__).resolve().parents[1]
SUBMISSIONS = REPOSITORY / "submissions" / "blog"
SMALL = REPOSITORY / "tests" / "boundary" / "hostile_course"
SEED = 3
THREADS = 2
ERRORS = """

def count_comments_per_post(session):
    return {post: helper(session, post) for post in session.query(Post)}


def helper(session, post):
    raise LookupError(f"nothing known of {post!r} among {set('abcdefgh')} by {object()} and {helper}")
"""
"""Overrides a function with one whose error names addresses and the order of a set."""

BURN = "import os, sys\nwhile os.getppid() == int(sys.argv[1]): pass"

LOOP = """

def find_notes(session, word):
    while True:
        pass
"""


def untimed(value: Any) -> Any:
    """A part of a document, without how long things took."""
    if isinstance(value, dict):
        return {k: untimed(v) for k, v in value.items() if k not in ("seconds", "import_seconds")}
    return [untimed(item) for item in value] if isinstance(value, list) else value


def with_errors(folder: Path) -> Path:
    """A submission of the blog that fails with errors."""
    path = folder / "with_errors.py"
    path.write_text((SUBMISSIONS / "n_plus_one.py").read_text("utf-8") + ERRORS, "utf-8")
    return path


def with_a_loop(folder: Path) -> Path:
    """A submission of the small course that uses up its CPU time."""
    path = folder / "with_a_loop.py"
    path.write_text((SMALL / "submissions/notes/good.py").read_text("utf-8") + LOOP, "utf-8")
    return path


@contextmanager
def burning(number: int) -> Iterator[None]:
    """So many processes beside this one that never wait for anything, and end with it."""
    burners = [subprocess.Popen([sys.executable, "-c", BURN, str(os.getpid())]) for _ in range(number)]
    try:
        yield
    finally:
        for burner in burners:
            burner.kill()
            burner.wait()


def documents(
    tools: Tools, grading: Grading, path: Path, times: int, only: Sequence[str] = ()
) -> Counter[str]:
    """Each document that came of grading ``path``, and how often."""

    def graded(_: int) -> str:
        grades = tuple(grading.grade(Submission(path, grading.exercise.slug), [SEED], only))
        batch = Batch(postgres_info(tools), isolation_info(tools), versions(), SEED, grades)
        told = document(batch, Audience.INSTRUCTOR).model_dump(mode="json", by_alias=True)
        return json.dumps(untimed(told), indent=1)

    with ThreadPoolExecutor(THREADS) as pool:
        return Counter(pool.map(graded, range(times)))


def differences(found: Counter[str]) -> Iterator[str]:
    (usual, _), *others = found.most_common()
    for other, number in others:
        yield f"{number} times:"
        yield from difflib.unified_diff(usual.splitlines(), other.splitlines(), lineterm="", n=2)


def main(times: int = 200, burners: int = 4, *names: str) -> int:
    alike = True
    with (
        tempfile.TemporaryDirectory() as folder,
        open_tools("embedded") as tools,
        Grading(Course(REPOSITORY).exercise("blog"), tools) as blog,
        Grading(Course(SMALL).exercise("notes"), tools) as notes,
        burning(burners),
    ):
        paths = [SUBMISSIONS / f"{name}.py" for name in ("modern_typed", "n_plus_one", "flushes_only")]
        samples = [(blog, path) for path in (*paths, with_errors(Path(folder)))]
        for grading, path in (*samples, (notes, with_a_loop(Path(folder)))):
            if names and path.stem not in names:
                continue
            began = time.monotonic()
            found = documents(tools, grading, path, times)
            seconds = time.monotonic() - began
            print(f"{path.stem:15} {times} times in {seconds:.0f} s: {len(found)} different", flush=True)
            for line in differences(found):
                print(f"    {line}")
            alike &= len(found) == 1
    return 0 if alike else 1


if __name__ == "__main__":
    sys.exit(main(*(int(number) for number in sys.argv[1:3]), *sys.argv[3:]))
