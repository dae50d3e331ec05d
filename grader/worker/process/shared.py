"""What the runs of one import would share: open descriptors, shared memory, files in the scratch.

A fork copies a process, but not these. An import that leaves any is not forked from, nor is one after a run that
changed anything in the scratch: what was changed there cannot be proven to be gone. A folder that was closed
hides what it holds, and the times and attributes of the scratch itself carry as much as a file.
"""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

Marks = tuple[tuple[int, ...], ...]
"""What the kernel says about each of the grader's own entries. The time of the last change (ctime), which nobody
can set, is among it: so a new mode, owner, time, attribute or link shows, and in a folder each entry that came or
went (inode(7))."""


class Shared:
    """Made before the import: what is there then is the grader's own. ``scratch``: the one folder that can be written to, None where that is unknown."""

    def __init__(self, scratch: str | None) -> None:
        self._scratch = scratch
        self._before = _descriptors() | _mappings()
        self._kept = sorted(_entries(scratch)) if scratch else []

    def is_empty(self) -> bool:
        """Whether the import left none of it."""
        return _descriptors() | _mappings() <= self._before and not self._has_files()

    def renewed(self) -> Shared:
        """As made now: what is open by now is the grader's own."""
        return Shared(self._scratch)

    def has_descriptors_besides(self, closing: Iterable[int]) -> bool:
        """Whether there are more descriptors by now, those of these numbers aside. Shared memory is shared with nobody
        where nothing is forked."""
        known = {f"{number} " for number in closing}
        more = _descriptors() - self._before
        return any(entry[: entry.index(" ") + 1] not in known for entry in more)

    def marks(self) -> Marks:
        """Of the scratch as it is now. Two that are the same: nothing was changed in between."""
        paths = [self._scratch, *self._kept] if self._scratch else []
        return tuple(_mark(path) for path in paths)

    def is_still(self, marks: Marks) -> bool:
        try:
            return self.marks() == marks
        except OSError:  # something is gone, or the way to it was closed
            return False

    def _has_files(self) -> bool:
        try:
            return any(path not in self._kept for path in _entries(self._scratch)) if self._scratch else False
        except OSError:
            return True


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
    with os.scandir(folder) as entries:
        for entry in entries:
            yield entry.path
            if entry.is_dir(follow_symlinks=False) and not os.path.ismount(entry.path):
                yield from _entries(entry.path)


def _mark(path: str) -> tuple[int, ...]:
    """Without the time of the last access: the scratch is mounted without it."""
    found = os.lstat(path)
    return (
        found.st_ino, found.st_mode, found.st_nlink, found.st_uid, found.st_gid, found.st_size,
        found.st_mtime_ns, found.st_ctime_ns,
    )  # fmt: skip
