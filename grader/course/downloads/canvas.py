"""Canvas, "Download Submissions": files, named ``<name>[_LATE]_<user id>_<attachment id>_<file>``.

The user id is the ``ID`` of the gradebook export. Group work has the group's name. A file that was handed in again is
``blog-1.py``: whoever imports it means ``blog.py``. By instructure/canvas-lms, lib/content_zipper.rb.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from grader.course.downloads.contract import Handed, Listing, Platform

_NAMED = re.compile(r"(?P<student>.+?)(?:_LATE)?_(?P<id>\d+)_\d+_(?P<file>.+)", re.DOTALL)
_ANONYMOUS = re.compile(r"(?:LATE_)?(?P<student>anon)_(?P<id>[^_]+)_\d+_(?P<file>.+)", re.DOTALL)
_WRITTEN = re.compile(r"(?P<student>.+?)(?:_LATE)?_(?P<id>\d+)_(?P<file>(?:text|link)\.html)", re.DOTALL)
_AGAIN = re.compile(r"(.+)-(\d{1,3})((?:\.\w+)*)", re.DOTALL)


@dataclass(frozen=True)
class _File:
    entry: str
    student: str
    id: str
    name: str  # as the platform shows it

    @property
    def base(self) -> str:
        found = _AGAIN.fullmatch(self.name)
        return f"{found[1]}{found[3]}" if found else self.name

    @property
    def version(self) -> int:
        found = _AGAIN.fullmatch(self.name)
        return int(found[2]) if found else 0


def find(listing: Listing) -> Iterator[Handed]:
    of_students: dict[str, list[_File]] = defaultdict(list)
    for entry, is_folder in listing.top.items():
        found = next((m for p in (_ANONYMOUS, _NAMED, _WRITTEN) if (m := p.fullmatch(entry))), None)
        if found and not is_folder:
            of_students[found["id"]].append(_File(entry, found["student"], found["id"], found["file"]))
    for files in of_students.values():
        yield from _attempts(files)


def _attempts(files: list[_File]) -> Iterator[Handed]:
    """Each attempt has what was there by then."""
    by_base: dict[str, list[_File]] = defaultdict(list)
    for file in sorted(files, key=lambda file: file.version):
        by_base[file.base].append(file)
    again = {file.version for versions in by_base.values() if len(versions) > 1 for file in versions}
    attempts: list[int | None] = [*sorted(again)]
    for attempt in attempts or [None]:
        for versions in by_base.values():
            yield from _handed(_latest(versions, attempt), attempt, is_alone=len(files) == 1)


def _latest(versions: list[_File], attempt: int | None) -> list[_File]:
    there = [file for file in versions if attempt is None or file.version <= attempt]
    return there[-1:] if len(versions) > 1 else versions


def _handed(files: Iterable[_File], attempt: int | None, is_alone: bool) -> Iterator[Handed]:
    for file in files:
        inner = file.name if is_alone else file.base
        yield Handed(file.entry, _name(file), file.id, inner, () if attempt is None else (attempt,))


def _name(file: _File) -> str:
    return f"anonymous {file.id}" if file.student == "anon" else file.student


CANVAS = Platform("Canvas", find)
