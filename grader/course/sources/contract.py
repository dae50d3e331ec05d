"""What a source of handed-in files is, and what may be wrong with one of its members."""

from __future__ import annotations

import contextlib
import errno
import lzma
import os
import re
import struct
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from typing import IO, Protocol, TypeVar

from grader.course.contents import NOT_LOOKED_INTO, OF_ENVIRONMENTS
from grader.errors import OperatorError

MOST_BYTES = 10_000_000
"""Of a member. A larger module is refused; anything else of that size is left out."""
MOST_BYTES_TOGETHER = 100_000_000
"""Of one submission."""
MOST_TIMES = 200
"""As large as it is packed may an archive be: text packs to a tenth."""
ALWAYS = 2**30
"""Bytes that every archive may unpack to."""
WRAPPERS = 3
"""Folders that hold nothing but one folder, above the submissions."""
MOST_MEMBERS = 10_000
DEEPEST = 50

IS_LINK = "is a link. Hand in the file itself."
IS_NOT_A_FILE = "is not a file. Hand in a module: a .py file with your code."
IS_ENCRYPTED = "is encrypted. Hand in an archive without a password."
LEADS_OUT = "leads out of its archive. Pack your folder again, and hand in the new archive."
OUTSIDE = "outside of the archive"
"""The folder that is told in place of one that an archive has no business in."""
IS_TOO_DEEP = f"lies in folders in folders, more than {DEEPEST} deep. Hand in only your code."

BROKEN = (
    OSError, EOFError, MemoryError, NotImplementedError, OverflowError, RuntimeError, ValueError, lzma.LZMAError,
    struct.error, tarfile.TarError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
"""What the standard library raises for an archive that is not whole: it promises no one class."""

Info = TypeVar("Info")

_CHUNK = 65_536
_MOST_BYTES_OF_A_NAME = (
    230  # file systems take 255, and a cell of a notebook has a longer name than its notebook
)
_LONGEST_ENDING = 10
_DRIVE = re.compile(r"[A-Za-z]:")
_OF_ENVIRONMENT = "pyvenv.cfg"
_JUNK = NOT_LOOKED_INTO | {"__MACOSX"}
_JUNK_FILES = {".DS_Store", "Thumbs.db", "desktop.ini"}


class UnreadableError(Exception):
    """A source that cannot be read as a whole; the message says why, after its name."""


@dataclass(frozen=True)
class Member:
    """A file or folder of a source. ``name``: its path in it, with ``/``. ``fault``: why it is not to be had, and what to
    do, in words that follow its name."""

    name: str
    size: int = 0
    is_folder: bool = False
    fault: str = ""

    @property
    def parts(self) -> list[str]:
        return self.name.split("/")

    @property
    def is_junk(self) -> bool:
        """What a tool made, and nobody wrote: also what macOS packs beside every file, named ``._`` and its name."""
        *folders, last = self.parts
        folders += [last] if self.is_folder else []
        hidden = any(part.startswith(".") or part in _JUNK for part in folders)
        return hidden or last in _JUNK_FILES or last.startswith("._")


class Source(Protocol):
    """Files by name. ``members`` is read once, junk left out."""

    path: Path
    members: Mapping[str, Member]

    def read(self, name: str, most: int) -> bytes:
        """The first bytes of a member; none of one that cannot be read."""

    def extract(self, wanted: Iterable[tuple[str, Path]]) -> dict[Path, str]:
        """Write members to files, each at most as large as it says. What is wrong with any, by its file. Raises
        ``OperatorError`` where there is no room."""

    def close(self) -> None: ...


def without_junk(members: Mapping[str, Member]) -> dict[str, Member]:
    """Virtual environments are known by their ``pyvenv.cfg``, whatever they are called: what else lies in their folders is
    a student's."""
    environments = {
        name.removesuffix(_OF_ENVIRONMENT) for name in members if f"/{name}".endswith(f"/{_OF_ENVIRONMENT}")
    }
    installed = {f"{environment}{part}" for environment in environments for part in OF_ENVIRONMENTS}
    installed |= {f"{environment}{_OF_ENVIRONMENT}" for environment in environments}
    return {
        name: member
        for name, member in members.items()
        if not member.is_junk and name not in installed and installed.isdisjoint(above(name))
    }


def above(name: str) -> list[str]:
    """The folders that a member lies in."""
    parts = name.split("/")
    return ["/".join(parts[:number]) for number in range(1, len(parts))]


def common_beginning(names: Iterable[Sequence[str]]) -> int:
    """How many first parts are the same in all names."""
    return sum(1 for _ in takewhile(lambda parts: len(set(parts)) == 1, zip(*names, strict=False)))


def count_parts_of_owners(members: Iterable[Member]) -> int:
    """How many first parts of a name say whose a file is, in an archive of a class: one below the folders around all."""
    return 1 + min(common_beginning(m.parts[:-1] for m in members if not m.is_folder), WRAPPERS)


def read_name(raw: str) -> tuple[str, str]:
    """A member's name, and its fault where it leads out of its archive. Windows writes ``\\`` into some archives."""
    parts = [part for part in raw.replace("\\", "/").split("/") if part not in ("", ".")]
    inside = [part for part in parts if part != ".." and not _DRIVE.match(part)]
    is_absolute = raw.startswith(("/", "\\"))
    if len(inside) == len(parts) and not is_absolute:
        return "/".join(inside), ""
    is_nobodys = is_absolute or inside[:1] != parts[:1]
    return "/".join([OUTSIDE, *inside] if is_nobodys else inside), LEADS_OUT


def beside_others(found: Iterable[tuple[Member, Info]]) -> dict[str, tuple[Member, Info]]:
    """Members by name. What leads out lies in a folder of its own, beside those of students: it takes nobody's place."""
    pairs = [(member, info) for member, info in found if member.name]
    files = [m for m, _ in pairs if not (m.is_folder or m.is_junk) and m.parts[0] != OUTSIDE]
    around = files[0].parts[: count_parts_of_owners(files) - 1] if files else []
    placed = (
        (replace(m, name="/".join([*around, m.name])) if m.parts[0] == OUTSIDE else m, info)
        for m, info in pairs
    )
    return {member.name: (member, info) for member, info in placed}


def broken(error: BaseException) -> str:
    why = str(error) or type(error).__name__
    return f"cannot be unpacked: {why.rstrip('.')}. Hand it in again."


def fit(name: str) -> str:
    """A name that a file can have: one that is too long is cut before its ending, and stays another than the next."""
    name = name.replace("/", "_").strip() or "_"
    name = f"_{name}" if name in (".", "..") else name
    ending = Path(name).suffix
    if len(os.fsencode(name)) <= _MOST_BYTES_OF_A_NAME:
        return name
    mark = f"~{zlib.crc32(os.fsencode(name)):08x}{ending if len(ending) <= _LONGEST_ENDING else ''}"
    return os.fsencode(name)[: _MOST_BYTES_OF_A_NAME - len(mark.encode())].decode("utf-8", "ignore") + mark


def save(stream: IO[bytes], target: Path, size: int) -> None:
    """Write a member to a file. Raises one of ``BROKEN``, and ``OperatorError`` where there is no room."""
    with needing_room():
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            while chunk := stream.read(_CHUNK):
                size -= len(chunk)
                if size < 0:
                    raise ValueError("it is larger than it says")
                file.write(chunk)


@contextlib.contextmanager
def needing_room() -> Iterator[None]:
    """Where the staging folder is written to: that it is full is no submission's fault."""
    try:
        yield
    except OSError as error:
        if error.errno not in (errno.EDQUOT, errno.ENOSPC, errno.EROFS):
            raise
        raise OperatorError(
            f"{tempfile.gettempdir()} takes no more submissions: {error.strerror}", "Is the disk full?"
        ) from None
