"""Where the submission's files are, and which of its lines a frame stands on."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from grader.worker.cells import Cells, is_heading, read_cells
from grader.worker.protocol import MAX_FILE, Where

PACKAGE = "submission"
"""The module that a submission is imported as, or the package of its modules."""

_MAX_SOURCE = 200
_MAX_HEADING = 2000
_CONTROL = {number: f"\\x{number:02x}" for number in (*range(0x20), *range(0x7F, 0xA0))}


ARCHIVE = "is an archive"
_OTHER_KINDS = {
    ".ipynb": "is a notebook",
    ".py.txt": "is a text file",
    **dict.fromkeys((".7z", ".bz2", ".gz", ".rar", ".tar", ".tgz", ".xz", ".zip"), ARCHIVE),
}


def find_other_kind(name: str) -> str | None:
    """What a file is that may hold code, and that Python does not import by its name; None of any other file."""
    lowered = name.lower()
    if lowered.endswith(".py") and not name.endswith(".py"):
        return "does not end in .py, in small letters"
    return next((kind for ending, kind in _OTHER_KINDS.items() if lowered.endswith(ending)), None)


@dataclass
class Places:
    """``root`` is the submission's file or folder. No link leads to it: if it is one by now, it holds nothing."""

    root: Path
    sources: dict[str, list[str]] = field(default_factory=dict)  # by path, as far as they were loaded
    _cells: dict[str, Cells | None] = field(default_factory=dict)  # by path, of those that were notebooks

    @classmethod
    def of(cls, path: str) -> Places:
        return cls(Path(path))

    @property
    def is_folder(self) -> bool:
        return self.root.is_dir()

    def source_files(self) -> Iterator[Path]:
        """Every file of it that can be imported, links among them."""
        return self.root.rglob("*.py") if self.is_folder else iter((self.root,))

    def holds(self, path: Path) -> bool:
        """Whether ``path`` lies in the submission even after every link in it is followed."""
        return self.itself(path) is not None

    def itself(self, path: Path) -> Path | None:
        """The file or folder of the submission that ``path`` is or leads to, as far as an import can name that."""
        resolved = Path(os.path.realpath(path))  # Path.resolve raises RuntimeError for links in a circle
        if resolved == self.root:
            return resolved
        if self.root not in resolved.parents or not self.is_folder:
            return None
        parts = resolved.relative_to(self.root).parts
        return path if any("." in part.removesuffix(".py") for part in parts) else resolved

    def remember(self, path: str, source: str) -> None:
        self.sources[path] = source.splitlines()
        self._cells[path] = read_cells(source)

    def where(self, filename: str, line: int | None) -> Where | None:
        """None for a line outside of the submission. Code that a program made may have no line: that is the first."""
        return self.within(filename, line) if filename in self.sources else None

    def within(self, filename: str, line: int | None) -> Where | None:
        """As ``where``, also for a file that could not be loaded. Of a notebook it is the cell, and the line in it."""
        path, line = Path(filename), line or 1
        if (path != self.root and self.root not in path.parents) or ".." in path.parts:
            return None
        if cells := self._find_cells(path):
            name, line = cells.place(line)
            path = path.with_name(name)
        file = _written(path.relative_to(self.root.parent).as_posix())
        return Where(file, line) if len(file) <= MAX_FILE else None

    def _find_cells(self, path: Path) -> Cells | None:
        """Of a file that was loaded, or that is looked at before."""
        if str(path) not in self._cells:
            self._cells[str(path)] = read_cells(_read_notebook(path))
        return self._cells[str(path)]

    def source(self, filename: str, line: int | None) -> str:
        lines = self.sources.get(filename, [])
        return lines[line - 1].strip()[:_MAX_SOURCE] if line and 0 < line <= len(lines) else ""

    def module_name(self, path: Path, package: str) -> str:
        """The name of a file or folder of the submission as a module, the whole being called ``package``."""
        parts = path.relative_to(self.root).parts
        parts = parts[:-1] if parts[-1:] == ("__init__.py",) else parts
        return ".".join((package, *parts)).removesuffix(".py")

    def innermost_file(self, frame: FrameType | None) -> Path | None:
        """The submission's file that is being carried out, seen from ``frame`` outwards."""
        while frame is not None and frame.f_code.co_filename not in self.sources:
            frame = frame.f_back
        return Path(frame.f_code.co_filename) if frame else None

    def innermost(self, frame: FrameType | None) -> Where | None:
        """The submission's line that is being carried out, seen from ``frame`` outwards."""
        while frame is not None:
            where = self.where(frame.f_code.co_filename, frame.f_lineno)
            if where is not None:
                return where
            frame = frame.f_back
        return None


def read_module(cls: type) -> str:
    """The name of the module that a class says it was defined in."""
    name = type.__dict__["__dict__"].__get__(cls).get("__module__")
    return name if type(name) is str else ""


def _read_notebook(path: Path) -> str:
    """The text of a module that was a notebook, the beginning of any other; empty where it cannot be read."""
    try:
        with path.open(encoding="utf-8", errors="replace", newline="") as file:
            first = file.readline(_MAX_HEADING)
            return first + file.read() if is_heading(first) else first
    except (OSError, ValueError):  # an error may name any file, also one that no file can be named
        return ""


def _written(name: str) -> str:
    """A file's name as text: control characters and bytes that are not UTF-8 are spelt out, and so is what no file
    can be named."""
    try:
        text = os.fsencode(name).decode("utf-8", "backslashreplace")
    except UnicodeEncodeError:
        text = name.encode("utf-8", "backslashreplace").decode()
    return text.translate(_CONTROL)
