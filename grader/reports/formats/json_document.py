"""``--format json``: one document on standard output."""

from __future__ import annotations

from grader.reports.document import Grades, json_parts
from grader.terminal import write_json_parts


def write(document: Grades, is_whole: bool = True) -> None:  # noqa: ARG001 - it always is
    write_json_parts(json_parts(document))
