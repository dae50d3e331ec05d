"""``grader validate``: an exercise that cannot tell right from wrong does not ship."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from grader.commands.tools import IsolationChoice, open_tools, progress
from grader.course.course import find_course, require_proof
from grader.course.solutions import references
from grader.course.submissions import Submission
from grader.errors import OperatorError
from grader.grading.grading import Grading
from grader.language.exercise import Exercise
from grader.model import Grade, Outcome, Verdict
from grader.running.subject import Tools
from grader.terminal import OUTPUT
from grader.wording import number

SEEDS = 10
"""How many seeds prove an exercise."""
_ALSO = re.compile(r"^#\s*also-fails:\s*(.*)$", re.MULTILINE)
_STARTER_SHARE = 0.1


@dataclass(frozen=True)
class Expectation:
    """What must come of one solution: ``fails`` must fail, ``may_fail`` may; everything else passes."""

    path: Path
    fails: frozenset[str]
    also_fails: frozenset[str]
    is_starter: bool = False


def run(
    slugs: Sequence[str], postgres: str, image: str, isolation: IsolationChoice, jobs: int, seeds: int
) -> int:
    """Validate exercises; 0 only if everything holds."""
    course = find_course(Path.cwd())
    exercises = [course.exercise(slug) for slug in slugs or course.slugs]
    for exercise in exercises:
        require_proof(exercise)
    with open_tools(postgres, image, isolation) as tools:
        problems = [
            p for exercise in exercises for p in _validate(exercise, tools, jobs, range(1, seeds + 1))
        ]
    return 1 if problems else 0


def _validate(exercise: Exercise, tools: Tools, jobs: int, seeds: Sequence[int]) -> list[str]:
    expectations = list(_expectations(exercise))
    problems = list(_unproven(exercise, expectations))
    with Grading(exercise, tools) as grading:
        # A reference that fails makes every comparison fail: it is told alone.
        sound = [e for e in expectations if not e.fails and not e.is_starter]
        wrong = _found(sound, grading, jobs, seeds)
        rest = [e for e in expectations if e not in sound and (e.is_starter or not wrong)]
        problems += wrong + _found(rest, grading, jobs, seeds)
    counted = ", ".join(
        [
            number(len(exercise.checks), "check"),
            number(len(references(exercise)), "reference"),
            number(sum(bool(e.fails) for e in rest), "rejected solution"),
            number(len(seeds), "seed"),
        ]
    )
    _say(f"{exercise.slug}: {counted}: {number(len(problems), 'problem') if problems else 'proven'}")
    for problem in problems:
        _say(f"  {problem}")
    return problems


def _found(
    expectations: Sequence[Expectation], grading: Grading, jobs: int, seeds: Sequence[int]
) -> list[str]:
    """The problems of all solutions, in their order; with a progress bar, since it takes minutes."""
    with progress(len(expectations)) as bar, ThreadPoolExecutor(max_workers=jobs) as pool:
        task = bar.add_task("validating", total=len(expectations))

        def problems(expectation: Expectation) -> list[str]:
            found = list(_problems(expectation, grading, seeds))
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
        yield Expectation(path, frozenset(), frozenset())
    for path in sorted((exercise.solutions / "rejected").glob("*/*")):
        if path.suffix == ".py" or (path.is_dir() and any(path.glob("*.py"))):
            yield Expectation(path, frozenset({path.parent.name}), also_fails(path))
    yield Expectation(exercise.folder / "starter.py", frozenset(), frozenset(), is_starter=True)


def also_fails(path: Path) -> frozenset[str]:
    """The checks that a rejected solution's header lists besides its own."""
    return frozenset(
        name for line in _ALSO.findall(_text(path)) for name in re.split(r"[,\s]+", line) if name
    )


def _text(path: Path) -> str:
    module = path if path.is_file() else path / "__init__.py"
    return module.read_text(encoding="utf-8", errors="replace") if module.is_file() else ""


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
            yield f"{_name(expectation.path)}: there is no check `{name}`"
        if expectation.fails and not _docstring(expectation.path):
            yield f"{_name(expectation.path)}: it has no docstring that names the mistake"


def _docstring(path: Path) -> str | None:
    """The docstring of a solution; a text that Python cannot read is its own description."""
    try:
        return ast.get_docstring(ast.parse(_text(path)))
    except (SyntaxError, ValueError):
        return "unreadable"


def _problems(expectation: Expectation, grading: Grading, seeds: Sequence[int]) -> Iterator[str]:
    if not expectation.path.exists():
        yield f"{_name(expectation.path)}: not found"
        return
    submission = Submission(expectation.path.resolve(), grading.exercise.slug)
    told: dict[str, list[int]] = {}
    for grade in grading.grade(submission, seeds):
        for problem in _of_grade(expectation, grade):
            told.setdefault(problem, []).append(grade.seed)
    for problem, found in told.items():
        at = "" if len(found) == len(seeds) else f" (at seed {', '.join(map(str, found))})"
        yield f"{_name(expectation.path)}: {problem}{at}"


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
        yield f"its header says that it fails {name}, and it does not"
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


def _name(path: Path) -> str:
    return "/".join(path.parts[-3:])


def _say(line: str) -> None:
    OUTPUT.write(line + "\n")
