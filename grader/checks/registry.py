"""The kinds of checks, written out."""

from __future__ import annotations

from collections.abc import Mapping

from grader.checks import columns, default, relationship, scenario
from grader.checks.contract import Kind

CHECKS: Mapping[str, Kind] = {
    "columns": columns,
    "default": default,
    "relationship": relationship,
    "scenario": scenario,
}
