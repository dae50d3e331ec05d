"""The solutions of an exercise: references, which earn all points, and the value of a rejected one, which must not."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.errors import AuthorError
from grader.language.exercise import Exercise


@dataclass(frozen=True)
class RejectedSolution:
    """A solution that must fail the check ``fails``, may fail those of ``also_fails``, and no others.

    ``place`` tells an author where it stands: a path below ``solutions/<slug>/``, or ``rejected.yaml:LINE``. The
    solution is ``source``, a module or a folder, with ``texts`` in place of its files of these names.
    """

    fails: str
    mistake: str
    says: str
    also_fails: frozenset[str]
    place: str
    source: Path
    texts: Mapping[PurePosixPath, str]

    @property
    def name(self) -> str:
        """What its module or folder is called: after the mistake."""
        return self.mistake + self.source.suffix

    def files(self) -> Iterator[tuple[PurePosixPath, bytes]]:
        """Its files, as paths that begin with ``name``."""
        for path in list_modules(self.source, "*"):
            below = PurePosixPath(path.relative_to(self.source.parent).as_posix())
            text = self.texts.get(below)
            yield (
                PurePosixPath(self.name, *below.parts[1:]),
                path.read_bytes() if text is None else text.encode(),
            )

    @contextmanager
    def on_disk(self) -> Iterator[Path]:
        """Where it lies: its own place, or a temporary folder for one that is made from a reference."""
        if not self.texts:
            yield self.source.resolve()
            return
        with tempfile.TemporaryDirectory(prefix="grader-rejected-") as folder:
            for path, content in self.files():
                target = Path(folder, path)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content)
            yield Path(folder, self.name)


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


def list_modules(solution: Path, pattern: str = "*.py") -> list[Path]:
    """The files of a solution: itself, or those in its folder."""
    if solution.is_file():
        return [solution]
    return sorted(p for p in solution.rglob(pattern) if p.is_file() and "__pycache__" not in p.parts)
