"""Text on a page: cut to size, names set as code, and lines that only one of two sides has marked."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from markupsafe import Markup, escape

from grader.reports.document import FindingPart
from grader.terminal import readable

MOST_CHARACTERS = 4000
_QUOTED = re.compile(r"`([^`\n]{1,200})`")


@dataclass(frozen=True)
class ValueLine:
    """``kind``: ``differs`` where the other side has no such line, or empty."""

    text: str
    kind: str


def expected_lines(finding: FindingPart) -> list[ValueLine]:
    return _marked(finding.expected, finding.actual)


def actual_lines(finding: FindingPart) -> list[ValueLine]:
    return _marked(finding.actual, finding.expected)


def cut(text: str) -> str:
    """Text that fits into a report, with a note when something was left out."""
    return (
        text
        if len(text) <= MOST_CHARACTERS
        else f"{text[:MOST_CHARACTERS]}... ({len(text)} characters in all)"
    )


def clean(text: str) -> str:
    """Text without anything that a terminal or a page would obey, or that is not to be seen: that is spelt out."""
    return readable(text, keep="\n\t")


def prose(text: str) -> Markup:
    """A sentence, with what stands in back quotes set as code."""
    return Markup(_QUOTED.sub(r"<code>\1</code>", str(escape(cut(text)))))  # noqa: S704 - escaped before


def _marked(text: str | None, other: str | None) -> list[ValueLine]:
    """The lines of one side. Where the two have nothing in common, a mark on everything would say nothing."""
    lines, others = cut(text or "").split("\n"), Counter(cut(other or "").split("\n"))
    common = [line in others for line in lines]
    if not any(common):
        return [ValueLine(line, "") for line in lines]
    marked = []
    for line in lines:
        marked.append(ValueLine(line, "" if others[line] else "differs"))
        others[line] -= others[line] > 0
    return marked
