"""Whether a submission can keep anything between two calls: read from its syntax trees, never run.

What may be written is listed; whatever is not known is refused. The rules come down to one: what outlives a call (a
class, a function, a module, an engine) is only ever called, asked for an attribute that is known, or given to what
makes something new of it. It never gets into a variable, a collection or a parameter, so that whatever is changed was
made in the call, or given to it. A submission that fools this shares a process with itself alone.
"""

from __future__ import annotations

import ast
import os
import stat
import sys
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from grader.worker.exceptions import clean
from grader.worker.submission.bindings import Binder, Bindings, RefusedError, read_declared
from grader.worker.submission.import_time import ImportTime

_MAX_FILES = 100
_MAX_BYTES = 300_000
_MAX_REASON = 300
_LIBRARY_NAMES = sys.stdlib_module_names | {
    "greenlet",
    "psycopg",
    "psycopg2",
    "sqlalchemy",
    "typing_extensions",
}


def why_not_shared(files: Iterable[Path]) -> str:
    """Why runs of a submission, whose files these are, may not share a process; "" where they may."""
    try:
        _Submission(_read_trees(files)).check()
    except RefusedError as refused:
        return clean(str(refused))[:_MAX_REASON]
    except (Exception, RecursionError, MemoryError) as error:
        return f"it could not be read: {type(error).__name__}"
    return ""


def _read_trees(files: Iterable[Path]) -> dict[Path, ast.Module]:
    """Raises ``RefusedError`` for what is too large, or a link."""
    trees: dict[Path, ast.Module] = {}
    left = _MAX_BYTES
    for path in files:
        # A pipe that is called like a module would be waited for.
        if len(trees) == _MAX_FILES or left <= 0 or not stat.S_ISREG(path.lstat().st_mode):
            raise RefusedError("its files are too many, too large, or no plain files")
        with path.open("rb") as file:
            data = file.read(left + 1)
        left -= len(data)
        trees[path] = ast.parse(data)
    if left <= 0:
        raise RefusedError("its files are too large")
    return trees


class _Submission:
    """All files of one submission, checked together."""

    def __init__(self, trees: dict[Path, ast.Module]) -> None:
        self._trees = trees
        self._own = _names_of_modules(list(trees))
        self._bindings = Bindings()

    def check(self) -> None:
        """Raises ``RefusedError``."""
        if clashing := self._own & _LIBRARY_NAMES:
            raise RefusedError(f"a file or folder is called as a library: {min(clashing)}")
        read_declared(self._trees.values(), self._bindings)
        for path, tree in self._trees.items():
            self._told(path, partial(Binder(self._bindings, self._own).bind_all, tree))
        for path, tree in self._trees.items():
            self._told(path, partial(ImportTime(self._bindings).check_module, tree))

    def _told(self, path: Path, work: Callable[[], None]) -> None:
        try:
            work()
        except RefusedError as refused:
            raise RefusedError(f"{path.name}, {refused}") from None


def _names_of_modules(files: list[Path]) -> set[str]:
    """The names that an import can have for a file or folder, or for the one that holds them all."""
    if not files:
        raise RefusedError("there are no files")
    root = Path(os.path.commonpath([path.parent for path in files]))
    inner = {part for path in files for part in path.parent.relative_to(root).parts}
    return inner | {path.stem for path in files} | {root.name}
