"""``grader report``: what ``grader grade --report`` wrote, in another format."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.commands import options
from grader.errors import OperatorError
from grader.reports.document import Grades
from grader.reports.folder import Folder
from grader.reports.formats.registry import find_report
from grader.wording import unknown


def report(
    folder: Annotated[Path, typer.Argument(help="What `grader grade --report` wrote.", metavar="FOLDER")],
    format_: options.Format = options.TEXT,
    submission: Annotated[
        str | None, typer.Option(help="Only this submission, by its name or path.", metavar="NAME")
    ] = None,
    verbose: options.Verbose = False,
) -> int:
    """Print finished grades in another format; nothing is graded again."""
    document = Folder.read(folder)
    find_report(format_.value, verbose)(document if submission is None else _only(document, submission))
    return 0


def _only(document: Grades, name: str) -> Grades:
    found = [grade for grade in document.grades if name in (grade.submission, grade.path)]
    if not found:
        raise OperatorError(unknown("submission", name, [grade.submission for grade in document.grades]))
    if len(found) > 1:
        raise OperatorError(
            f"there are {len(found)} submissions called {name}",
            "Name one by its path, as grades.json has it.",
        )
    return document.model_copy(update={"grades": found})
