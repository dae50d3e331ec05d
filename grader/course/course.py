"""A course: a folder with exercises, and what belongs to each of them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from grader.checks.registry import DOCUMENTS
from grader.errors import OperatorError
from grader.language import reader
from grader.language.exercise import Exercise
from grader.wording import unknown


@dataclass(frozen=True)
class Course:
    """A repository of exercises: the folder that holds ``exercises/``."""

    root: Path

    @property
    def slugs(self) -> list[str]:
        return sorted(path.parent.name for path in (self.root / "exercises").glob("*/exercise.yaml"))

    def exercise(self, slug: str) -> Exercise:
        """The exercise, checked. Raises ``AuthorError`` with all faults, ``OperatorError`` for an unknown slug."""
        folder = self.root / "exercises" / slug
        if slug not in self.slugs:
            raise OperatorError(
                unknown("exercise", slug, self.slugs),
                f"Exercises are looked for in {self.root / 'exercises'}.",
            )
        solutions = self.root / "solutions" / slug
        return read_exercise(folder, solutions if solutions.is_dir() else None)


def read_exercise(folder: Path, solutions: Path | None = None) -> Exercise:
    """The exercise in ``folder``, checked. Raises ``AuthorError`` with every fault."""
    return reader.read(folder, solutions, DOCUMENTS)


def require_proof(exercise: Exercise) -> None:
    """Raises ``AuthorError`` with every check of it that cannot tell right from wrong."""
    reader.require_proof(exercise, DOCUMENTS)


def find_course(start: Path) -> Course:
    """The course around ``start``, looked for upwards. Raises ``OperatorError``."""
    for folder in (start, *start.parents):
        if any((folder / "exercises").glob("*/exercise.yaml")):
            return Course(folder)
    raise OperatorError(
        f"there is no exercises/ folder in {start} or above it",
        "Run the command inside a course repository: a folder with exercises/<slug>/exercise.yaml.",
    )


def instructions(exercise: Exercise) -> str:
    """The text of ``instructions.md``, empty where there is none. Raises ``AuthorError`` for no UTF-8."""
    path = exercise.folder / "instructions.md"
    return reader.read_text(path) if path.is_file() else ""
