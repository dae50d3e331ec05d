"""``grader validate SLUG --write DIR``: every rejected solution as a module or folder of its own, for a debugger."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from grader.commands.writing import already_there, write_new
from grader.course.course import find_course
from grader.course.rejected.listing import rejected_solutions
from grader.course.solutions import RejectedSolution
from grader.language.exercise import Exercise
from grader.terminal import OUTPUT
from grader.wording import number


def run(slugs: Sequence[str], folder: Path) -> int:
    """Write ``folder/<slug>/<check-id>/<mistake>.py``, never over what is there. Nothing is graded."""
    course = find_course(Path.cwd())
    exercises = [course.exercise(slug) for slug in slugs or course.slugs]
    found = [pair for exercise in exercises for pair in _places(exercise, folder)]
    for _, place in found:
        if place.is_symlink() or place.exists():
            raise already_there(place)
    for rejected, place in found:
        for path, content in rejected.files():
            write_new(place.parent / path, content)
    OUTPUT.write(f"{folder}: {number(len(found), 'rejected solution')} written, nothing proven\n")
    return 0


def _places(exercise: Exercise, folder: Path) -> Iterator[tuple[RejectedSolution, Path]]:
    for rejected in rejected_solutions(exercise):
        yield rejected, folder / exercise.slug / rejected.fails / rejected.name
