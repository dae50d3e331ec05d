"""The report formats, written out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.reports.document import Grades
from grader.reports.formats import json_document, markdown, text

REPORTS: Mapping[str, Callable[[Grades], None]] = {
    "text": text.write,
    "json": json_document.write,
    "markdown": markdown.write,
}
