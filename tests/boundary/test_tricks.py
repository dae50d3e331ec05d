"""Tricks on exercises of the repository: what a submission says of itself earns nothing without a fact behind it.

Each module in ``tricks/<slug>/`` is added to a sample (``# on:``), and graded by the checks that it is about.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.repository import ROOT

HERE = Path(__file__).parent
TRICKS = sorted((HERE / "tricks").glob("*/*.py"))
KEYS = {"tries", "on", "only", "points", "fails", "finding"}
_HEADER = re.compile(r"^# (\w+): (.*)$", re.MULTILINE)


def listed(text: str) -> list[str]:
    return [part for part in re.split(r",\s*", text) if part]


@pytest.mark.parametrize("trick", TRICKS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_trick_earns_what_its_header_says(trick: Path, grade: Callable[..., Any], tmp_path: Path) -> None:
    """A trick fails the checks that its header names, earns the points named, and makes nothing an `error`."""
    text = trick.read_text(encoding="utf-8")
    header = dict(_HEADER.findall(text))
    assert header.keys() <= KEYS
    slug = trick.parent.name
    base = (
        ""
        if header["on"] == "nothing"
        else (ROOT / f"submissions/{slug}/{header['on']}.py").read_text("utf-8")
    )
    path = tmp_path / f"{trick.stem}.py"
    path.write_text(f"{base}\n\n{text}", encoding="utf-8")

    graded = grade(path, slug, only=listed(header["only"]))

    assert 0 == graded["errors"], graded["notes"]
    failed = {check["id"] for check in graded["checks"] if check["verdict"] == "failed"}
    if header["points"].startswith("at most "):
        assert graded["points"] <= float(header["points"].removeprefix("at most "))
        return
    assert set(listed(header.get("fails", ""))) == failed
    assert float(header["points"]) == graded["points"]
    assert header.get("finding", "") in str([check["findings"] for check in graded["checks"]])
