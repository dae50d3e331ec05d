"""Whatever goes wrong for one submission is its own grade, wherever it goes wrong; the next one is graded.

One submission is graded again and again between honest ones. Each time something is done to it at another of the
moments at which the grader waits for somebody else: a worker, PostgreSQL, or a judge.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from grader.course.course import Course
from grader.course.submissions import Submission
from grader.errors import OperatorError
from grader.faults import FaultLog
from grader.grading.grading import Grading
from grader.judging import Judge
from grader.model import Grade, Verdict
from grader.postgres.connections import Admin
from grader.postgres.reader import Reader, ReaderLogin
from grader.postgres.tenant import Tenant
from grader.running.tools import Tools
from grader.sandbox import Sandbox
from grader.sandbox.worker import Run, Worker

COURSE = Path(__file__).parent / "hostile_course"
HONEST = Submission(COURSE / "submissions/notes/good.py", "notes")
CHECKS = ("adds",)
SEED = 5
HONEST_EVERY = 10

WAITS: tuple[tuple[type, str], ...] = (
    (Sandbox, "worker"),
    (Worker, "_ask"),
    (Worker, "run"),
    (Run, "close"),
    (Tenant, "_create"),
    (ReaderLogin, "connect"),
    (Reader, "reading"),
    (Admin, "connection"),
    (Judge, "_ask"),
)
"""Where the grader waits for others, as (class, method)."""


class Wait:
    """One of the moments: ``owner`` is the object that waits."""

    def __init__(self, owner: Any, go_on: Callable[[], Any]) -> None:
        self.owner, self.go_on = owner, go_on


Harm = Callable[[Wait], Any]


def kills(wait: Wait) -> Any:
    """The process that is waited for, where there is one, is gone."""
    found: dict[type, Callable[[Any], None]] = {
        Worker: lambda worker: _kill(worker._process._pidfd),
        Run: lambda run: _kill(run._worker._process._pidfd),
        Judge: lambda judge: _kill(judge._process._pidfd) if judge._process else None,
        Reader: _end_backends,
    }
    for kind, kill in found.items():
        if isinstance(wait.owner, kind):
            kill(wait.owner)
    return wait.go_on()


def _end_backends(reader: Reader) -> None:
    """All connections to the submission's database, its own and the reader's."""
    with reader._admin.connection() as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [reader._database]
        )


def _kill(pidfd: int) -> None:
    try:
        signal.pidfd_send_signal(pidfd, signal.SIGKILL)
    except (ProcessLookupError, OSError):
        return


def raises(*errors: BaseException) -> Harm:
    """Each time the next of these errors comes in place of an answer."""
    left = list(errors)

    def harm(wait: Wait) -> Any:
        left.append(left.pop(0))
        raise left[-1]

    return harm


def corrupts(wait: Wait) -> Any:
    """The answer is another one than was asked for."""
    answer = wait.go_on()
    return None if answer is not None else "something"


HARMS: dict[str, Harm] = {
    "kills": kills,
    "raises ours": raises(
        psycopg.OperationalError("gone"), OSError(5, "broken"), MemoryError(), OperatorError("no room")
    ),
    "raises theirs": raises(
        RecursionError("deep"), ValueError("odd"), KeyError("none"), RuntimeError("strange")
    ),
    "corrupts": corrupts,
}


class Saboteur:
    """Counts the moments of one thread, and does harm at the one of a number."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._local = threading.local()
        for owner, name in WAITS:
            monkeypatch.setattr(owner, name, self._watched(getattr(owner, name)))

    def during(self, number: int, harm: Harm, act: Callable[[], list[Grade]]) -> tuple[list[Grade], int]:
        """What ``act`` gives, and how many moments there were."""
        self._local.count, self._local.number, self._local.harm = 0, number, harm
        try:
            return act(), self._local.count
        finally:
            self._local.number = None

    def _watched(self, method: Any) -> Any:
        def watched(owner: Any, *args: Any, **more: Any) -> Any:
            if getattr(self._local, "number", None) is None:
                return method(owner, *args, **more)
            self._local.count += 1
            if self._local.count != self._local.number:
                return method(owner, *args, **more)
            return self._local.harm(Wait(owner, lambda: method(owner, *args, **more)))

        return watched


@pytest.fixture
def grading(tools: Tools, tmp_path: Path) -> Iterator[Grading]:
    exercise = Course(COURSE).exercise("notes")
    with Grading(exercise, tools, FaultLog({}, tmp_path / "faults")) as grading:
        yield grading


def told(grades: list[Grade]) -> list[Any]:
    return [[(check.id, check.verdict, check.points) for check in grade.checks] for grade in grades]


@pytest.mark.parametrize("name", HARMS)
def test_what_happens_to_one_submission_is_its_own(
    grading: Grading, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str
) -> None:
    """At every moment at which the grader waits, a dead process, an exception or a wrong answer gives the submission
    a grade, never more points than it is worth, an `error` only for our own faults; and the next one is graded."""
    saboteur = Saboteur(monkeypatch)

    def grade() -> list[Grade]:
        return grading.grade(HONEST, [SEED], CHECKS)

    honest, moments = saboteur.during(0, HARMS[name], grade)
    assert moments > 20
    for number in range(1, moments + 1):
        ((harmed,), _) = saboteur.during(number, HARMS[name], grade)
        assert [check.id for check in honest[0].checks] == [check.id for check in harmed.checks]
        assert harmed.points <= honest[0].points
        if name == "raises theirs":
            assert () == harmed.errors, harmed.remarks
        for check in harmed.checks:
            assert check.verdict is not Verdict.ERROR or (check.fault and Path(check.fault.file).is_file())
        if number % HONEST_EVERY == 0:
            assert told(honest) == told(grade())
    assert told(honest) == told(grade())
