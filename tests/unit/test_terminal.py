"""What reaches a terminal, whoever wrote it."""

from __future__ import annotations

import io
import os

import pytest

from grader.terminal import Readable, readable

TEXTS = {
    "plain é → ×": "plain é → ×",
    "\x1b[31mred\x1b[0m": r"\x1b[31mred\x1b[0m",
    "\x9b2J": r"\x9b2J",
    "\x07\x08\x7f\r": r"\x07\x08\x7f\r",
    "a\u202eb\u2066c": r"a\u202eb\u2066c",
    "\u200b\u2028\ufeff": r"\u200b\u2028\ufeff",
    os.fsdecode(b"caf\xe9"): r"caf\xe9",
    "\ud800": r"\ud800",
    "\U000e0041": r"\U000e0041",
}
"""Texts, and what is shown of them."""


@pytest.mark.parametrize("text", TEXTS)
def test_readable(text: str) -> None:
    """What a terminal would obey, what is not seen and what no encoding has is spelt out."""
    assert TEXTS[text] == readable(text)


def test_lines() -> None:
    """A name is on one line, and a text keeps the ends of its lines."""
    assert r"a\nb\tc" == readable("a\nb\tc")
    assert "a\nb\\r" == readable("a\nb\r", keep="\n")


def test_stream() -> None:
    """A stream for people writes what can be read, and tells nobody that it is a terminal."""
    stream = io.StringIO()
    out = Readable(stream)
    print("a\x1b[31m", "b", file=out, flush=True)
    assert "a\\x1b[31m b\n" == stream.getvalue()
    assert not out.isatty()
