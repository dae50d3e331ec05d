"""A zip archive."""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from grader.course.sources.contract import (
    BROKEN,
    IS_ENCRYPTED,
    IS_LINK,
    IS_NOT_A_FILE,
    Member,
    UnreadableError,
    beside_others,
    broken,
    read_name,
    save,
    without_junk,
)

_IS_ENCRYPTED, _IS_UTF8 = 0x1, 0x800  # bits of a member's flags: APPNOTE.TXT of PKWARE, 4.4.4
_MOST_MEMBERS = 500_000


class ZipSource:
    def __init__(self, path: Path) -> None:
        """Raises ``UnreadableError``."""
        self.path = path
        try:
            self._zip = zipfile.ZipFile(path)
        except BROKEN as error:
            raise UnreadableError(f"is not a zip that can be read: {error}") from None
        infos = self._zip.infolist()
        if len(infos) > _MOST_MEMBERS:
            raise UnreadableError(f"holds {len(infos):,} files, more than {_MOST_MEMBERS:,}")
        found = beside_others((_member(info), info) for info in infos)
        self._infos = {name: info for name, (_, info) in found.items()}
        self.members: Mapping[str, Member] = without_junk({name: m for name, (m, _) in found.items()})

    def read(self, name: str, most: int) -> bytes:
        try:
            with self._zip.open(self._infos[name]) as stream:
                return stream.read(most)
        except BROKEN:
            return b""

    def extract(self, wanted: Iterable[tuple[str, Path]]) -> dict[Path, str]:
        faults: dict[Path, str] = {}
        for name, target in wanted:
            try:
                with self._zip.open(self._infos[name]) as stream:
                    save(stream, target, self._infos[name].file_size)
            except BROKEN as error:
                faults[target] = broken(error)
        return faults

    def close(self) -> None:
        self._zip.close()


def _member(info: zipfile.ZipInfo) -> Member:
    name, fault = read_name(_name(info))
    return Member(name, info.file_size, info.is_dir(), fault or _fault(info))


def _fault(info: zipfile.ZipInfo) -> str:
    kind = stat.S_IFMT(info.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return IS_LINK
    if kind not in (0, stat.S_IFREG, stat.S_IFDIR):
        return IS_NOT_A_FILE
    return IS_ENCRYPTED if info.flag_bits & _IS_ENCRYPTED else ""


def _name(info: zipfile.ZipInfo) -> str:
    """macOS writes UTF-8 without saying so: https://github.com/python/cpython/issues/72549"""
    if info.flag_bits & _IS_UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename
