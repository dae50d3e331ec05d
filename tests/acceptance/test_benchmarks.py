"""What the grader's speed is measured against does what it is said to do."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import speed
from grader.postgres.tenant import Tenant
from grader.running.tools import Tools
from tests.support.repository import ROOT

SOLUTIONS = ROOT / "solutions/blog"
REFERENCES = sorted((SOLUTIONS / "reference").iterdir())
REJECTED = sorted((SOLUTIONS / "rejected").iterdir())


@pytest.fixture
def tenant(tools: Tools) -> Iterator[Tenant]:
    with tools.servers.lease() as server, server.tenant() as tenant:
        yield tenant


@pytest.mark.parametrize("solution", REFERENCES, ids=lambda path: path.stem)
def test_the_plain_suite_passes_what_is_right(solution: Path, tenant: Tenant) -> None:
    """The plain test suite passes both references, so that all of its tests are run to their end."""
    with speed.fresh(tenant) as database:
        assert speed.failed_tests(solution, speed.url(database)) == ()


@pytest.mark.parametrize("check", REJECTED, ids=lambda path: path.name)
def test_the_plain_suite_has_every_check(check: Path, tenant: Tenant) -> None:
    """A solution that a check rejects fails the plain test of that check's name."""
    solution = min(check.iterdir())
    with speed.fresh(tenant) as database:
        assert f"test_{check.name.replace('-', '_')}" in speed.failed_tests(solution, speed.url(database))


def test_the_measurement_tells_of_all_three() -> None:
    """The table has the grader, the plain suite and the bare acts, each with its cost."""
    command = [sys.executable, "-m", "benchmarks.speed", "--copies", "2", "--rounds", "1", "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    names = [line["name"] for line in json.loads(done.stdout)["lines"]]
    assert {"floor, each submission", "pytest, each submission", "grader, each submission"} <= set(names)
