"""Every sample submission gets the verdicts that are stated for it, and no others."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.support.repository import ROOT
from tests.support.samples import Sample, failed, from_corpus, samples


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: f"{sample.slug}/{sample.name}")
def test_a_sample_gets_the_verdicts_that_are_stated(sample: Sample, grade: Callable[..., Any]) -> None:
    """A sample submission fails the checks that are stated for it, no others, and none for our fault."""
    expected = sample.expected
    graded = grade(sample.path, sample.slug)

    assert graded["errors"] == 0
    assert expected.outcome == graded["outcome"]
    if expected.outcome != "completed":
        assert graded["points"] == 0
        assert graded["finding"]["message"]
        return
    assert expected.fails <= {check["id"] for check in graded["checks"]}
    assert expected.fails == failed(graded)
    assert (graded["points"] == graded["max_points"]) == (not expected.fails)


@pytest.mark.parametrize("slug", sorted(path.name for path in (ROOT / "exercises").iterdir()))
def test_there_are_samples_of_every_exercise(slug: str) -> None:
    """Every exercise shows three to five submissions, right ones and wrong ones, and no two samples share a name."""
    shown = [sample for sample in samples(slug) if not sample.shows]
    names = [sample.name for sample in samples(slug)]

    assert 3 <= len(shown) <= 5
    assert any(sample.expected.outcome == "completed" and not sample.expected.fails for sample in shown)
    assert any(sample.expected.outcome != "completed" or sample.expected.fails for sample in shown)
    assert len(set(names)) == len(names)


@pytest.mark.parametrize(
    ("stated", "said"),
    [
        ("ada: {fails: [], shows: style}", r"\['bob'\]"),
        ("ada: {fails: [], shows: style}\nbob: {fails: [], shows: style}\neve: {fails: []}", r"\['eve'\]"),
        ("ada: {fails: [], shows: style}\nbob: {fails: []}", "bob.py: shows one of"),
        ("ada: {fails: [], shows: style}\nbob: {shows: style}", "bob.py: either `fails` or `outcome`"),
        ("ada: {fails: [], shows: style}\nbob: {fails: [], show: style}", "bob.py: .*'show'"),
    ],
)
def test_the_corpus_says_of_every_sample_what_must_come_of_it(stated: str, said: str, tmp_path: Path) -> None:
    """A sample of the corpus without an entry, an entry without one, and an entry that lacks something are errors."""
    for name in ("ada", "bob"):
        (tmp_path / f"{name}.py").write_text("", "utf-8")
    (tmp_path / "expected.yaml").write_text(stated, "utf-8")

    with pytest.raises(AssertionError, match=said):
        list(from_corpus(tmp_path))
