"""``--format json``: one document on standard output."""

from __future__ import annotations

from grader.reports.document import Grades
from grader.terminal import write_json


def write(document: Grades) -> None:
    write_json(document.model_dump_json(by_alias=True, indent=2))
