"""The story of one submission: run, judge. The only file that knows both halves."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from grader import judge, python_check
from grader.checks import scenario
from grader.checks.contract import Asked, Ran
from grader.checks.registry import CHECKS
from grader.errors import AuthorError, InternalError
from grader.model import Catalog, CheckGrade, Grade, Outcome, RunEvidence, SubmissionEvidence, Verdict
from grader.plan import Plan
from grader.running import NotLaidError, Subject, Tools
from grader.spec.exercise import Exercise
from grader.spec.language import Check, PythonCheck, ScenarioCheck
from grader.submissions import Submission

_OURS = (
    InternalError,
    psycopg.Error,
    OSError,
    ArithmeticError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
)
"""What can go wrong on our side while a check is run: told as `error`, never scored. An exercise's fault and a
machine's are not among these: they end the command."""


class Grading:
    """Grades submissions of one exercise. Keeps the reference solution at hand between them."""

    def __init__(self, exercise: Exercise, tools: Tools) -> None:
        self.exercise = exercise
        self._tools = tools
        self._reference = _Reference(exercise, tools)

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
    ) -> list[Grade]:
        """One grade for each seed; the submission is imported once. ``only``: ids of checks, and what they
        require. ``until_loss``: it ends with the first check that does not pass, which is the last of the last
        grade. Raises ``AuthorError`` and ``OperatorError``."""
        checks = _chosen(self.exercise, only)
        try:
            return self._grades(submission, seeds, checks, until_loss)
        except _OURS:
            return self._grades_at_last(submission, seeds, checks, until_loss)

    def _grades(
        self, submission: Submission, seeds: Sequence[int], checks: Sequence[Check], until_loss: bool
    ) -> list[Grade]:
        grades: list[Grade] = []
        with Subject(submission.path, self.exercise, self._tools) as subject:
            for seed in seeds:
                grades.append(self._grade(submission, subject, seed, checks, until_loss))
                if until_loss and not grades[-1].passed:
                    break
        return grades

    def _grades_at_last(
        self, submission: Submission, seeds: Sequence[int], checks: Sequence[Check], until_loss: bool
    ) -> list[Grade]:
        """Once more; what fails again is our fault, and costs nobody but this submission its grade."""
        try:
            return self._grades(submission, seeds, checks, until_loss)
        except _OURS as error:
            reason = f"{type(error).__name__}: {error}"
            failed = {check.id: judge.error(check, self.exercise, reason) for check in checks}
            nothing = SubmissionEvidence(Outcome.COMPLETED, reason, None, None, Catalog({}, {}))
            return [self._graded(submission, nothing, seed, failed) for seed in seeds]

    def _grade(
        self,
        submission: Submission,
        subject: Subject,
        seed: int,
        checks: Sequence[Check],
        until_loss: bool,
    ) -> Grade:
        graded: dict[str, CheckGrade] = {}
        for check in checks:
            graded[check.id] = self._check(check, subject, seed, graded)
            if until_loss and graded[check.id].verdict is not Verdict.PASSED:
                break
        return self._graded(submission, subject.evidence, seed, graded)

    def _graded(
        self, submission: Submission, evidence: SubmissionEvidence, seed: int, graded: dict[str, CheckGrade]
    ) -> Grade:
        return Grade(
            submission=submission.name,
            path=str(submission.path),
            exercise=self.exercise.slug,
            outcome=_outcome(evidence.outcome, graded),
            finding=judge.submission_finding(evidence, self.exercise.limits),
            checks=tuple(graded.values()),
            notes=tuple(judge.notes(evidence)),
            seed=seed,
            evidence=evidence,
            remarks=tuple(judge.remarks(graded.values(), self.exercise)),
        )

    def _check(self, check: Check, subject: Subject, seed: int, graded: dict[str, CheckGrade]) -> CheckGrade:
        if subject.evidence.outcome is not Outcome.COMPLETED:
            return judge.skipped(check, self.exercise, "the submission could not be imported")
        if blocked := judge.blocked(check, self.exercise, graded):
            return blocked
        try:
            return self._run_and_judge(check, subject, seed)
        except _OURS:
            return self._retry(check, subject, seed)

    def _retry(self, check: Check, subject: Subject, seed: int) -> CheckGrade:
        """Once more, with a fresh worker and database; what fails again is our fault."""
        try:
            subject.renew()
            return self._run_and_judge(check, subject, seed)
        except _OURS as error:
            return judge.error(check, self.exercise, f"{type(error).__name__}: {error}")

    def _run_and_judge(self, check: Check, subject: Subject, seed: int) -> CheckGrade:
        asked = Asked(self.exercise, subject.evidence, ())
        if isinstance(check, PythonCheck):
            return self._python(check, subject, f"{seed}/{check.id}")
        kind = CHECKS[check.kind]
        if missing := judge.missing(check, kind, asked):
            return judge.judged(check, asked, missing)
        name = f"{seed}/{check.id}"
        try:
            plans = kind.plans(check, self.exercise, name)
            runs = tuple(Ran(plan, subject.run(plan)) for plan in plans)
        except NotLaidError as error:
            return judge.judged(check, asked, [judge.not_laid(str(error))])
        reference = self._reference.runs(name, plans) if _compares(check) else ()
        asked = Asked(self.exercise, subject.evidence, runs, reference)
        return judge.judged(check, asked, kind.findings(check, asked))

    def _python(self, check: PythonCheck, subject: Subject, name: str) -> CheckGrade:
        function = python_check.function(check, self.exercise.solutions)
        runs, findings = [], []
        for size in check.sizes or (None,):
            drawn = scenario.drawn_for(check, self.exercise, name, size)
            plan = Plan(drawn, (), (), scenario.callees_of(self.exercise), size)
            try:
                with subject.begin(plan) as live:
                    findings += list(function(python_check.PythonRun(live, plan.drawn, self.exercise)))
                    runs.append(Ran(plan, live.end()))
            except NotLaidError as error:
                findings.append(judge.not_laid(str(error)))
        return judge.judged(check, Asked(self.exercise, subject.evidence, tuple(runs)), findings)


class _Reference:
    """The reference solution in a worker and databases of its own; each plan is run once for all submissions."""

    def __init__(self, exercise: Exercise, tools: Tools) -> None:
        self._exercise, self._tools = exercise, tools
        self._stack = ExitStack()
        self._subject: Subject | None = None
        self._known: dict[str, tuple[RunEvidence, ...]] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        self._stack.close()

    def runs(self, name: str, plans: Sequence[Plan]) -> tuple[RunEvidence, ...]:
        with self._lock:
            if name not in self._known:
                if self._subject is None:
                    path = reference_path(self._exercise)
                    self._subject = self._stack.enter_context(
                        Subject(path, self._exercise, self._tools, trusted=True)
                    )
                self._known[name] = tuple(self._subject.run(plan) for plan in plans)
            return self._known[name]


def reference_path(exercise: Exercise) -> Path:
    """The reference solution that submissions are compared with: the first by name.

    Raises ``AuthorError`` when there is none.
    """
    found = references(exercise)
    if not found:
        raise AuthorError(
            f"the exercise `{exercise.slug}` has no reference solution",
            f"Put one into {exercise.solutions or f'solutions/{exercise.slug}'}/reference/.",
        )
    return found[0]


def references(exercise: Exercise) -> list[Path]:
    """All reference solutions of an exercise, by name."""
    folder = (exercise.solutions or Path()) / "reference"
    if exercise.solutions is None or not folder.is_dir():
        return []
    return sorted(
        path for path in folder.iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()
    )


def _compares(check: Check) -> bool:
    return isinstance(check, ScenarioCheck) and check.expect.reference is not False


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
