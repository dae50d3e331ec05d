"""Archives as nobody should make them, written byte for byte where no library would write them."""

from __future__ import annotations

import io
import stat
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

LINK = stat.S_IFLNK | 0o777
PIPE = stat.S_IFIFO | 0o644
Change = Callable[[zipfile.ZipInfo], None]


def zipped(path: Path, files: Mapping[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return path


def zip_bytes(files: Mapping[str, str | bytes]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return file.getvalue()


def tarred(path: Path, files: Mapping[str, str]) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, text in files.items():
            add(archive, name, text)
    return path


def add(
    archive: tarfile.TarFile, name: str, text: str = "", kind: bytes = tarfile.REGTYPE, to: str = ""
) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.type, info.linkname = len(text.encode()), kind, to
    archive.addfile(info, io.BytesIO(text.encode()))


def add_special(archive: zipfile.ZipFile, name: str, mode: int, text: str) -> None:
    """A member of another kind: a link holds where it leads to."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, mode << 16
    archive.writestr(info, text)


def encrypt(path: Path, name: str) -> None:
    """Say of a member that it is encrypted: nothing in the standard library does that."""
    _set(path, name, flag=0x1)


def spoil(path: Path, name: str) -> None:
    """Change the contents of a member, but not its checksum."""
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo(name)
    content = bytearray(path.read_bytes())
    at = info.header_offset + 30 + len(info.filename.encode()) + info.compress_size // 2
    content[at] ^= 0xFF
    path.write_bytes(content)


def declare(path: Path, name: str, size: int) -> None:
    """Say of a member that it has another size than it has."""
    _set(path, name, size=size)


def _set(path: Path, name: str, flag: int = 0, size: int | None = None) -> None:
    """In the local header of a member and in the directory: APPNOTE.TXT of PKWARE, 4.3.7 and 4.3.12."""
    content = bytearray(path.read_bytes())
    for signature, flags, sizes, names in ((b"PK\x03\x04", 6, 22, 30), (b"PK\x01\x02", 8, 24, 46)):
        at = -1
        while (at := content.find(signature, at + 1)) >= 0:
            if content[at + names :].startswith(name.encode()):
                content[at + flags] |= flag
                if size is not None:
                    content[at + sizes : at + sizes + 4] = size.to_bytes(4, "little")
    path.write_bytes(content)
