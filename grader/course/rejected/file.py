"""``solutions/<slug>/rejected.yaml``: rejected solutions that are a reference with a few lines replaced.

A text that is replaced must stand in its module exactly once: then an entry cannot come to mean another place when the
reference changes, and its author is told.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from grader.course import author_yaml
from grader.course.rejected.entries import Entries, Entry, Place, find_places, name_reference
from grader.course.rejected.faults import Known, entry_faults, name_faults
from grader.course.rejected.replacing import changed
from grader.course.solutions import RejectedSolution, list_modules, references
from grader.errors import AuthorError
from grader.language.exercise import Exercise
from grader.language.yaml_positions import Document, Fault

FILE = "rejected.yaml"
_NEXT_STEP = "docs/exercises.md shows one, under Solutions."


def read(exercise: Exercise, taken: frozenset[tuple[str, str]] = frozenset()) -> list[RejectedSolution]:
    """The entries for an exercise; none where there is no file. Raises ``AuthorError`` with all faults.

    ``taken``: checks and mistakes that have a file already.
    """
    path = exercise.solutions / FILE if exercise.solutions else None
    if exercise.solutions is None or path is None or not path.is_file():
        return []
    document = author_yaml.load(path, _NEXT_STEP)
    value = {"rejected": document.value}
    entries = author_yaml.validate(path, document, value, Entries, _NEXT_STEP).rejected
    known = Known(frozenset(check.id for check in exercise.checks), _modules(exercise))
    found = [*name_faults(entries, taken)]
    solutions = []
    for index, entry in enumerate(entries):
        places = find_places((index,), entry)
        wrong = [*entry_faults((index,), entry, places, known)]
        found += wrong
        if not wrong:
            line = document.position((index,)).line
            solutions.append(_solution(entry, places, known, exercise.solutions / "reference", line))
    _refuse(path, document, found)
    return solutions


def _refuse(path: Path, document: Document, found: Sequence[Fault]) -> None:
    in_order = sorted(found, key=lambda fault: (document.position(fault.path).line, fault.message))
    author_yaml.refuse(path, document, in_order, _NEXT_STEP)


def _modules(exercise: Exercise) -> dict[str, str]:
    """The texts of all modules of the references."""
    folder = (exercise.solutions or Path()) / "reference"
    return {
        module.relative_to(folder).as_posix(): _text(module)
        for reference in references(exercise)
        for module in list_modules(reference)
    }


def _text(module: Path) -> str:
    try:
        return module.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise AuthorError(f"{module} cannot be read: {error}") from None


def _solution(
    entry: Entry, places: Sequence[Place], known: Known, folder: Path, line: int
) -> RejectedSolution:
    source = folder / name_reference(places[0])
    first = source.name if source.is_file() else f"{source.name}/__init__.py"
    texts = {
        module: changed(
            known.modules[module], [p for p in places if p.module == module], entry, module == first
        )
        for module in {first, *(place.module for place in places)}
    }
    return RejectedSolution(
        fails=entry.fails,
        mistake=entry.mistake,
        says=entry.says,
        also_fails=frozenset(entry.also_fails),
        place=f"{FILE}:{line}",
        source=source,
        texts={PurePosixPath(module): text for module, text in texts.items()},
    )
