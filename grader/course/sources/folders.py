"""A folder on the disk, of which no link is followed."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from grader.course.contents import head, open_carefully
from grader.course.sources.contract import (
    BROKEN,
    DEEPEST,
    IS_LINK,
    IS_NOT_A_FILE,
    MOST_MEMBERS,
    Member,
    broken,
    save,
    without_junk,
)


class FolderSource:
    def __init__(self, path: Path) -> None:
        self.path = path
        self.members: Mapping[str, Member] = {m.name: m for m in _members(path)}

    def read(self, name: str, most: int) -> bytes:
        try:
            return head(self.path / name, most)
        except OSError:
            return b""

    def extract(self, wanted: Iterable[tuple[str, Path]]) -> dict[Path, str]:
        faults: dict[Path, str] = {}
        for name, target in wanted:
            try:
                with open(self.path / name, "rb", opener=open_carefully) as stream:
                    save(stream, target, self.members[name].size)
            except BROKEN as error:
                faults[target] = broken(error)
        return faults

    def close(self) -> None:
        """Nothing is held open."""


def _members(root: Path) -> Iterator[Member]:
    """Bounded for each that lies at the top: one too many is listed, and one too deep, so that it can be told."""
    folders, counted = [root], Counter[str]()
    while folders:
        for member in _entries(root, folders.pop()):
            first, depth = member.parts[0], len(member.parts)
            counted[first] += 1
            if counted[first] > MOST_MEMBERS + 1:
                continue
            yield member
            if member.is_folder and not member.fault and depth <= DEEPEST + 1:
                folders.append(root / member.name)


def _entries(root: Path, folder: Path) -> list[Member]:
    try:
        with os.scandir(folder) as entries:
            members = {member.name: member for member in (_member(root, entry) for entry in entries)}
            return sorted(without_junk(members).values(), key=lambda member: member.name)
    except OSError as error:
        if folder == root:
            return []
        fault = f"cannot be read: {error.strerror}. Hand it in again, and let others read it."
        return [Member(folder.relative_to(root).as_posix(), is_folder=True, fault=fault)]


def _member(root: Path, entry: os.DirEntry[str]) -> Member:
    name = Path(entry.path).relative_to(root).as_posix()
    if entry.is_symlink():
        return Member(name, fault=IS_LINK)
    if entry.is_dir():
        return Member(name, is_folder=True)
    if entry.is_file():
        return Member(name, entry.stat().st_size)
    return Member(name, fault=IS_NOT_A_FILE)
