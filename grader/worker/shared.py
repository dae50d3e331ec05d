"""What an import leaves behind that its runs would share: open descriptors, shared memory, files in the scratch.

A fork copies a process, but not these. An import that leaves any is not forked from; what a run leaves in the
scratch is removed before the next.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path


class Shared:
    """Made before the import: what is there then is the grader's own. ``scratch``: the one folder that can be written to, None where that is unknown."""

    def __init__(self, scratch: str | None) -> None:
        self._scratch = scratch
        self._before = _descriptors() | _mappings()
        self._kept = set(_entries(scratch)) if scratch else set()

    def is_empty(self) -> bool:
        return _descriptors() | _mappings() <= self._before and not self._left()

    def clean(self) -> None:
        for path in self._left():
            if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114
                shutil.rmtree(path, ignore_errors=True)
            else:
                with contextlib.suppress(OSError):
                    Path(path).unlink()

    def _left(self) -> list[str]:
        return [path for path in _entries(self._scratch) if path not in self._kept] if self._scratch else []


def _descriptors() -> set[str]:
    """By number and by what is behind it, such as ``pipe:[17]``."""
    if sys.platform != "linux":
        return set()
    found = set()
    for entry in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(OSError):  # the one that lists them is gone
            found.add(f"{entry.name} {entry.readlink()}")
    return found


def _mappings() -> set[str]:
    if sys.platform != "linux":
        return set()
    with open("/proc/self/maps", encoding="utf-8", errors="replace") as lines:  # noqa: PTH123
        return {line for line in lines if line.split(maxsplit=2)[1].endswith("s")}


def _entries(folder: str) -> Iterator[str]:
    """All that lies below, except below what is mounted there; what holds nothing but that is its parent's."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            yield entry.path
            if entry.is_dir(follow_symlinks=False) and not os.path.ismount(entry.path):
                yield from _entries(entry.path)
