"""``grader validate --mutants``: an exercise that does not notice a small mistake lets it through.

Every reference is changed at one place at a time, and each of these mutants must lose a point, but for those that the
author lists as changing nothing, with the reason (``grader/course/equivalent_mutants.py``). What a mistake in a model costs
is told too: an exercise is not fair where a small one costs most of the points.
"""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.commands.progress import progress
from grader.course import equivalent_mutants
from grader.course.course import find_course
from grader.course.equivalent_mutants import Equivalent
from grader.course.solutions import reference_path, references
from grader.course.submissions import Submission
from grader.errors import AuthorError, OperatorError
from grader.grading.grading import Grading
from grader.language.exercise import Exercise
from grader.model import Grade
from grader.running.before import require_before
from grader.running.tools import IsolationChoice, Tools, open_tools
from grader.terminal import OUTPUT
from grader.wording import number

if TYPE_CHECKING:
    from grader.mutating.mutants import Mutant

SEEDS = 1
"""How many seeds a mutant is graded at: there are many of them, and most are noticed at any."""
_FAIR_SHARE = 1 / 3
"""The most, of all points, that a small mistake in a column may cost."""
_TOO_MUCH = "  - more than a third: do checks fail, or require others, that could pass without it?"


@dataclass(frozen=True)
class Place:
    """A mutant of ``module``, a file of the reference solution ``reference``."""

    reference: Path
    module: Path
    mutant: Mutant

    @property
    def file(self) -> str:
        """The module as ``equivalent.yaml`` names it, below ``reference/``."""
        return self.module.relative_to(self.reference.parent).as_posix()

    def is_meant_by(self, listed: Equivalent) -> bool:
        return (self.file, self.mutant.mutation, self.mutant.text) == (
            listed.reference,
            listed.mutation,
            listed.line,
        )

    def __str__(self) -> str:
        return f"reference/{self.file}:{self.mutant.line}: {self.mutant.mutation}"


@dataclass(frozen=True)
class Tried:
    """What came of a mutant. ``error``: why that is not known. ``lost``: how many of ``max_points``; known
    of a mistake in a model, which alone is graded to the end."""

    place: Place
    survived: bool
    error: str
    lost: float
    max_points: float

    @property
    def is_unfair(self) -> bool:
        return self.place.mutant.is_of_a_column and self.lost > _FAIR_SHARE * self.max_points


def run(
    slugs: Sequence[str], postgres: str, image: str, isolation: IsolationChoice, jobs: int, seeds: int
) -> int:
    """Try all mutants of exercises; 0 only if none survives that is not listed, and the lists hold."""
    mutants = _maker()
    course = find_course(Path.cwd())
    exercises = [course.exercise(slug) for slug in slugs or course.slugs]
    with open_tools(postgres, image, isolation) as tools:
        require_before(exercises, tools.servers)
        problems = [
            p for exercise in exercises for p in _try(exercise, mutants, tools, jobs, range(1, seeds + 1))
        ]
    return 1 if problems else 0


def _maker() -> Callable[[str], Iterator[Mutant]]:
    try:
        from grader.mutating.mutants import mutants  # noqa: PLC0415 - libcst is there for authors only
    except ModuleNotFoundError as error:
        if error.name != "libcst":
            raise
        raise OperatorError(
            "mutants are made with libcst, and it is not installed", "pip install 'ormgrader[authoring]'"
        ) from None
    return mutants


def _try(
    exercise: Exercise,
    mutants: Callable[[str], Iterator[Mutant]],
    tools: Tools,
    jobs: int,
    seeds: Sequence[int],
) -> list[str]:
    """The problems of one exercise, told."""
    reference_path(exercise)
    listed = equivalent_mutants.read(exercise)
    places = list(_places(exercise, mutants))
    with Grading(exercise, tools) as grading:
        if unsound := list(_unsound(grading, seeds)):
            _say(f"{exercise.slug}: no mutants were tried")
            _say_all(unsound)
            return unsound
        tried = _all_tried(places, grading, jobs, seeds)
    equivalent = [t for t in tried if t.survived and any(t.place.is_meant_by(e) for e in listed)]
    survived = [t for t in tried if t.survived and t not in equivalent]
    problems = [*_survivors(survived), *_errors(tried), *_stale(listed, tried)]
    noticed = [t for t in tried if not t.survived and not t.error]
    _say(
        f"{exercise.slug}: {number(len(tried), 'mutant')}, {len(noticed)} noticed,"
        f" {len(equivalent)} equivalent, {len(survived)} survived"
    )
    _say_all(problems)
    _say_all(_costs([t for t in noticed if t.place.mutant.is_of_a_model]))
    return problems


def _places(exercise: Exercise, mutants: Callable[[str], Iterator[Mutant]]) -> Iterator[Place]:
    for reference in references(exercise):
        for module in [reference] if reference.is_file() else sorted(reference.rglob("*.py")):
            try:
                source = module.read_text(encoding="utf-8")
                yield from (Place(reference, module, mutant) for mutant in mutants(source))
            except (OSError, UnicodeDecodeError, SyntaxError) as error:
                raise AuthorError(f"{module}: no mutants can be made of it: {error}") from None


def _unsound(grading: Grading, seeds: Sequence[int]) -> Iterator[str]:
    """A mutant of a reference that loses points by itself would show nothing."""
    slug = grading.exercise.slug
    for path in references(grading.exercise):
        if not _last(grading, path, seeds).passed:
            yield f"reference/{path.name} does not earn all points: `grader validate {slug}` says why"


def _all_tried(places: Sequence[Place], grading: Grading, jobs: int, seeds: Sequence[int]) -> list[Tried]:
    with progress(len(places)) as bar, ThreadPoolExecutor(max_workers=jobs) as pool:
        task = bar.add_task("mutants", total=len(places))

        def tried(place: Place) -> Tried:
            found = _tried(place, grading, seeds)
            bar.advance(task)
            return found

        return list(pool.map(tried, places))


def _tried(place: Place, grading: Grading, seeds: Sequence[int]) -> Tried:
    with tempfile.TemporaryDirectory(prefix="grader-mutant-") as folder:
        path = _written(place, Path(folder))
        grade = _whole(grading, path, seeds) if place.mutant.is_of_a_model else _last(grading, path, seeds)
    errors = "; ".join(f"{check.id} could not be run: {check.reason}" for check in grade.errors)
    return Tried(place, grade.passed, errors, grade.max_points - grade.points, grade.max_points)


def _written(place: Place, folder: Path) -> Path:
    """The reference solution in ``folder``, with the mutant in its place."""
    copy = folder / place.reference.name
    if place.reference.is_dir():
        shutil.copytree(place.reference, copy)
    (folder / place.file).write_text(place.mutant.after, encoding="utf-8")
    return copy


def _last(grading: Grading, path: Path, seeds: Sequence[int]) -> Grade:
    return grading.grade(Submission(path, grading.exercise.slug), seeds, until_loss=True)[-1]


def _whole(grading: Grading, path: Path, seeds: Sequence[int]) -> Grade:
    """Where it lost the most."""
    grades = grading.grade(Submission(path, grading.exercise.slug), seeds)
    return min(grades, key=lambda grade: grade.points)


def _survivors(survived: Sequence[Tried]) -> Iterator[str]:
    for place in (t.place for t in survived):
        diff = "\n".join(f"  {line}" for line in place.mutant.diff)
        yield f"{place} survived. {place.mutant.what}\n{diff}"


def _errors(tried: Sequence[Tried]) -> Iterator[str]:
    return (f"{t.place}: {t.error}" for t in tried if t.error)


def _costs(tried: Sequence[Tried]) -> Iterator[str]:
    """What each mistake in a model costs, the dearest first."""
    if tried:
        yield f"what a mistake in a model costs, of {tried[0].max_points:g} points:"
    for each in sorted(tried, key=lambda t: -t.lost):
        yield f"{each.lost:6g}  {each.place}{_TOO_MUCH if each.is_unfair else ''}"


def _stale(listed: Sequence[Equivalent], tried: Sequence[Tried]) -> Iterator[str]:
    """What the list says and is not so, or not any more."""
    for entry in listed:
        meant = [t for t in tried if t.place.is_meant_by(entry)]
        if not meant:
            yield f"{equivalent_mutants.FILE}: there is no mutant {entry}; take it out of the list"
        for noticed in (t.place for t in meant if not t.survived and not t.error):
            yield f"{equivalent_mutants.FILE}: {entry} is noticed, in line {noticed.mutant.line}; take it out of the list"


def _say_all(problems: Iterable[str]) -> None:
    for problem in problems:
        _say("\n".join(f"  {line}" for line in problem.splitlines()))


def _say(line: str) -> None:
    OUTPUT.write(line + "\n")
