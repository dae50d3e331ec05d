"""``--format json``: one document on standard output."""

from __future__ import annotations

import sys

from grader.reports.document import Grades


def write(document: Grades) -> None:
    sys.stdout.write(document.model_dump_json(by_alias=True, indent=2) + "\n")
