"""The story of one submission: run, judge. The only file that knows both halves.

And the border of one submission: whatever goes wrong for it is its own grade. What its values do to the grader (they
cannot be read, or compared) fails the check that looks at them. What happens without them (a server that died, a
disk) is tried again with a fresh worker, database and server, and is an `error` when it happens again.
"""

from __future__ import annotations

import threading
import traceback
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from grader import judge
from grader.checks import scenario
from grader.checks.contract import Ran
from grader.checks.registry import CHECKS
from grader.errors import AuthorError, InternalError, OperatorError
from grader.faults import FaultLog
from grader.judging import Judge, JudgingFailed
from grader.judging.messages import Compare, FindMissing
from grader.model import (
    Catalog,
    CheckGrade,
    Fault,
    Finding,
    Grade,
    Outcome,
    RunEvidence,
    SubmissionEvidence,
    Verdict,
)
from grader.plan import Plan
from grader.running import NotLaidError, Subject, Tools
from grader.sandbox import WorkerEnded
from grader.spec.exercise import Exercise
from grader.spec.language import Check, PythonCheck, ScenarioCheck
from grader.submissions import Submission

_MACHINE = (InternalError, OperatorError, psycopg.Error, OSError, MemoryError)
"""What goes wrong without a submission's values. An exercise's fault is not among these: it ends the command."""

_NOT_READ = "the submission could not be imported"
_NOT_LOOKED_AT = "the submission is not graded"


class Grading:
    """Grades submissions of one exercise. Keeps the reference solution at hand between them."""

    def __init__(self, exercise: Exercise, tools: Tools, faults: FaultLog | None = None) -> None:
        self.exercise = exercise
        self._tools = tools
        self._faults = faults or FaultLog({})
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
        grade. Raises ``AuthorError``."""
        wanted = _Wanted(submission, tuple(seeds), tuple(_chosen(self.exercise, only)), until_loss)
        if submission.refused:
            return self._refused(wanted, submission.refused)
        try:
            return self._grades(wanted)
        except AuthorError:
            raise
        except _MACHINE:
            return self._grades_at_last(wanted)
        except Exception as error:
            return self._not_readable(wanted, error)

    def _grades_at_last(self, wanted: _Wanted) -> list[Grade]:
        """Once more; what fails again is our fault, and costs nobody but this submission its grade."""
        try:
            return self._grades(wanted)
        except AuthorError:
            raise
        except _MACHINE as error:
            return self._errors(wanted, error)
        except Exception as error:
            return self._not_readable(wanted, error)

    def _grades(self, wanted: _Wanted) -> list[Grade]:
        """The grades there are; what fails when all of them are there takes nothing away."""
        grades: list[Grade] = []
        with self._keeping(grades, wanted), ExitStack() as stack:
            subject = stack.enter_context(Subject(wanted.submission.path, self.exercise, self._tools))
            sitting = _Sitting(
                self, wanted.submission, subject, stack.enter_context(self._tools.judges.lease())
            )
            for seed in wanted.seeds:
                grades.append(self._grade(sitting, seed, wanted))
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
            fault = self.fault(f"the end of {wanted.submission.path}", error)
            grades[-1] = replace(grades[-1], remarks=(*grades[-1].remarks, f"after the last check: {fault}"))

    def _grade(self, sitting: _Sitting, seed: int, wanted: _Wanted) -> Grade:
        graded: dict[str, CheckGrade] = {}
        for check in wanted.checks:
            graded[check.id] = sitting.grade(check, seed, graded)
            if wanted.until_loss and graded[check.id].verdict is not Verdict.PASSED:
                break
        return self._graded(wanted.submission, sitting.subject.evidence, seed, graded)

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
            path=str(submission.path),
            exercise=self.exercise.slug,
            outcome=_outcome(evidence.outcome, graded),
            finding=finding or judge.submission_finding(evidence, self.exercise.limits),
            checks=tuple(graded.values()),
            notes=tuple(judge.notes(evidence)),
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

    def _errors(self, wanted: _Wanted, error: BaseException) -> list[Grade]:
        """Every check an `error`."""
        fault = self.fault(f"the import of {wanted.submission.path}", error)
        failed = {check.id: judge.error(check, self.exercise, fault) for check in wanted.checks}
        nothing = _nothing(Outcome.COMPLETED, fault.reason)
        return [self._graded(wanted.submission, nothing, seed, failed) for seed in wanted.seeds]

    def _not_readable(self, wanted: _Wanted, error: BaseException) -> list[Grade]:
        """Every check failed: what the submission says of itself cannot be read."""
        fault = self.fault(f"the import of {wanted.submission.path}", error)
        finding = judge.not_comparable(fault.reason)
        failed = {c.id: judge.unjudged(c, self.exercise, finding, fault) for c in wanted.checks}
        nothing = _nothing(Outcome.CRASHED, fault.reason)
        return [self._graded(wanted.submission, nothing, seed, failed, finding) for seed in wanted.seeds]

    def fault(self, what: str, error: BaseException) -> Fault:
        """What went wrong, written down."""
        reason = f"{type(error).__name__}: {error}"
        return self._faults.write(what, reason, "".join(traceback.format_exception(error)))

    def fault_of_judging(self, what: str, failed: JudgingFailed) -> Fault:
        return self._faults.write(what, failed.reason, failed.trace)

    def reference(self, name: str, plans: Sequence[Plan]) -> tuple[RunEvidence, ...]:
        """The reference solution's evidence for these plans."""
        return self._reference.runs(name, plans)


@dataclass(frozen=True)
class _Wanted:
    """What one call asks for."""

    submission: Submission
    seeds: tuple[int, ...]
    checks: tuple[Check, ...]
    until_loss: bool


@dataclass(frozen=True)
class _Sitting:
    """One submission with all that it takes to grade it: imported, and a judge for it."""

    grading: Grading
    submission: Submission
    subject: Subject
    judge: Judge

    @property
    def _exercise(self) -> Exercise:
        return self.grading.exercise

    def grade(self, check: Check, seed: int, graded: dict[str, CheckGrade]) -> CheckGrade:
        """Raises ``AuthorError`` alone."""
        if self.subject.evidence.outcome is not Outcome.COMPLETED:
            return judge.skipped(check, self._exercise, _NOT_READ)
        if blocked := judge.blocked(check, self._exercise, graded):
            return blocked
        try:
            return self._run_and_judge(check, seed)
        except AuthorError:
            raise
        except _MACHINE as error:
            return self._retry(check, seed, error)
        except Exception as error:
            return self._not_comparable(check, seed, error)

    def _retry(self, check: Check, seed: int, first: BaseException) -> CheckGrade:
        """Once more, with a fresh worker, database and server; what fails again is our fault."""
        try:
            self.subject.restart(first)
            return self._run_and_judge(check, seed)
        except AuthorError:
            raise
        except _MACHINE as error:
            return judge.error(check, self._exercise, self.grading.fault(self._what(check, seed), error))
        except Exception as error:
            return self._not_comparable(check, seed, error)

    def _run_and_judge(self, check: Check, seed: int) -> CheckGrade:
        runs: list[Ran] = []
        try:
            if isinstance(check, PythonCheck):
                findings = self._python(check, f"{seed}/{check.id}", runs)
            else:
                findings = self._declared(check, f"{seed}/{check.id}", runs)
        except NotLaidError as error:
            findings = (judge.not_laid(str(error)),)
        except WorkerEnded as ended:
            findings = (judge.left_between_runs(ended.detail),)
        except JudgingFailed as failed:
            finding = (judge.too_slow if failed.is_slow else judge.not_comparable)(failed.reason)
            fault = self.grading.fault_of_judging(self._what(check, seed), failed)
            return judge.unjudged(check, self._exercise, finding, fault, _evidence(runs))
        return judge.judged(check, self._exercise, findings, _evidence(runs))

    def _declared(self, check: Check, name: str, runs: list[Ran]) -> tuple[Finding, ...]:
        """The findings of a check in YAML."""
        missing = self.judge.missing(self._exercise, FindMissing(check.id, self.subject.evidence))
        if missing:
            return missing
        with _ours():
            plans = CHECKS[check.kind].plans(check, self._exercise, name)
        runs += [Ran(plan, self.subject.run(plan)) for plan in plans]
        with _ours():
            reference = self.grading.reference(name, plans) if _compares(check) else ()
        question = Compare(check.id, self.subject.evidence, tuple(runs), reference)
        return self.judge.compare(self._exercise, question)

    def _python(self, check: PythonCheck, name: str, runs: list[Ran]) -> tuple[Finding, ...]:
        """The findings of a check in Python, for each size."""
        findings: list[Finding] = []
        for size in check.sizes or (None,):
            with _ours():
                drawn = scenario.drawn_for(check, self._exercise, name, size)
                plan = Plan(drawn, (), (), scenario.callees_of(self._exercise), size)
            with self.subject.begin(plan) as live:
                findings += self.judge.run_check(self._exercise, check.id, drawn, live)
                runs.append(Ran(plan, live.end()))
        return tuple(findings)

    def _not_comparable(self, check: Check, seed: int, error: BaseException) -> CheckGrade:
        fault = self.grading.fault(self._what(check, seed), error)
        return judge.unjudged(check, self._exercise, judge.not_comparable(fault.reason), fault)

    def _what(self, check: Check, seed: int) -> str:
        """What is graded, as a command that does it again."""
        path, slug = self.submission.path, self._exercise.slug
        return (
            f"grader grade {str(path)!r} --exercise {slug} --seed {seed} --only {check.id} --for instructor"
        )


@contextmanager
def _ours() -> Iterator[None]:
    """For what is done without the submission's values: whatever fails is our fault."""
    try:
        yield
    except (AuthorError, *_MACHINE):
        raise
    except Exception as error:
        raise InternalError(f"{type(error).__name__}: {error}") from error


def _evidence(runs: Sequence[Ran]) -> tuple[RunEvidence, ...]:
    return tuple(ran.evidence for ran in runs)


def _nothing(outcome: Outcome, detail: str) -> SubmissionEvidence:
    return SubmissionEvidence(outcome, detail, None, None, Catalog({}, {}))


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
