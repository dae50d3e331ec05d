"""The story of one submission: run, judge. The only file that knows both halves.

And the border of one submission: whatever goes wrong for it is its own grade (``attempts`` says whose fault it is).
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Self

from grader import log
from grader.checks import judge
from grader.checks.contract import CheckInput
from grader.course.submissions import Submission
from grader.faults import FaultLog
from grader.grading.attempts import attempt
from grader.grading.checking import CheckGrader
from grader.grading.control import NO_CONTROL, Control
from grader.grading.plans import PlanBook
from grader.grading.reference import Reference
from grader.language.checks import Check
from grader.language.exercise import Exercise
from grader.model import Catalog, CheckGrade, Finding, Grade, Outcome, SubmissionEvidence, Verdict
from grader.running.subject import Subject
from grader.running.tools import Tools

_LOG = logging.getLogger(__name__)
_NOT_LOOKED_AT = "the submission is not graded"


class Grading:
    """Grades submissions of one exercise. Keeps the reference solution at hand between them."""

    def __init__(
        self, exercise: Exercise, tools: Tools, faults: FaultLog | None = None, control: Control = NO_CONTROL
    ) -> None:
        self.exercise = exercise
        self._tools = tools
        self._faults = faults or FaultLog({})
        self._control = control
        self._reference = Reference(exercise, tools)
        self._plans = PlanBook(exercise)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reference.close()

    def grade(
        self,
        submission: Submission,
        seeds: Sequence[int],
        only: Sequence[str] = (),
        *,
        until_loss: bool = False,
        tell: Callable[[CheckGrade], None] = lambda _: None,
    ) -> list[Grade]:
        """One grade for each seed; the submission is imported once. ``only``: ids of checks, and what they
        require. ``until_loss``: stop at the first failing check, the last one of the last
        grade. ``tell``: called with each check as soon as it is graded. Raises ``AuthorError``."""
        wanted = _Wanted(submission, tuple(seeds), tuple(_chosen(self.exercise, only)), until_loss, tell)
        with log.about(submission.place):
            if submission.refused:
                _LOG.info("not graded: %s", submission.refused)
                return self._refused(wanted, submission.refused)
            return attempt(
                lambda: self._grades(wanted),
                restart=lambda _: None,
                on_fault=lambda error: self._errors(wanted, error),
                on_values=lambda error: self._not_readable(wanted, error),
            )

    def _grades(self, wanted: _Wanted) -> list[Grade]:
        """The grades there are; what fails when all of them are there takes nothing away."""
        grades: list[Grade] = []
        with self._keeping(grades, wanted), ExitStack() as stack:
            subject = stack.enter_context(Subject(wanted.submission.path, self.exercise, self._tools))
            checks = CheckGrader(
                self.exercise,
                wanted.submission,
                subject,
                stack.enter_context(self._tools.judges.lease()),
                self._reference,
                self._plans,
                self._faults,
                self._control,
            )
            for seed in wanted.seeds:
                grades.append(self._grade(checks, seed, wanted))
                if wanted.until_loss and not grades[-1].passed:
                    break
        return grades

    @contextmanager
    def _keeping(self, grades: list[Grade], wanted: _Wanted) -> Iterator[None]:
        try:
            yield
        except Exception as error:
            if len(grades) < len(wanted.seeds) and not (wanted.until_loss and grades):
                raise
            fault = self._faults.record(f"the end of {wanted.submission.place}", error)
            grades[-1] = replace(grades[-1], remarks=(*grades[-1].remarks, f"after the last check: {fault}"))

    def _grade(self, checks: CheckGrader, seed: int, wanted: _Wanted) -> Grade:
        began = time.monotonic()
        graded: dict[str, CheckGrade] = {}
        for check in wanted.checks:
            graded[check.id] = checks.grade(check, seed, graded)
            wanted.tell(graded[check.id])
            if wanted.until_loss and graded[check.id].verdict is not Verdict.PASSED:
                break
        grade = self._graded(wanted.submission, checks.subject.evidence, seed, graded)
        for found in checks.differences:
            _LOG.warning("%s", found)
        grade = replace(grade, differences=tuple(checks.differences))
        checks.differences.clear()
        seconds = time.monotonic() - began
        _LOG.info("%g of %g points with seed %d, in %.2f s", grade.points, grade.max_points, seed, seconds)
        return grade

    def _graded(
        self,
        submission: Submission,
        evidence: SubmissionEvidence,
        seed: int,
        graded: dict[str, CheckGrade],
        finding: Finding | None = None,
    ) -> Grade:
        return Grade(
            submission=submission.name,
            path=str(submission.place),
            files=submission.files,
            exercise=self.exercise.slug,
            outcome=_outcome(evidence.outcome, graded),
            finding=finding or judge.submission_finding(evidence, self.exercise.limits),
            checks=tuple(graded.values()),
            notes=(*submission.notes, *judge.notes(CheckInput(self.exercise, evidence, ()))),
            seed=seed,
            evidence=evidence,
            remarks=(
                *judge.remarks(graded.values(), self.exercise),
                *judge.faults(graded.values()),
            ),
        )

    # ---- what is not graded -------------------------------------------------------------------

    def _refused(self, wanted: _Wanted, reason: str) -> list[Grade]:
        """Every check skipped: the submission's files are not looked at."""
        skipped = {check.id: judge.skipped(check, self.exercise, _NOT_LOOKED_AT) for check in wanted.checks}
        nothing = _nothing(Outcome.IMPORT_FAILED, reason)
        return [
            self._graded(wanted.submission, nothing, seed, skipped, Finding(reason)) for seed in wanted.seeds
        ]

    def _errors(self, wanted: _Wanted, error: Exception) -> list[Grade]:
        """Every check an `error`."""
        fault = self._faults.record(f"the import of {wanted.submission.place}", error)
        failed = {check.id: judge.error(check, self.exercise, fault) for check in wanted.checks}
        nothing = _nothing(Outcome.COMPLETED, fault.reason)
        return [self._graded(wanted.submission, nothing, seed, failed) for seed in wanted.seeds]

    def _not_readable(self, wanted: _Wanted, error: Exception) -> list[Grade]:
        """Every check failed: what the submission says of itself cannot be read."""
        fault = self._faults.record(f"the import of {wanted.submission.place}", error)
        finding = judge.not_comparable(fault.reason)
        failed = {c.id: judge.unjudged(c, self.exercise, finding, fault) for c in wanted.checks}
        nothing = _nothing(Outcome.CRASHED, fault.reason)
        return [self._graded(wanted.submission, nothing, seed, failed, finding) for seed in wanted.seeds]


@dataclass(frozen=True)
class _Wanted:
    """What one call asks for."""

    submission: Submission
    seeds: tuple[int, ...]
    checks: tuple[Check, ...]
    until_loss: bool
    tell: Callable[[CheckGrade], None]


def _chosen(exercise: Exercise, only: Sequence[str]) -> list[Check]:
    """The checks named, with all that they require; all of them when none is named."""
    if not only:
        return list(exercise.checks)
    wanted = set(only)
    for check in reversed(exercise.checks):
        if check.id in wanted:
            wanted |= set(check.requires)
    return [check for check in exercise.checks if check.id in wanted]


def _outcome(imported: Outcome, graded: dict[str, CheckGrade]) -> Outcome:
    """`completed` if any check could run to its end, else what ended the first."""
    if imported is not Outcome.COMPLETED:
        return imported
    outcomes = [
        run.outcome for grade in graded.values() for run in grade.runs if grade.verdict is not Verdict.SKIPPED
    ]
    return outcomes[0] if outcomes and Outcome.COMPLETED not in outcomes else Outcome.COMPLETED


def _nothing(outcome: Outcome, detail: str) -> SubmissionEvidence:
    return SubmissionEvidence(outcome, detail, None, None, Catalog({}, {}))
