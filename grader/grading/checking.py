"""The checks of one submission: run, compared, and graded."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from grader.checks import judge, not_inserted
from grader.checks.contract import CheckInput, FinishedRun
from grader.checks.registry import DOCUMENTS
from grader.course.submissions import Submission
from grader.faults import FaultLog
from grader.grading.attempts import attempt, outside_of_values
from grader.grading.control import NO_CONTROL, Control, difference
from grader.grading.own_words import in_own_words
from grader.grading.plans import PlanBook
from grader.grading.reference import Reference
from grader.judging import Judge, JudgingFailed
from grader.judging.messages import Compare, FindMissing
from grader.language.checks import Check, ScenarioCheck
from grader.language.exercise import Exercise
from grader.model import CheckGrade, Finding, Outcome, RunEvidence, Verdict
from grader.planning.data import Data, with_values
from grader.planning.plan import Plan
from grader.planning.uses import Uses
from grader.running.subject import NotInsertedError, Subject
from grader.sandbox import WorkerEnded

_LOG = logging.getLogger(__name__)
_NOT_READ = "the submission could not be imported"


@dataclass(frozen=True)
class CheckGrader:
    """Grades the checks of one submission, which is imported and has a judge."""

    exercise: Exercise
    submission: Submission
    subject: Subject
    judge: Judge
    reference: Reference
    plans: PlanBook
    faults: FaultLog
    control: Control = NO_CONTROL
    differences: list[str] = field(default_factory=list)

    def grade(self, check: Check, seed: int, graded: Mapping[str, CheckGrade]) -> CheckGrade:
        """``graded``: the checks before it, by id. Raises ``AuthorError`` alone."""
        grade = self._grade(check, seed, graded)
        if self.control.chooses(f"{self.submission.place} {seed} {check.id}"):
            again = self._grade(check, seed, graded, is_new=True)
            if found := difference(grade, again):
                self.differences.append(f"check {check.id} came out otherwise: {found}")
        why = f": {grade.reason}" if grade.reason else ""
        _LOG.log(_level(grade), "check %s is %s%s", check.id, grade.verdict, why)
        return grade

    def _grade(
        self, check: Check, seed: int, graded: Mapping[str, CheckGrade], is_new: bool = False
    ) -> CheckGrade:
        if self.subject.evidence.outcome is not Outcome.COMPLETED:
            return judge.skipped(check, self.exercise, _NOT_READ)
        if blocked := judge.blocked(check, self.exercise, graded):
            return blocked
        return attempt(
            lambda: self._run_and_judge(check, seed, is_new),
            restart=self.subject.restart,
            on_fault=lambda error: self._error(check, seed, error),
            on_values=lambda error: self._not_comparable(check, seed, error),
        )

    def _run_and_judge(self, check: Check, seed: int, is_new: bool) -> CheckGrade:
        runs: list[FinishedRun] = []
        try:
            found = self._findings(check, f"{seed}/{check.id}", runs, is_new)
            findings = tuple(in_own_words(f, self.subject.own_names, self.exercise) for f in found)
        except NotInsertedError as error:
            findings = (
                not_inserted.finding(str(error), CheckInput(self.exercise, self.subject.evidence, ())),
            )
        except WorkerEnded as ended:
            findings = (judge.left_between_runs(ended.detail),)
        except JudgingFailed as failed:
            finding = (judge.too_slow if failed.is_slow else judge.not_comparable)(failed.reason)
            fault = self.faults.write(self._what(check, seed), failed.reason, failed.trace)
            return judge.unjudged(check, self.exercise, finding, fault, _evidence(runs))
        return judge.judged(check, self.exercise, findings, _evidence(runs))

    def _findings(
        self, check: Check, name: str, runs: list[FinishedRun], is_new: bool
    ) -> tuple[Finding, ...]:
        """What is wrong. ``runs`` grows by each run that was carried out, also when there is no result."""
        kind = DOCUMENTS.find_kind(check)
        if missing := self.judge.missing(self.exercise, FindMissing(check.id, self.subject.evidence)):
            return tuple(replace(finding, is_obstacle=True) for finding in missing)
        with outside_of_values():
            self.plans.find(check, name)
        plans = self.plans.find_fitting(check, name, self.subject.fit)  # by what the submission's tables are
        if kind.drive is not None:
            return tuple(
                finding for plan in plans for finding in self._drive(check, plan, name, runs, is_new)
            )
        for plan in plans:
            self._note(runs, FinishedRun(plan, self.subject.run(plan, is_new)), name)
        with outside_of_values():
            reference = self._run_reference(check, name) if _compares(check) else ()
        question = Compare(check.id, self.subject.evidence, tuple(runs), reference)
        return self.judge.compare(self.exercise, question)

    def _run_reference(self, check: Check, name: str) -> tuple[RunEvidence, ...]:
        """With the values that the submission's rows have: its tables may not have taken what was drawn."""

        def fit(data: Data, uses: Uses) -> Data:
            return with_values(data, self.subject.fit(data, uses))

        return self.reference.runs(name, self.plans.find_fitting(check, name, fit))

    def _drive(
        self, check: Check, plan: Plan, name: str, runs: list[FinishedRun], is_new: bool
    ) -> tuple[Finding, ...]:
        """A run in which the check itself decides what is done next."""
        with self.subject.begin(plan, is_new) as live:
            findings = self.judge.run_check(self.exercise, check.id, plan.data, live)
            self._note(runs, FinishedRun(plan, live.end()), name)
        return findings

    def _note(self, runs: list[FinishedRun], ran: FinishedRun, name: str) -> None:
        """Keep a run that was carried out, and tell of it. ``name``: its seed, and its check."""
        runs.append(ran)
        size = "" if ran.plan.size is None else f" with {ran.plan.size} rows"
        found = ran.evidence
        _LOG.debug(
            "run %s%s: %s in %.3f s, %d statements %s",
            name, size, found.outcome, found.seconds, found.count, found.detail,
        )  # fmt: skip

    def _error(self, check: Check, seed: int, error: Exception) -> CheckGrade:
        return judge.error(check, self.exercise, self.faults.record(self._what(check, seed), error))

    def _not_comparable(self, check: Check, seed: int, error: Exception) -> CheckGrade:
        fault = self.faults.record(self._what(check, seed), error)
        return judge.unjudged(check, self.exercise, judge.not_comparable(fault.reason), fault)

    def _what(self, check: Check, seed: int) -> str:
        """What is graded, as a command that does it again."""
        path, slug = self.submission.place, self.exercise.slug
        return (
            f"grader grade {str(path)!r} --exercise {slug} --seed {seed} --only {check.id} --for instructor"
        )


def _evidence(runs: Sequence[FinishedRun]) -> tuple[RunEvidence, ...]:
    return tuple(ran.evidence for ran in runs)


def _level(grade: CheckGrade) -> int:
    """A check that could not be run is worth a word; the others are in the report."""
    return logging.INFO if grade.verdict in (Verdict.SKIPPED, Verdict.ERROR) else logging.DEBUG


def _compares(check: Check) -> bool:
    return isinstance(check, ScenarioCheck) and any(each.reference for each in check.expectations)
