"""What is printed, for people and for whoever runs the grader: no line of it is a command to a CI system.

A submission's name, its SQL or its error can say ``::error::x`` or ``##vso[...]``, and CI systems obey such lines of
a job's output, whoever wrote them:

- GitHub, after white space at a line's beginning: ``::name::`` (ActionCommand.TryParseV2 of actions/runner);
- GitHub and Azure, anywhere in a line: ``##[name]`` and ``##vso[name]`` (TryParse there looks for it with IndexOf);
- TeamCity, as Azure: ``##teamcity[name]``.

So this is looked for in what is printed in the end, when long lines are broken already. A backslash parts the two
characters: ``:\\:error::x``, ``#\\#vso[...]``. In Markdown it is not to be seen.
"""

from __future__ import annotations

import re
import sys
from typing import IO, Any, cast

from rich.console import Console

_BREAKS = r"\n\r\v\f\x1c-\x1e\x85\u2028\u2029"
_COLOUR = r"\x1b\[[0-?]*[ -/]*[@-~]"
_AT_THE_BEGINNING = re.compile(rf"(?:^|(?<=[{_BREAKS}]))((?:[^\S{_BREAKS}]|{_COLOUR})*):(?=:)")
_ANYWHERE = re.compile(r"#(?=#\w*\[)")


def inert(text: str) -> str:
    """Lines of which none is a command."""
    return _ANYWHERE.sub(r"#\\", _AT_THE_BEGINNING.sub(r"\1:\\", text))


def inert_json(document: str) -> str:
    """The same document, of whose strings none holds a command. No line of it begins with ``::``, which is in quotes."""
    return _ANYWHERE.sub(r"\\u0023", document)


class _Inert:
    """A standard stream as it is at the moment of writing, which tests and progress bars replace."""

    def __init__(self, name: str) -> None:
        self._name = name

    def write(self, text: str) -> int:
        getattr(sys, self._name).write(inert(text))
        return len(text)

    def __getattr__(self, attribute: str) -> Any:
        return getattr(getattr(sys, self._name), attribute)


__all__ = ["ERRORS", "OUTPUT", "Console", "console", "error_console", "inert", "inert_json", "write_json"]

OUTPUT = cast(IO[str], _Inert("stdout"))
ERRORS = cast(IO[str], _Inert("stderr"))


def console() -> Console:
    """For people, on standard output."""
    return Console(file=OUTPUT, highlight=False)


def error_console() -> Console:
    return Console(file=ERRORS, highlight=False)


def write_json(document: str) -> None:
    sys.stdout.write(inert_json(document) + "\n")
