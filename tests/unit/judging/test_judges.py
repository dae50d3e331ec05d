"""A judge compares in a process of its own: neither an exception nor a loop nor the memory of it reaches the grader."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from grader.course.course import Course
from grader.errors import AuthorError
from grader.judging import Judge, Judges, JudgingFailed, judges, process
from grader.judging.messages import Compare, FindMissing
from grader.language.exercise import Exercise
from grader.model import Catalog, Finding, Outcome, SubmissionEvidence, TableRows
from grader.planning.data import Data
from grader.worker.protocol import Act, Callee, Imported, Observation, Transact
from tests.support import small_course

CHECKS = """
import os, sys, time

def finds(run):
    yield run.finding("one", actual=str(os.getpid()))
    yield run.finding("two")

def raises(run):
    raise TypeError("unhashable " + "x" * 100_000)

def leaves(run):
    sys.exit(0)

def loops(run):
    while True:
        pass

def powers(run):
    return [9 ** 9 ** 9]

def devours(run):
    held = []
    while True:
        held.append(bytes(64 * 2**20))

def acts(run):
    answer = run.do("flush")
    run.do("commit")
    yield run.finding(f"{answer.shown} {run.rows('Note')}")

def asks_for_nonsense(run):
    run.do({"no": "act"})
    return []

def looks(run):
    yield run.finding(" ".join(sorted(os.listdir("/proc/self/fd"))))
"""
NAMES = (
    "finds",
    "raises",
    "leaves",
    "loops",
    "powers",
    "devours",
    "acts",
    "asks_for_nonsense",
    "looks",
)
HIDDEN = "checks:\n" + "".join(
    f"  - {{id: {name.replace('_', '-')}, title: It, python: {name}}}\n" for name in NAMES
)
NOTHING = SubmissionEvidence(Outcome.COMPLETED, "", None, None, Catalog({}, {}))


class Live:
    """A run that answers each act with its number."""

    def __init__(self) -> None:
        self.acts: list[Act] = []
        self.loaded: list[tuple[str, ...]] = []

    def do(self, act: Act) -> Observation | None:
        self.acts.append(act)
        return Observation(len(self.acts), None, None, (), 0.0)

    def load(self, rows: Sequence[str], _: Sequence[Callee]) -> str | None:
        self.loaded.append(tuple(rows))
        return "it is not there" if "lost" in rows else None

    def rows(self) -> Mapping[str, TableRows]:
        return {"Note": TableRows(({"id": 7},))}


@pytest.fixture
def exercise(tmp_path: Path) -> Exercise:
    course = small_course.write(tmp_path)
    (course / "solutions/notes/checks.py").write_text(CHECKS)
    (course / "solutions/notes/hidden.yaml").write_text(HIDDEN)
    return Course(course).exercise("notes")


@pytest.fixture
def a_judge(monkeypatch: pytest.MonkeyPatch) -> Iterator[Judge]:
    """A judge that may take one second of CPU time."""
    for module in (process, judges):
        monkeypatch.setattr(module, "CPU_SECONDS", 1)
    with Judges() as found, found.lease() as judge:
        yield judge


def wait_for_the_end_of(pid: int) -> None:
    """Fails when the process is still there after some seconds."""
    deadline = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not Path(f"/proc/{pid}").exists()


def run(judge: Judge, exercise: Exercise, check: str, live: Live | None = None) -> tuple[Finding, ...]:
    return judge.run_check(exercise, check, Data(), live or Live())


def test_a_judge_finds_in_another_process(a_judge: Judge, exercise: Exercise) -> None:
    """Findings come back in their order, from a process that is not the grader's."""
    one, two = run(a_judge, exercise, "finds")

    assert ("one", "two") == (one.message, two.message)
    assert str(os.getpid()) != one.actual


def test_what_is_missing_is_found(a_judge: Judge, exercise: Exercise) -> None:
    """A check whose model is not there is found to miss it, and nothing else is compared."""
    nothing = Imported(None, "", (), (), (), (), (), True, 0.0)
    evidence = SubmissionEvidence(Outcome.COMPLETED, "", nothing, None, Catalog({}, {}))

    (finding,) = a_judge.missing(exercise, FindMissing("note-columns", evidence))

    assert "There is no model `Note`." == finding.message
    assert () == a_judge.compare(exercise, Compare("note-columns", evidence, (), ()))


@pytest.mark.parametrize(
    ("check", "reason"), [("raises", "TypeError: unhashable"), ("leaves", "SystemExit: 0")]
)
def test_what_raises_is_told_with_its_traceback(
    a_judge: Judge, exercise: Exercise, check: str, reason: str
) -> None:
    """An exception while values are compared is told in a line of bounded length, and with Python's traceback."""
    with pytest.raises(JudgingFailed) as told:
        run(a_judge, exercise, check)

    assert told.value.reason.startswith(reason)
    assert len(told.value.reason) < 30_000
    assert f"in {check}" in told.value.trace
    assert not told.value.is_slow


@pytest.mark.parametrize("check", ["loops", "powers"])
def test_what_takes_too_long_is_ended(a_judge: Judge, exercise: Exercise, check: str) -> None:
    """A comparison without end is ended by its CPU time, also inside of one byte code; the next one is judged."""
    with pytest.raises(JudgingFailed) as told:
        run(a_judge, exercise, check)

    assert told.value.is_slow
    assert 2 == len(run(a_judge, exercise, "finds"))


def test_what_takes_too_much_memory_fails(a_judge: Judge, exercise: Exercise) -> None:
    """A comparison cannot take the machine's memory; the next one is judged."""
    with pytest.raises(JudgingFailed) as told:
        run(a_judge, exercise, "devours")

    assert not told.value.is_slow
    assert 2 == len(run(a_judge, exercise, "finds"))


def test_a_judge_that_went_while_idle_is_replaced(
    a_judge: Judge, exercise: Exercise, caplog: pytest.LogCaptureFixture
) -> None:
    """A judge whose process is gone before it is asked fails nothing: another process answers, and the log says so."""
    pid = int(str(run(a_judge, exercise, "finds")[0].actual))
    os.kill(pid, signal.SIGKILL)
    wait_for_the_end_of(pid)

    assert str(pid) != run(a_judge, exercise, "finds")[0].actual
    assert any("the judge's process is replaced" in message for message in caplog.messages)


def test_acts_are_done_in_the_grader(a_judge: Judge, exercise: Exercise) -> None:
    """A check in Python drives its run through the grader: acts in order, and the rows of that moment."""
    live = Live()

    (finding,) = run(a_judge, exercise, "acts", live)

    assert [Transact("flush"), Transact("commit")] == live.acts
    assert "1 [{'id': 7}]" == finding.message


def test_a_faulty_check_is_its_authors(a_judge: Judge, exercise: Exercise) -> None:
    """An act that is not one is the exercise's fault."""
    with pytest.raises(AuthorError, match=r"checks\.py: .* is not an act"):
        run(a_judge, exercise, "asks-for-nonsense")


def test_a_judge_holds_nothing_of_the_graders(exercise: Exercise, tmp_path: Path) -> None:
    """A judge has its connection and no other descriptor, whatever the grader had open."""
    with (tmp_path / "open").open("w"), Judges() as found, found.lease() as judge:
        (finding,) = run(judge, exercise, "looks")

    assert 5 >= len(finding.message.split())  # three that lead to nothing, the connection, the listing itself


def test_nothing_is_left_of_judges(exercise: Exercise) -> None:
    """All processes end with the judges, one in the middle of a loop too."""
    with Judges() as found, found.lease() as judge:
        pid = int(str(run(judge, exercise, "finds")[0].actual))
        assert Path(f"/proc/{pid}").exists()

    wait_for_the_end_of(pid)
