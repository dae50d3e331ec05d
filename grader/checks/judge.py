"""Exercise and evidence in, verdicts and points out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from grader.checks import not_inserted, present
from grader.checks.contract import CheckInput, CheckKind
from grader.hints import explain
from grader.language.checks import Check, ScenarioCheck
from grader.language.exercise import Exercise
from grader.language.limits import Limits
from grader.model import (
    CheckGrade,
    Fault,
    Finding,
    Outcome,
    PartGrade,
    RunEvidence,
    SubmissionEvidence,
    Verdict,
)

_STAGES = {
    "import": "The module cannot be imported",
    "mapping": "The models cannot be mapped",
    "schema": "The tables cannot be created",
}


def skipped(check: Check, exercise: Exercise, reason: str) -> CheckGrade:
    """A check that was not run because something that it needs is not there."""
    return _graded(check, exercise, Verdict.SKIPPED, reason=reason)


def error(check: Check, exercise: Exercise, fault: Fault) -> CheckGrade:
    """A check that could not be run, and that is our fault."""
    return _graded(check, exercise, Verdict.ERROR, reason=fault.reason, fault=fault)


def judged(
    check: Check, exercise: Exercise, findings: tuple[Finding, ...], runs: tuple[RunEvidence, ...] = ()
) -> CheckGrade:
    """A check that was run: any finding fails it. The same finding is said once."""
    verdict = Verdict.FAILED if findings else Verdict.PASSED
    found = tuple(dict.fromkeys(findings))
    return _graded(check, exercise, verdict, findings=found, runs=runs)


def unjudged(
    check: Check,
    exercise: Exercise,
    finding: Finding,
    fault: Fault,
    runs: tuple[RunEvidence, ...] = (),
) -> CheckGrade:
    """A check whose evidence cannot be judged: what a submission gives decides that, so the check fails."""
    return _graded(check, exercise, Verdict.FAILED, findings=(finding,), fault=fault, runs=runs)


def _graded(
    check: Check, exercise: Exercise, verdict: Verdict, findings: tuple[Finding, ...] = (), **more: object
) -> CheckGrade:
    parts = _parts(check, verdict, findings)
    earned = sum(part.points for part in parts)
    return CheckGrade(
        id=check.id,
        title=check.title,
        kind=check.kind,
        visibility=exercise.visibility(check),
        verdict=verdict,
        points=check.points if verdict is Verdict.PASSED else earned,
        max_points=check.points,
        hint=None if findings and all(finding.is_obstacle for finding in findings) else check.hint,
        lesson=exercise.link(check),
        findings=findings,
        parts=parts,
        **more,  # type: ignore[arg-type]
    )


def _parts(check: Check, verdict: Verdict, findings: tuple[Finding, ...]) -> tuple[PartGrade, ...]:
    """What each part earned: its points, unless a finding takes them."""
    if not isinstance(check, ScenarioCheck):
        return ()
    failed = {finding.part for finding in findings}
    was_judged = verdict in (Verdict.PASSED, Verdict.FAILED) and None not in failed
    return tuple(
        PartGrade(part.title, part.points if was_judged and part.title not in failed else 0, part.points)
        for part in check.parts
    )


def blocked(check: Check, exercise: Exercise, graded: Mapping[str, CheckGrade]) -> CheckGrade | None:
    """The grade of a check that is not run because one that it requires has not passed: skipped, or an
    error where the other one is (which is nobody's fault but ours)."""
    for required in check.requires:
        other = graded.get(required)
        if other and other.verdict is not Verdict.PASSED:
            reason = f"skipped because {required} has not passed"
            verdict = Verdict.ERROR if other.verdict is Verdict.ERROR else Verdict.SKIPPED
            return _graded(check, exercise, verdict, reason=reason)
    return None


def missing(check: Check, kind: CheckKind, asked: CheckInput) -> list[Finding]:
    """What is not there that a check needs before it can be run."""
    found = present.missing(asked, kind.needs(check, asked.exercise))
    return [replace(finding, outline=finding) for finding in found]


def left_between_runs(detail: str) -> Finding:
    """The imported submission ended before a function of it could be called."""
    return Finding(
        message="The process that imported your module ended before this check could call it.",
        expected="a module that stays as it is after its import",
        actual=detail,
        hint="Does the module set an alarm, a timer or a thread that ends the process later?",
        is_obstacle=True,
    )


def too_slow(reason: str) -> Finding:
    """What a submission gave takes too long to compare."""
    return Finding(
        message="What this check looks at takes too long to compare with what is expected.",
        expected="values and rows of about the size that the exercise asks for",
        actual=reason,
        hint="Is something returned or stored again and again, or far larger than it was given?",
        is_obstacle=True,
    )


def not_comparable(reason: str) -> Finding:
    """What a submission gave makes the comparison itself fail."""
    return Finding(
        message="What this check looks at cannot be compared with what is expected.",
        expected="plain values, lists, dicts, and objects of the exercise's models",
        actual=reason,
        hint="Return and store what the exercise names. If that is what you do, show this to your instructor, whose"
        " report names a file with the details.",
        is_obstacle=True,
    )


def submission_finding(evidence: SubmissionEvidence, limits: Limits) -> Finding | None:
    """Why a submission could not be graded at all."""
    match evidence.outcome:
        case Outcome.COMPLETED:
            return None
        case Outcome.IMPORT_FAILED if evidence.raised and evidence.detail == "file":
            return Finding(
                "What this exercise grades is not in what you handed in.",
                "the file or folder that the exercise names",
                evidence.raised.message,
                "Hand in one of exactly this name.",
            )
        case Outcome.IMPORT_FAILED if evidence.raised:
            told = explain.finding("It", evidence.raised, None, allowed=limits, imported=evidence.imported)
            what = _STAGES.get(evidence.detail, _STAGES["import"])
            return replace(told, message=f"{what}: {evidence.raised.type}.")
        case Outcome.TIMED_OUT:
            return Finding(
                "The module does not finish when it is imported.",
                "an import within the time limit",
                evidence.detail,
                "Code outside functions runs at import: is there a loop, a server or a sleep? Put it under"
                " if __name__ == '__main__':",
                evidence.stopped_at,
            )
        case Outcome.OUT_OF_MEMORY:
            return Finding(
                "The module takes more than it may have when it is imported.",
                "an import within the limits",
                evidence.detail,
                "Code outside functions runs at import: is something loaded, built or stored without end?",
            )
        case _:
            return Finding(
                "The module ends the process when it is imported.",
                "a module that can be imported",
                evidence.detail,
                "Code outside functions runs at import. Put what is only for running it by hand under"
                " if __name__ == '__main__':",
            )


def remarks(grades: Collection[CheckGrade], exercise: Exercise) -> Iterator[str]:
    """Where the server's count and the listeners' differ: the server's decided, and an instructor may wonder.
    Where nothing is mapped, there is nothing for the listeners to see."""
    if not any(model.mapped for model in exercise.models.values()):
        return
    outside = [_differing(grade, lambda run: run.outside_sqlalchemy) for grade in grades]
    claimed = [_differing(grade, lambda run: run.claimed) for grade in grades]
    if found := ", ".join(filter(None, outside)):
        yield (
            f"Statements that PostgreSQL counted and SQLAlchemy's listeners did not see: {found}. A raw cursor, or"
            " listeners that were taken off; PostgreSQL's count decided."
        )
    if found := ", ".join(filter(None, claimed)):
        yield (
            f"Statements that SQLAlchemy's listeners reported and PostgreSQL did not count: {found}. They failed"
            " before they ran, or were never sent; PostgreSQL's count decided."
        )


def faults(grades: Collection[CheckGrade]) -> Iterator[str]:
    """What went wrong while checks were run and judged, and where the traceback is: for an instructor."""
    by_fault: dict[Fault, list[str]] = {}
    for grade in grades:
        if grade.fault:
            by_fault.setdefault(grade.fault, []).append(grade.id)
    yield from (f"{', '.join(checks)}: {fault}" for fault, checks in by_fault.items())


def _differing(grade: CheckGrade, number: Callable[[RunEvidence], int]) -> str:
    most = max((number(run) for run in grade.runs), default=0)
    return f"{grade.id} ({most})" if most else ""


def notes(asked: CheckInput) -> Iterator[str]:
    """What a person should know and what costs nothing."""
    imported = asked.submission.imported
    if imported:
        yield from imported.notes
        yield from not_inserted.notes(asked)
