"""What is printed, for people and for whoever runs the grader: nothing of it is obeyed, whoever wrote it.

A terminal obeys escape codes. CI systems obey lines of a job's output:

- GitHub, after white space at a line's beginning: ``::name::`` (ActionCommand.TryParseV2 of actions/runner);
- GitHub and Azure, anywhere in a line: ``##[name]`` and ``##vso[name]`` (TryParse there looks for it with IndexOf);
- TeamCity, as Azure: ``##teamcity[name]``.

A submission's name, its SQL or its error can hold any of these. So commands are looked for in what is printed in the
end, when long lines are broken already. A backslash parts their two first characters: ``:\\:error::x``,
``#\\#vso[...]``. In Markdown it is not to be seen.
"""

from __future__ import annotations

import codecs
import contextlib
import io
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console as Console  # noqa: PLC0414 - others name the type by it

__all__ = [
    "ERRORS", "OUTPUT", "ClosedOutputError", "bar_console", "console", "error_console", "for_people", "inert",
    "inert_json", "readable", "readable_errors", "spell_out_what_cannot_be_written", "write_json", "write_json_parts",
]  # fmt: skip

_BREAKS = r"\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
_COLOUR = r"\x1b\[[0-?]*[ -/]*[@-~]"
_AT_THE_BEGINNING = re.compile(rf"(?:^|(?<=[{_BREAKS}]))((?:[^\S{_BREAKS}]|{_COLOUR})*):(?=:)")
_ANYWHERE = re.compile(r"#(?=#\w*\[)")
_BYTES = range(0xDC80, 0xDD00)
"""How bytes of a file's name that are not UTF-8 are written in a text (PEP 383)."""


def readable(text: str, keep: str = "") -> str:
    """Text on one line, but for what is in ``keep``: what cannot be seen, or would be obeyed, is spelt out."""
    if str.isprintable(text):
        return text
    return "".join(c if c.isprintable() or c in keep else _spelt(c) for c in text)


def _spelt(c: str) -> str:
    return f"\\x{ord(c) - 0xDC00:02x}" if ord(c) in _BYTES else c.encode("unicode_escape").decode()


def inert(text: str) -> str:
    """Lines of which none is a command."""
    return _ANYWHERE.sub(r"#\\", _AT_THE_BEGINNING.sub(r"\1:\\", text))


def inert_json(document: str) -> str:
    """The same document, of whose strings none holds a command. No line of it begins with ``::``, which is in quotes."""
    return _ANYWHERE.sub(r"\\u0023", document)


class ClosedOutputError(Exception):
    """Whoever read what is printed has gone, as ``head`` does. Not a ``BrokenPipeError``: Rich ends the program at one
    with exit code 1, which says that some check failed."""


@contextlib.contextmanager
def _telling_closed() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise ClosedOutputError from None


class _Stream(io.TextIOBase):
    """Writes to another stream, which is looked for at each moment: tests and progress bars replace it."""

    def __init__(
        self, find: Callable[[], TextIO], change: Callable[[str], str], may_be_terminal: bool
    ) -> None:
        self._find, self._change, self._may_be_terminal = find, change, may_be_terminal

    def write(self, text: str) -> int:
        stream = self._find()
        with _telling_closed():
            stream.write(_with_signs_of(stream.encoding, self._change(text)))
        return len(text)

    def flush(self) -> None:
        with _telling_closed():
            self._find().flush()

    def fileno(self) -> int:
        return self._find().fileno()

    def isatty(self) -> bool:
        return self._may_be_terminal and self._find().isatty()

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return self._find().encoding

    @property
    def errors(self) -> str | None:  # type: ignore[override]
        return self._find().errors


def for_people(stream: TextIO) -> TextIO:
    """A stream that writes to ``stream`` in text that can be read. It says that it is not a terminal, so that nobody
    writes colours to it."""
    return _Stream(lambda: stream, _plain, may_be_terminal=False)  # type: ignore[return-value]


@contextlib.contextmanager
def readable_errors() -> Iterator[None]:
    """Whatever is written to standard error meanwhile, by whomever, can be read."""
    with contextlib.redirect_stderr(for_people(sys.stderr)):
        yield


_PLAIN_SIGNS = str.maketrans(
    {
        "✓": "+", "✗": "x", "–": "-", "·": "-", "×": "x", "…": "...", "→": "->", "←": "<-",
        "“": '"', "”": '"', "‘": "'", "’": "'",
    }
)  # fmt: skip
"""Our own signs, as an encoding writes them that lacks some of them."""


def _with_signs_of(encoding: str | None, text: str) -> str:
    try:
        text.encode(encoding or "utf-8", "surrogatepass")
    except UnicodeError:
        return text.translate(_PLAIN_SIGNS)
    return text


_SPELT_OUT = "grader.spelt_out"


def spell_out_what_cannot_be_written() -> None:
    """From now on, where a terminal or a pipe has an encoding without some characters. Of JSON, which spells them in the
    same way, nothing changes its meaning."""
    codecs.register_error(_SPELT_OUT, _spell_out)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=_SPELT_OUT)


def _spell_out(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    units = error.object[error.start : error.end].encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{units[at : at + 4]}" for at in range(0, len(units), 4)), error.end


def _plain(text: str) -> str:
    return inert(readable(text, keep="\n\t"))


OUTPUT: TextIO = _Stream(lambda: sys.stdout, inert, may_be_terminal=True)  # type: ignore[assignment]
ERRORS: TextIO = _Stream(lambda: sys.stderr, _plain, may_be_terminal=False)  # type: ignore[assignment]


def console() -> Console:
    """For people, on standard output."""
    return _made(file=OUTPUT, highlight=False)


def error_console() -> Console:
    """For people, on standard error."""
    return _made(file=ERRORS, highlight=False)


def bar_console() -> Console:
    """For progress bars alone, which draw with escape codes: no text of others may be shown on it."""
    return _made(file=sys.__stderr__)


def _made(**options: Any) -> Console:
    from rich.console import Console  # noqa: PLC0415 - as much as all the rest of `grader --version`

    return Console(**options)


def write_json(document: str) -> None:
    """A document for programs, on standard output."""
    write_json_parts([document])


def write_json_parts(parts: Iterable[str]) -> None:
    """A document for programs, part after part. None of its strings lies in two of them."""
    with _telling_closed():
        for part in parts:
            sys.stdout.write(inert_json(part))
        sys.stdout.write("\n")
