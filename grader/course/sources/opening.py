"""Which source a path is."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from grader.course.sources.contract import MOST_BYTES, Source, UnreadableError
from grader.course.sources.folders import FolderSource
from grader.course.sources.tars import TarSource
from grader.course.sources.zips import ZipSource

_MOST_TIMES = 200  # as large as it is packed: text packs to a tenth
_ALWAYS = 2**30  # bytes that any archive may unpack to


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
    unpacked = sum(member.size for member in source.members.values() if member.size <= MOST_BYTES)
    if unpacked > max(_ALWAYS, _MOST_TIMES * packed):
        source.close()
        raise UnreadableError(f"unpacks to {unpacked:,} bytes, more than {_MOST_TIMES} times its own size")
    return source
