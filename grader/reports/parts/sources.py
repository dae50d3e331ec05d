"""Lines of a submission around the one at fault, read on the trusted side and highlighted.

Where the line is, a worker said: only files inside the submission are ever opened.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from markupsafe import Markup
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from grader.reports.document import FindingPart, GradePart

_AROUND = 3
_MOST_BYTES = 1_000_000
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
    lines = _lines(grade.files, finding.where.file)
    at = finding.where.line
    if not 1 <= at <= len(lines):
        return []
    first, last = max(1, at - _AROUND), min(len(lines), at + _AROUND)
    text = "\n".join(line[:_MOST_COLUMNS] for line in lines[first - 1 : last])
    shown = highlight(text, PythonLexer(stripnl=False, ensurenl=False), _FORMATTER).split("\n")
    return [SourceLine(first + i, Markup(html), first + i == at) for i, html in enumerate(shown)]  # noqa: S704 - Pygments escapes


def _lines(submission: Path, file: str) -> list[str]:
    """The lines of ``file``, which is named from the submission's parent folder; a notebook's cells lie beside its module.
    No link is followed: where one has taken the submission's place since it was graded, it leads to somebody else's
    lines."""
    root = submission.parent.resolve() / submission.name
    paths = ((above / file).resolve() for above in (root.parent, root))
    inside = (path for path in paths if path == root or root in path.parents)
    try:
        path = next((path for path in inside if path.is_file()), None)
        if path is None or path.stat().st_size > _MOST_BYTES:
            return []
        return path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return []
