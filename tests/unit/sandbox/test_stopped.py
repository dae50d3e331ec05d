"""A run whose time is over says the line that it was at, and ends as it did before."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from grader.model import Outcome
from grader.sandbox import WorkerEnded
from grader.worker.protocol import Limits, Where
from tests.support.bench import LIMITS, Bench, call

SHORT = replace(LIMITS, cpu_seconds=1)
CLOCK = replace(LIMITS, wall_seconds=0.5)
LOOP = """
def loop():
    while True:
        pass
"""
SLEEP = """
import time
def sleep():
    help_to_sleep()
def help_to_sleep():
    time.sleep(60)
"""
ALARM = """
import signal, time
def ring():
    signal.setitimer(signal.ITIMER_REAL, 0.1)
    time.sleep(60)
"""
IGNORED = """
import signal, time
def ignore():
    signal.signal(signal.SIGALRM, signal.SIG_IGN)
    time.sleep(60)
"""


def end(bench: Bench, source: str, name: str, limits: Limits, seconds: float = 10) -> WorkerEnded:
    assert bench.load(source).raised is None
    with pytest.raises(WorkerEnded) as told:
        bench.run(name, limits=limits).do(call(name), seconds)
    return told.value


def test_a_loop_that_does_not_end(bench: Bench) -> None:
    """Where the CPU time is used up, the line of the loop is told beside it."""
    ended = end(bench, LOOP, "loop", SHORT)
    assert (Outcome.TIMED_OUT, "used up its 1 s of CPU time") == (ended.outcome, ended.detail)
    assert ended.where
    assert ended.where.line in (3, 4)


def test_a_wait(bench: Bench) -> None:
    """Where the clock has rung, the innermost line of the submission is told."""
    ended = end(bench, SLEEP, "sleep", CLOCK)
    assert (Outcome.TIMED_OUT, True, Where("anna.py", 6)) == (ended.outcome, ended.is_deadline, ended.where)


def test_an_alarm_of_its_own(bench: Bench) -> None:
    """An alarm that the submission sets ends it, as it does everywhere: that is not the end of its time."""
    ended = end(bench, ALARM, "ring", CLOCK)
    assert (Outcome.CRASHED, None) == (ended.outcome, ended.where)
    assert "SIGALRM" in ended.detail


def test_a_submission_that_does_not_listen(bench: Bench) -> None:
    """Who ignores the clock is ended all the same, and no line is told."""
    ended = end(bench, IGNORED, "ignore", CLOCK, seconds=1)
    assert (Outcome.TIMED_OUT, None) == (ended.outcome, ended.where)


def test_a_wait_of_the_import(bench: Bench, write: Callable[..., Path]) -> None:
    """A module that does not finish its import says its line, too."""
    path = write("import time\nx = 1\ntime.sleep(60)\n")
    with pytest.raises(WorkerEnded) as told:
        bench.load_path(path, limits=CLOCK)
    assert (Outcome.TIMED_OUT, Where("anna.py", 3)) == (told.value.outcome, told.value.where)
