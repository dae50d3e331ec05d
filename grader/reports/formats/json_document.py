"""``--format json``: one document on standard output."""

from __future__ import annotations

from grader.reports.document import Grades, json_parts
from grader.terminal import write_json_parts


def write(document: Grades) -> None:
    write_json_parts(json_parts(document))
