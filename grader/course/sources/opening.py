"""Which source a path is."""

from __future__ import annotations

import os
import zipfile
from collections import Counter
from pathlib import Path

from grader.course.sources.contract import (
    ALWAYS,
    MOST_BYTES,
    MOST_BYTES_TOGETHER,
    MOST_TIMES,
    Source,
    UnreadableError,
    count_parts_of_owners,
)
from grader.course.sources.folders import FolderSource
from grader.course.sources.tars import TarSource
from grader.course.sources.zips import ZipSource


def open_source(path: Path) -> Source:
    """Raises ``UnreadableError``."""
    return FolderSource(path) if os.path.isdir(path) else open_archive(path)  # noqa: PTH112  Path.is_dir raises where it may not look


def open_archive(path: Path) -> Source:
    """By its contents, whatever it is called. Raises ``UnreadableError``."""
    try:
        source: Source = ZipSource(path) if zipfile.is_zipfile(path) else TarSource(path)
        packed = path.stat().st_size
    except OSError as error:
        raise UnreadableError(f"cannot be read: {error.strerror}") from None
    unpacked = _count_bytes(source)
    if unpacked > max(ALWAYS, MOST_TIMES * packed):
        source.close()
        raise UnreadableError(f"unpacks to {unpacked:,} bytes, more than {MOST_TIMES} times its own size")
    return source


def _count_bytes(source: Source) -> int:
    """That are unpacked at most: what is too large is not, and nobody gets more room than one submission has."""
    members, sizes = source.members.values(), Counter[str]()
    number = count_parts_of_owners(members)
    for member in members:
        sizes["/".join(member.parts[:number])] += member.size if member.size <= MOST_BYTES else 0
    return sum(min(size, MOST_BYTES_TOGETHER) for size in sizes.values())
