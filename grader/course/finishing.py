"""One submission, as it was handed in, becomes one that Python can import: notebooks as modules, an archive unpacked."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from grader.course.contents import (
    Contents,
    defined,
    defined_in,
    head,
    look,
    may_hold_code,
    not_graded,
    shown_within,
)
from grader.course.notebooks import Notebook, NotReadableError, read_notebook
from grader.course.sources.contract import UnreadableError, count_parts_of_owners, fit, needing_room
from grader.course.sources.folders import FolderSource
from grader.course.sources.opening import open_archive
from grader.course.staging import Laid, Piece, Staging, lay_out
from grader.worker.cells import cell_name
from grader.worker.places import ARCHIVE, find_other_kind

_MOST_OF_A_NOTEBOOK = 100_000_000  # bytes: its pictures are in it
_MARKED = 5  # folders: a student's is not deeper in the archive of a class
_ENDINGS = re.compile(r"(\.tar)?\.\w+\Z", re.IGNORECASE)


@dataclass(frozen=True)
class Candidate:
    """What may be a submission. ``path``: where it lies. ``given``: where it was given, which names it in reports.
    ``called``: the student, where that is known. ``notes``: what everybody should know of how it was taken. ``files``: a
    folder with nothing of others, where ``path`` is not all that lines are shown of."""

    path: Path
    contents: Contents
    given: Path
    called: str = ""
    notes: tuple[str, ...] = ()
    files: Path | None = None

    @property
    def is_empty(self) -> bool:
        return not self.contents.modules and not self.contents.refused

    def refuse(self, reason: str) -> Candidate:
        return replace(self, contents=Contents((), reason))


@dataclass(frozen=True)
class Finisher:
    """What lies in the staging folder is changed there; anything else is copied before."""

    staging: Staging

    def finish(self, path: Path, given: Path, laid: Laid | None = None) -> Candidate:
        """``laid``: how it came to lie there. An archive counts where it is all the code that was handed in. Raises
        ``OperatorError`` where there is no room."""
        found = _looked_at(Candidate(path, Contents(()), given), path, laid or Laid())
        if archives := _archives(found.contents):
            found = self._with_archives(found, archives)
        return self._with_notebooks(found) if _notebooks(found.contents) else found

    def _with_archives(self, found: Candidate, archives: tuple[Path, ...]) -> Candidate:
        """One level: an archive in an archive is not unpacked."""
        if found.path.is_dir():
            found = self._staged(found)
            archives, root = _archives(found.contents), found.path
        else:
            root = self.staging.slot() / fit(without_ending(found.path.name))
        faults = dict[Path, str]()
        for archive in archives:
            folder = (
                archive.parent / fit(without_ending(archive.name)) if len(archives) > 1 else archive.parent
            )
            try:
                faults |= unpack(archive, root if archive == found.path else folder, root.parent).faults
            except UnreadableError as error:
                return found.refuse(not_graded(f"`{shown_within(archive, found.path)}` {error}"))
            if archive != found.path:
                archive.unlink()
        return self._unpacked(found, root, archives, Laid(faults)) if archives else found

    def _unpacked(self, found: Candidate, root: Path, archives: tuple[Path, ...], laid: Laid) -> Candidate:
        inside = _looked_at(found, root, laid)
        if not inside.is_empty:
            return inside
        archive = shown_within(archives[0], found.path)
        return inside.refuse(not_graded(f"there is no Python module in `{archive}`"))

    def _with_notebooks(self, found: Candidate) -> Candidate:
        """Beside modules a notebook that cannot be read costs nothing: it is told there as what is not imported."""
        notebooks, faults = dict[Path, Notebook](), list[str]()
        for file in _notebooks(found.contents):
            try:
                notebooks[file] = read_notebook(file.name, _read(file))
            except NotReadableError as error:
                faults.append(f"`{shown_within(file, found.path)}` {error}")
        counting = {file: one for file, one in notebooks.items() if _adds_something(one, found.contents)}
        if counting:
            return self._written(found, counting)
        return found.refuse(not_graded(faults[0])) if faults and not found.contents.modules else found

    def _written(self, found: Candidate, notebooks: Mapping[Path, Notebook]) -> Candidate:
        notes = (note for notebook in notebooks.values() for note in notebook.notes)
        found = replace(found, notes=(*found.notes, *notes))
        if found.path in notebooks:
            folder = self.staging.slot()
            module = _write(notebooks[found.path], folder)
            return replace(found, path=module, contents=look(module), files=folder)
        staged = self._staged(found)
        if not staged.contents.others:  # refused: not all of it could be copied
            return staged
        for file, notebook in notebooks.items():
            copy = staged.path / file.relative_to(found.path)
            _write(notebook, copy.parent)
            copy.unlink()
        return replace(staged, contents=look(staged.path))

    def _staged(self, found: Candidate) -> Candidate:
        """A folder in the staging folder."""
        if self.staging.holds(found.path):
            return found
        slot = self.staging.slot()
        target = slot / found.path.name
        target.mkdir()
        with closing(FolderSource(found.path)) as source:
            laid = lay_out(source, [Piece(name, target / name, slot) for name in source.members])
        return _looked_at(found, target, laid)


def unpack(path: Path, root: Path, whose: Path | None = None) -> Laid:
    """An archive, into a folder of the staging folder. ``whose``: the submission that all of it belongs to; else each
    folder or file of a student has limits of its own. Code that cannot be unpacked leaves a mark, so that it is known whose it
    is. Raises ``UnreadableError``, and ``OperatorError`` where there is no room."""
    root.mkdir(parents=True, exist_ok=True)
    with closing(open_archive(path)) as source:
        number = count_parts_of_owners(source.members.values())
        pieces = [
            Piece(name, within(root, name), whose or within(root, "/".join(member.parts[:number])))
            for name, member in source.members.items()
        ]
        laid = lay_out(source, pieces)
    for target in filter(may_hold_code, laid.faults):
        _leave_mark(target, root)
    return laid


def within(root: Path, inner: str) -> Path:
    """Where a file of a submission is laid."""
    return root.joinpath(*map(fit, inner.split("/")))


def without_ending(name: str) -> str:
    return _ENDINGS.sub("", name)


def _leave_mark(target: Path, root: Path) -> None:
    """An empty file, or of a deep one the folders near the top."""
    parts = target.relative_to(root).parts
    with contextlib.suppress(OSError):  # a file and a folder of one name
        root.joinpath(*parts[:-1][:_MARKED]).mkdir(parents=True, exist_ok=True)
        if len(parts) <= _MARKED:
            target.touch()


def _looked_at(found: Candidate, path: Path, laid: Laid) -> Candidate:
    found = replace(found, path=path, contents=look(path), notes=(*found.notes, *laid.notes(path)))
    refused = laid.refusal(path)
    return found.refuse(refused) if refused else found


def _archives(contents: Contents) -> tuple[Path, ...]:
    is_other = contents.modules or _notebooks(contents)
    return () if is_other else tuple(p for p in contents.others if find_other_kind(p.name) == ARCHIVE)


def _notebooks(contents: Contents) -> tuple[Path, ...]:
    """Not one beside the module that was exported from it."""
    return tuple(
        path
        for path in contents.others
        if path.suffix.lower() == ".ipynb" and not path.with_suffix(".py").exists()
    )


def _read(path: Path) -> bytes:
    """Raises ``NotReadableError``."""
    try:
        content = head(path, _MOST_OF_A_NOTEBOOK + 1)
    except OSError as error:
        raise NotReadableError(f"cannot be read: {error.strerror or 'it is not a file'}") from None
    if len(content) > _MOST_OF_A_NOTEBOOK:
        raise NotReadableError(f"is too large: a notebook may have {_MOST_OF_A_NOTEBOOK:,} bytes")
    return content


def _adds_something(notebook: Notebook, beside: Contents) -> bool:
    """Not a notebook in which modules were tried out: then they are what is handed in."""
    known = frozenset[str]().union(*map(defined, beside.modules))
    return not beside.modules or not defined_in(notebook.module.encode(errors="replace")) <= known


def _write(notebook: Notebook, folder: Path) -> Path:
    """The module, and beside it each cell, which pages show the lines of."""
    path = folder / f"{fit(Path(notebook.name).stem.replace('.', '_'))}.py"
    with needing_room():
        path.write_text(notebook.module, encoding="utf-8", errors="replace")
    for cell in notebook.cells:
        with contextlib.suppress(OSError):
            file = folder / cell_name(notebook.name, cell.number)
            file.write_text(cell.text, encoding="utf-8", errors="replace")
    return path
