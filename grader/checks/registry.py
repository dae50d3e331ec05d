"""The kinds of checks, written out."""

from __future__ import annotations

from collections.abc import Mapping

from grader.checks import columns, relationship, scenario
from grader.checks.contract import Kind

CHECKS: Mapping[str, Kind] = {
    "columns": columns,
    "relationship": relationship,
    "scenario": scenario,
}
