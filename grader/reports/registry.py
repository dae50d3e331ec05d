"""The report formats, written out."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from grader.model import Batch
from grader.reports import as_json, as_text

REPORTS: Mapping[str, Callable[[Batch], None]] = {
    "text": as_text.write,
    "json": as_json.write,
}
