"""``--format json``: one document on standard output."""

from __future__ import annotations

import sys

from grader.model import Batch
from grader.reports.document import document


def write(batch: Batch) -> None:
    sys.stdout.write(document(batch).model_dump_json(by_alias=True, indent=2) + "\n")
