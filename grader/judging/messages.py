"""What the grader and a judge's process say to each other. Both are trusted: these are pickled as they are.

In:   ``Learn`` an exercise, then ``Compare`` or ``RunCheck`` for its checks.
Out:  one ``Found``, ``Broken`` or ``Faulty`` for each question; during a ``RunCheck`` also ``protocol.Act``,
      ``LoadRows`` and ``GiveRows``, which the grader answers with what came of them.
"""

from __future__ import annotations

from dataclasses import dataclass

from grader.checks.contract import FinishedRun
from grader.errors import AuthorError
from grader.language.exercise import Exercise
from grader.model import Finding, RunEvidence, SubmissionEvidence
from grader.planning.data import Data
from grader.worker.protocol import Callee


@dataclass(frozen=True)
class Learn:
    """The exercise of all questions to come."""

    exercise: Exercise


@dataclass(frozen=True)
class FindMissing:
    """What is not there that a check needs before it can be run?"""

    check: str
    submission: SubmissionEvidence


@dataclass(frozen=True)
class Compare:
    """What is wrong in these runs of a check?"""

    check: str
    submission: SubmissionEvidence
    runs: tuple[FinishedRun, ...]
    reference: tuple[RunEvidence, ...]


@dataclass(frozen=True)
class RunCheck:
    """Carry out a check that is written in Python: its acts and rows are asked for, one by one."""

    check: str
    data: Data


@dataclass(frozen=True)
class LoadRows:
    """Asked by a judge: hand over rows of the data as loaded objects, to what will be called."""

    rows: tuple[str, ...]
    callees: tuple[Callee, ...]


@dataclass(frozen=True)
class GiveRows:
    """Asked by a judge: the rows of every model now."""


@dataclass(frozen=True)
class Found:
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Broken:
    """The comparison itself failed. ``trace`` is Python's traceback."""

    reason: str
    trace: str


@dataclass(frozen=True)
class Faulty:
    """The exercise's own Python is wrong."""

    error: AuthorError


Question = FindMissing | Compare | RunCheck
Answer = Found | Broken | Faulty
