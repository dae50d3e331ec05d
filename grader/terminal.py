"""Text that people read on a terminal: nothing in it that the terminal would obey, whoever wrote it."""

from __future__ import annotations

import io
from typing import TextIO

_BYTES = range(0xDC80, 0xDD00)
"""How bytes of a file's name that are not UTF-8 are written in a text (PEP 383)."""


def readable(text: str, keep: str = "") -> str:
    """Text on one line, but for what is in ``keep``: what cannot be seen, or would be obeyed, is spelt out."""
    if str.isprintable(text):
        return text
    return "".join(c if c.isprintable() or c in keep else _spelt(c) for c in text)


def _spelt(c: str) -> str:
    return f"\\x{ord(c) - 0xDC00:02x}" if ord(c) in _BYTES else c.encode("unicode_escape").decode()


class Readable(io.TextIOBase):
    """A stream that writes to another one, line by line, in text that can be read. It says that it is not a terminal,
    so that nobody writes colours to it."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        self._stream.write(readable(text, keep="\n\t"))
        return len(text)

    def flush(self) -> None:
        self._stream.flush()

    def fileno(self) -> int:
        return self._stream.fileno()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._stream.encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        return self._stream.errors
