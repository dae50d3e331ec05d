"""The report formats, written out. ``--format`` offers these."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.reports.document import Grades
from grader.reports.formats import (
    classroom50,
    codegrade,
    github_classroom,
    gitlab,
    gradescope,
    json_document,
    junit,
    markdown,
    prairielearn,
    sarif,
    text,
)

Report = Callable[[Grades], None]

REPORTS: Mapping[str, Report] = {
    "text": text.write,
    "json": json_document.write,
    "markdown": markdown.write,
    "junit": junit.write,
    "sarif": sarif.write,
    "gitlab": gitlab.write,
    "gradescope": gradescope.write,
    "prairielearn": prairielearn.write,
    "codegrade": codegrade.write,
    "classroom50": classroom50.write,
    "github-classroom": github_classroom.write,
}
"""By the word after ``--format``: prints a document.

The document holds what its audience may see, and no more: a format filters nothing, and may leave out what it has no
place for. Somewhere, on standard error if there is no better place, it says how far submissions were kept apart
(``Grades.kept_apart``). A submission's text is neither markup nor a command in it: text goes to ``terminal.OUTPUT``,
which lets no line be a command to a CI system, and JSON through ``terminal.write_json_parts``. It goes through
the grades from the first to the last, and keeps none of them: they may lie on the disk.
"""

OF_ONE = frozenset({"gradescope", "prairielearn", "codegrade", "classroom50", "github-classroom"})
"""What platforms read of one submission: for another number of them these raise ``OperatorError``."""

_WHOLE: Mapping[str, Report] = {"text": text.write_whole}


def find_report(name: str, is_whole: bool) -> Report:
    """``is_whole``: also with what a person rarely wants to read; what is for programs has all of it anyway."""
    return _WHOLE.get(name, REPORTS[name]) if is_whole else REPORTS[name]
