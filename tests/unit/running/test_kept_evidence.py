"""Evidence lies on the disk for another command, and nothing that is wrong there is believed."""

from __future__ import annotations

import pickle
from pathlib import Path

import pytest

from grader.model import Outcome
from grader.running import kept_evidence
from grader.running.kept_evidence import KeptEvidence
from tests.support.evidence import ended

RUNS = (ended(), ended(size=8))


def test_what_was_kept_is_found(tmp_path: Path) -> None:
    """Another command finds the runs of the same key, and none of another."""
    KeptEvidence(tmp_path / "kept").add("blog/3/finds", RUNS)
    found = KeptEvidence(tmp_path / "kept")
    assert found.find("blog/3/finds") == RUNS
    assert found.find("blog/4/finds") is None


def test_what_was_ended_is_not_kept(tmp_path: Path) -> None:
    """A run that a busy machine may have ended is run again."""
    kept = KeptEvidence(tmp_path)
    kept.add("key", (ended(), ended(outcome=Outcome.TIMED_OUT)))
    assert kept.find("key") is None


@pytest.mark.parametrize("content", [b"", b"torn", pickle.dumps(RUNS)[:-9]])
def test_a_torn_file_is_not_used(content: bytes, tmp_path: Path) -> None:
    """A file that was not written to its end costs a run, and is replaced."""
    kept = KeptEvidence(tmp_path)
    kept.add("key", RUNS)
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    assert kept.find("key") is None
    kept.add("key", RUNS)
    assert kept.find("key") == RUNS


def test_a_folder_that_others_may_write_is_not_used(tmp_path: Path) -> None:
    """Files are read as Python's own, so whoever may write them could run code: nothing is read there."""
    KeptEvidence(tmp_path).add("key", RUNS)
    tmp_path.chmod(0o777)
    assert KeptEvidence(tmp_path).find("key") is None


def test_without_a_folder_nothing_is_kept(tmp_path: Path) -> None:
    """Where no folder can be made, or there is no home, grading goes on without."""
    (tmp_path / "file").write_text("")
    for folder in (None, tmp_path / "file" / "below"):
        kept = KeptEvidence(folder)
        kept.add("key", RUNS)
        kept.shorten()
        assert kept.find("key") is None


def test_the_oldest_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The folder does not grow without end."""
    monkeypatch.setattr(kept_evidence, "_MOST_FILES", 3)
    kept = KeptEvidence(tmp_path)
    for number in range(5):
        kept.add(str(number), RUNS)
    kept.shorten()
    assert [kept.find(str(number)) is not None for number in range(5)] == [False, False, True, True, True]
