"""All rejected solutions of an exercise: the files in ``rejected/<check-id>/``, and the entries of ``rejected.yaml``."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from grader.course.rejected import file
from grader.course.solutions import RejectedSolution
from grader.language.exercise import Exercise

_ALSO = re.compile(r"^#\s*also-fails:\s*(.*)$", re.MULTILINE)


def rejected_solutions(exercise: Exercise) -> list[RejectedSolution]:
    """The files by name, then the entries in their order. Raises ``AuthorError`` for a faulty ``rejected.yaml``."""
    files = list(_files(exercise))
    return [*files, *file.read(exercise, frozenset((s.fails, s.mistake) for s in files))]


def _files(exercise: Exercise) -> Iterator[RejectedSolution]:
    if exercise.solutions is None:
        return
    for path in sorted((exercise.solutions / "rejected").glob("*/*")):
        if path.suffix == ".py" or (path.is_dir() and any(path.glob("*.py"))):
            text = _text(path)
            yield RejectedSolution(
                fails=path.parent.name,
                mistake=path.stem,
                says=_docstring(text),
                also_fails=_also_fails(text),
                place=path.relative_to(exercise.solutions).as_posix(),
                source=path,
                texts={},
            )


def _also_fails(text: str) -> frozenset[str]:
    """The checks that a header lists besides the one of the folder."""
    return frozenset(name for line in _ALSO.findall(text) for name in re.split(r"[,\s]+", line) if name)


def _text(path: Path) -> str:
    module = path if path.is_file() else path / "__init__.py"
    return module.read_text(encoding="utf-8", errors="replace") if module.is_file() else ""


def _docstring(text: str) -> str:
    """The docstring of a solution; a text that Python cannot read is its own description."""
    try:
        return ast.get_docstring(ast.parse(text)) or ""
    except (SyntaxError, ValueError):
        return "Python cannot read it."
