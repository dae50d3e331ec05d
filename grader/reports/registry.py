"""The report formats, written out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.reports import as_json, as_markdown, as_text
from grader.reports.document import Grades

REPORTS: Mapping[str, Callable[[Grades], None]] = {
    "text": as_text.write,
    "json": as_json.write,
    "markdown": as_markdown.write,
}
