"""What is asked, and what evidence says about it: one kind of check a file. Pure: no I/O, no clock, no chance.

Each kind has two functions: ``plans`` says which runs it needs, ``findings`` yields what is wrong in what
came of them. Silence means passed.
"""

from __future__ import annotations

from collections.abc import Mapping

from grader.checks import columns, relationship, scenario
from grader.checks.contract import Kind

CHECKS: Mapping[str, Kind] = {
    "columns": columns,
    "relationship": relationship,
    "scenario": scenario,
}
