"""``grader validate``: an exercise that cannot tell right from wrong does not ship."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from grader.commands import options, validate_mutants, validate_write
from grader.commands.progress import progress
from grader.commands.validate_proofs import Proofs
from grader.course import lesson
from grader.course.course import find_course, require_proof
from grader.course.packages import require_packages
from grader.course.rejected.listing import rejected_solutions
from grader.course.solutions import RejectedSolution, references
from grader.course.submissions import Submission
from grader.errors import OperatorError
from grader.grading.grading import Grading
from grader.language.exercise import Exercise
from grader.model import Grade, Outcome, Verdict
from grader.postgres.providers.container import DEFAULT_IMAGE
from grader.running.before import require_before
from grader.running.conditions import digest
from grader.running.tools import IsolationChoice, Tools, open_tools
from grader.terminal import OUTPUT
from grader.wording import number

SEEDS = 10
"""How many seeds prove an exercise."""
_STARTER_SHARE = 0.1


@dataclass(frozen=True)
class Options:
    """``quick``: a rejected solution is graded on the checks that it must fail and what these require, no others.
    ``proofs``: a file that remembers what was proven."""

    slugs: Sequence[str]
    postgres: str
    image: str
    isolation: IsolationChoice
    jobs: int
    seeds: int = SEEDS
    quick: bool = False
    proofs: Path | None = None


@dataclass(frozen=True)
class Expectation:
    """What must come of one solution: ``fails`` must fail, ``also_fails`` may; everything else passes.

    ``place`` tells an author where it stands.
    """

    place: str
    solution: Path | RejectedSolution
    fails: frozenset[str] = frozenset()
    also_fails: frozenset[str] = frozenset()
    is_starter: bool = False

    def on_disk(self) -> AbstractContextManager[Path]:
        if isinstance(self.solution, RejectedSolution):
            return self.solution.on_disk()
        return nullcontext(self.solution.resolve())


@dataclass(frozen=True)
class Claim:
    """An exercise, and what must come of its solutions."""

    exercise: Exercise
    expectations: Sequence[Expectation]


def validate(
    slugs: Annotated[
        list[str] | None, typer.Argument(help="Exercises; all of them when none is named.", metavar="SLUG")
    ] = None,
    postgres: options.Postgres = "auto",
    image: options.Image = DEFAULT_IMAGE,
    isolation: options.Isolation = IsolationChoice.AUTO,
    jobs: options.Jobs = options.JOBS,
    seeds: Annotated[
        int | None,
        typer.Option(
            min=1,
            metavar="NUMBER",
            help=f"Draw the data so many times; fewer is quicker. {SEEDS}, with --mutants"
            f" {validate_mutants.SEEDS}.",
            show_default=False,
        ),
    ] = None,
    mutants: Annotated[
        bool,
        typer.Option("--mutants", help="Prove instead that small mistakes in the references are noticed."),
    ] = False,
    quick: Annotated[
        bool,
        typer.Option(
            "--quick",
            help="Grade a rejected solution only on the checks that it must fail, and what these require.",
        ),
    ] = False,
    proofs: Annotated[
        Path | None,
        typer.Option(
            help="Remember in this file what is proven, and do not prove it again until something changes.",
            metavar="FILE",
        ),
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option(
            help="Write every rejected solution into this folder instead, and prove nothing.", metavar="DIR"
        ),
    ] = None,
) -> int:
    """Prove exercises: references earn all points, rejected solutions are caught, the starter earns little."""
    _refuse_together({"--mutants": mutants, "--write": write, "--quick": quick})
    _refuse_together({"--mutants": mutants, "--write": write, "--proofs": proofs})
    slugs = slugs or []
    if write:
        return validate_write.run(slugs, write)
    if mutants:
        return validate_mutants.run(slugs, postgres, image, isolation, jobs, seeds or validate_mutants.SEEDS)
    return run(Options(slugs, postgres, image, isolation, jobs, seeds or SEEDS, quick, proofs))


def _refuse_together(flags: Mapping[str, object]) -> None:
    """Raises ``OperatorError`` where more than one of them is given."""
    given = [name for name, value in flags.items() if value]
    if len(given) > 1:
        raise OperatorError(f"{' and '.join(given)} do not go together", f"Leave out {given[1]}.")


def run(asked: Options) -> int:
    """Validate exercises; 0 only if everything holds."""
    course = find_course(Path.cwd())
    exercises = [course.exercise(slug) for slug in asked.slugs or course.slugs]
    require_packages(exercises)
    for exercise in exercises:
        require_proof(exercise)
    claims = [Claim(exercise, list(_expectations(exercise))) for exercise in exercises]
    proofs = Proofs(asked.proofs) if asked.proofs else None
    with open_tools(asked.postgres, asked.image, asked.isolation) as tools:
        require_before(exercises, tools.servers)
        held = [_holds(claim, tools, asked, proofs) for claim in claims]
    return 0 if all(held) else 1


def _holds(claim: Claim, tools: Tools, asked: Options, proofs: Proofs | None) -> bool:
    """Whether an exercise is proven, now or in a run that is remembered."""
    slug = claim.exercise.slug
    if proofs is None:
        return not _validate(claim, tools, asked)
    proof = digest(claim.exercise, tools, seeds=asked.seeds, quick=asked.quick)
    if proofs.holds(slug, proof):
        _say(f"{slug}: proven already")
        return True
    if _validate(claim, tools, asked):
        return False
    proofs.remember(slug, proof)
    return True


def _validate(claim: Claim, tools: Tools, asked: Options) -> list[str]:
    """The problems of one exercise, told."""
    exercise, expectations = claim.exercise, claim.expectations
    problems = [*lesson.list_problems(exercise), *_unproven(exercise, expectations)]
    with Grading(exercise, tools) as grading:
        # A reference that fails makes every comparison fail: it is told alone.
        sound = [e for e in expectations if not e.fails and not e.is_starter]
        wrong = _found(sound, grading, asked)
        rest = [e for e in expectations if e not in sound and (e.is_starter or not wrong)]
        problems += wrong + _found(rest, grading, asked)
    counted = ", ".join(
        [
            number(len(exercise.checks), "check"),
            number(len(references(exercise)), "reference"),
            number(sum(bool(e.fails) for e in rest), "rejected solution"),
            number(asked.seeds, "seed"),
            *(["quick"] if asked.quick else []),
        ]
    )
    _say(f"{exercise.slug}: {counted}: {number(len(problems), 'problem') if problems else 'proven'}")
    for problem in problems:
        _say(f"  {problem}")
    return problems


def _found(expectations: Sequence[Expectation], grading: Grading, asked: Options) -> list[str]:
    """The problems of all solutions, in their order; with a progress bar, since it takes minutes."""
    with progress(len(expectations)) as bar, ThreadPoolExecutor(max_workers=asked.jobs) as pool:
        task = bar.add_task("validating", total=len(expectations))

        def problems(expectation: Expectation) -> list[str]:
            found = list(_problems(expectation, grading, asked))
            bar.advance(task)
            return found

        return [problem for found in pool.map(problems, expectations) for problem in found]


def _expectations(exercise: Exercise) -> Iterator[Expectation]:
    if exercise.solutions is None:
        raise OperatorError(
            f"there is no solutions/{exercise.slug}/, so nothing can be proven about `{exercise.slug}`",
            "Add a reference solution and rejected ones.",
        )
    for path in references(exercise):
        yield Expectation(f"reference/{path.name}", path)
    for rejected in rejected_solutions(exercise):
        yield Expectation(_place(rejected), rejected, frozenset({rejected.fails}), rejected.also_fails)
    yield Expectation("starter.py", exercise.folder / "starter.py", is_starter=True)


def _place(rejected: RejectedSolution) -> str:
    """A line of ``rejected.yaml`` alone does not say which mistake it is."""
    return f"{rejected.place} ({rejected.mistake})" if rejected.texts else rejected.place


def _unproven(exercise: Exercise, expectations: Sequence[Expectation]) -> Iterator[str]:
    """Checks without a rejected solution, and names that no check has."""
    ids = {check.id for check in exercise.checks}
    if not references(exercise):
        yield "there is no reference solution"
    for check in exercise.checks:
        if not any(check.id in e.fails for e in expectations):
            yield f"{check.id}: no rejected solution shows that it can fail"
    for expectation in expectations:
        for name in sorted((expectation.fails | expectation.also_fails) - ids):
            yield f"{expectation.place}: there is no check `{name}`"
        if isinstance(expectation.solution, RejectedSolution) and not expectation.solution.says:
            yield f"{expectation.place}: it has no docstring that names the mistake"


def _problems(expectation: Expectation, grading: Grading, asked: Options) -> Iterator[str]:
    if isinstance(expectation.solution, Path) and not expectation.solution.exists():
        yield f"{expectation.place}: not found"
        return
    told: dict[str, list[int]] = {}
    for grade in _grades(expectation, grading, asked):
        for problem in _of_grade(expectation, grade):
            told.setdefault(problem, []).append(grade.seed)
    for problem, found in told.items():
        at = "" if len(found) == asked.seeds else f" (at seed {', '.join(map(str, found))})"
        yield f"{expectation.place}: {problem}{at}"


def _grades(expectation: Expectation, grading: Grading, asked: Options) -> list[Grade]:
    only = expectation.fails | expectation.also_fails if asked.quick else frozenset()
    with expectation.on_disk() as path:
        submission = Submission(path, grading.exercise.slug)
        return grading.grade(submission, range(1, asked.seeds + 1), sorted(only))


def _of_grade(expectation: Expectation, grade: Grade) -> Iterator[str]:
    for check in grade.errors:
        yield f"{check.id} could not be run: {check.reason}"
    if expectation.is_starter:
        yield from _of_starter(grade)
        return
    if grade.outcome is Outcome.IMPORT_FAILED and not expectation.fails:
        yield f"cannot be imported: {grade.finding.message if grade.finding else ''}"
        return
    failed = {check.id for check in grade.checks if check.verdict is Verdict.FAILED}
    for name in sorted(expectation.fails - failed):
        yield f"not caught: it does not fail {name}"
    for name in sorted((expectation.also_fails & {check.id for check in grade.checks}) - failed):
        yield f"it does not fail {name}, which also-fails lists"
    for name in sorted(failed - expectation.fails - expectation.also_fails):
        finding = next(check for check in grade.checks if check.id == name).findings[0]
        beside = f" (expected {finding.expected}, actual {finding.actual})" if finding.actual else ""
        yield f"fails {name}: {finding.message}{beside}"
    if not expectation.fails:
        for check in grade.checks:
            if check.verdict is Verdict.SKIPPED:
                yield f"{check.id} was skipped: {check.reason}"


def _of_starter(grade: Grade) -> Iterator[str]:
    if grade.outcome is not Outcome.COMPLETED:
        yield f"the starter does not import: {grade.finding.message if grade.finding else grade.outcome}"
    if grade.points >= _STARTER_SHARE * grade.max_points:
        yield f"the starter earns {grade.points:g} of {grade.max_points:g} points, 10 % or more"


def _say(line: str) -> None:
    OUTPUT.write(line + "\n")
