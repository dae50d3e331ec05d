"""Packages that exercises need beside the grader, for what students import."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable, Iterator

from grader.errors import OperatorError
from grader.language.exercise import Exercise
from grader.wording import listed


def find_missing(exercise: Exercise) -> Iterator[str]:
    """The packages that an exercise needs and that are not installed."""
    for name in exercise.packages:
        try:
            importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            yield name


def require_packages(exercises: Iterable[Exercise]) -> None:
    """Raises ``OperatorError`` for the first exercise that lacks a package."""
    for exercise in exercises:
        if missing := list(find_missing(exercise)):
            raise OperatorError(
                f"the exercise `{exercise.slug}` needs {listed(missing)}, not installed beside the grader",
                f"pip install {' '.join(missing)}",
            )
