"""A tar archive, compressed or not."""

from __future__ import annotations

import bz2
import gzip
import lzma
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import IO, cast

from grader.course.sources.contract import (
    ALWAYS,
    BROKEN,
    IS_LINK,
    IS_NOT_A_FILE,
    LEADS_OUT,
    MOST_TIMES,
    Member,
    UnreadableError,
    beside_others,
    broken,
    read_name,
    save,
    without_junk,
)

_MOST_AT_ONCE = 2**20  # bytes: no header is longer than that, and nothing of ours reads more
_MOST_MEMBERS = 500_000


class TarSource:
    def __init__(self, path: Path) -> None:
        """Raises ``UnreadableError``."""
        self.path = path
        try:
            self._stream = _decompressed(path)
            self._tar = tarfile.TarFile(fileobj=cast(IO[bytes], _Bounded(self._stream)))
            most = max(ALWAYS, MOST_TIMES * path.stat().st_size)
            found = beside_others((_member(info), info) for info in _infos(self._tar, most))
        except BROKEN as error:
            raise UnreadableError(
                f"is neither a zip nor a tar that can be read to its end: {error}"
            ) from None
        self._infos = {name: info for name, (_, info) in found.items()}
        self.members: Mapping[str, Member] = without_junk({name: m for name, (m, _) in found.items()})

    def read(self, name: str, most: int) -> bytes:
        try:
            stream = self._tar.extractfile(self._infos[name])
            chunks = iter(lambda: stream.read(_MOST_AT_ONCE), b"") if stream else ()
            return b"".join(islice(chunks, most // _MOST_AT_ONCE + 1))[:most]
        except BROKEN:
            return b""

    def extract(self, wanted: Iterable[tuple[str, Path]]) -> dict[Path, str]:
        """In the order of the archive: going back in a compressed one begins anew."""
        faults: dict[Path, str] = {}
        for name, target in sorted(wanted, key=lambda each: self._infos[each[0]].offset_data):
            try:
                stream = self._tar.extractfile(self._infos[name])
                save(cast(IO[bytes], stream), target, self._infos[name].size)
            except BROKEN as error:
                faults[target] = broken(error)
        return faults

    def close(self) -> None:
        self._stream.close()


class _Bounded:
    """What ``tarfile`` reads from: a header says itself how long it is, and is read into memory."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.seek, self.tell = stream.seek, stream.tell

    def read(self, size: int) -> bytes:
        if not 0 <= size <= _MOST_AT_ONCE:
            raise tarfile.ReadError("a header is too long")
        return self._stream.read(size)


def _decompressed(path: Path) -> IO[bytes]:
    with path.open("rb") as file:
        head = file.read(6)
    if head.startswith(b"\x1f\x8b"):
        return cast(IO[bytes], gzip.open(path))
    if head.startswith(b"BZh"):
        return cast(IO[bytes], bz2.open(path))
    if head == b"\xfd7zXZ\0":
        return cast(IO[bytes], lzma.open(path))
    return path.open("rb")


def _infos(tar: tarfile.TarFile, most: int) -> Iterator[tarfile.TarInfo]:
    """``most``: bytes of all. Raises before what follows by an archive's own word is decompressed, where that is more."""
    number = 0
    while (info := tar.next()) is not None:
        number += 1
        if info.size < 0 or info.offset_data + info.size > most or number > _MOST_MEMBERS:
            raise tarfile.ReadError("it unpacks to more than its size allows")
        yield info
        tar.members.clear()  # type: ignore[attr-defined]  # else it keeps every header a second time


def _member(info: tarfile.TarInfo) -> Member:
    name, fault = read_name(info.name)
    return Member(name, info.size, info.isdir(), fault or _fault(info))


def _fault(info: tarfile.TarInfo) -> str:
    if info.issym() or info.islnk():
        return IS_LINK
    if not (info.isreg() or info.isdir()):
        return IS_NOT_A_FILE
    try:
        tarfile.data_filter(info, "/")
    except tarfile.FilterError:
        return LEADS_OUT
    return ""
