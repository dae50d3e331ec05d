"""Lines of a submission around the one at fault, highlighted."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from grader.reports.document import FindingPart, GradePart
from grader.reports.parts.files import read_lines

_AROUND = 3
_MOST_COLUMNS = 200
_FORMATTER = HtmlFormatter(nowrap=True)


@dataclass(frozen=True)
class SourceLine:
    number: int
    html: Markup
    at: bool


def excerpt(finding: FindingPart, grade: GradePart) -> list[SourceLine]:
    """The lines around a finding's line; empty when it names none that is there."""
    if finding.where is None:
        return []
    lines = read_lines(grade, finding.where.file)
    at = finding.where.line
    if not 1 <= at <= len(lines):
        return []
    first, last = max(1, at - _AROUND), min(len(lines), at + _AROUND)
    text = "\n".join(line[:_MOST_COLUMNS] for line in lines[first - 1 : last])
    shown = highlight(text, PythonLexer(stripnl=False, ensurenl=False), _FORMATTER).split("\n")
    return [SourceLine(first + i, Markup(html), first + i == at) for i, html in enumerate(shown)]  # noqa: S704 - Pygments escapes
