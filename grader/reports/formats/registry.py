"""The report formats, written out. ``--format`` offers these."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from grader.reports.document import Grades
from grader.reports.formats import json_document, markdown, text


class Report(Protocol):
    """Prints a document. ``is_whole``: also what a person rarely wants to read; a format for programs has all of it."""

    def __call__(self, document: Grades, is_whole: bool = False) -> None: ...


REPORTS: Mapping[str, Report] = {
    "text": text.write,
    "json": json_document.write,
    "markdown": markdown.write,
}
"""By the word after ``--format``: prints a document.

The document holds what its audience may see, and no more: a format filters nothing, and may leave out what it has no
place for. Somewhere, on standard error if there is no better place, it says how far submissions were kept apart
(``Grades.kept_apart``). A submission's text is neither markup nor a command in it: text goes to ``terminal.OUTPUT``,
which lets no line be a command to a CI system, and JSON through ``terminal.write_json_parts``. It goes through
the grades from the first to the last, and keeps none of them: they may lie on the disk.
"""
