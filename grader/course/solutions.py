"""The solutions of an exercise: references, which earn all points."""

from __future__ import annotations

from pathlib import Path

from grader.errors import AuthorError
from grader.language.exercise import Exercise


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
