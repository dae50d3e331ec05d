"""Sample submissions, and what must come of each.

Those in ``submissions/<slug>/`` say it in their header, for whoever opens them: ``# fails: some-check, another`` (or
``nothing``), or ``# outcome: import_failed``. Those in ``tests/corpus/<slug>/`` stand as strangers handed them in, and
``expected.yaml`` says it by their names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.support.repository import ROOT

SUBMISSIONS = ROOT / "submissions"
CORPUS = ROOT / "tests" / "corpus"
SHOWS = frozenset({"framework", "habit", "layout", "mistake", "session", "sqlite", "style"})
"""What a sample of the corpus may be there to show."""

_EXPECTED = "expected.yaml"
_HEADER = re.compile(r"^# (fails|outcome): (.+)$", re.MULTILINE)
_WITH_RELEASE = re.compile(r"^# fails with SQLAlchemy (\S+): (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Expected:
    """How a sample ends, and the checks that it fails when it can be graded."""

    outcome: str
    fails: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sample:
    """``releases``: what is expected with a release of SQLAlchemy, such as ``2.0``, where that makes a difference."""

    path: Path
    slug: str
    expected: Expected
    releases: Mapping[str, Expected] = field(default_factory=dict)
    shows: str = ""

    @property
    def name(self) -> str:
        return _name(self.path)

    def with_release(self, release: str) -> Expected:
        return self.releases.get(release, self.expected)


def samples(slug: str = "*") -> list[Sample]:
    """All samples of an exercise, or of all of them: those that are shown, then the corpus."""
    return [
        *(_from_header(path) for path in _paths(SUBMISSIONS, slug)),
        *(sample for folder in sorted(CORPUS.glob(slug)) for sample in from_corpus(folder)),
    ]


def from_corpus(folder: Path) -> Iterator[Sample]:
    """The samples of one folder of the corpus. An entry without a sample, or one without an entry, is an error."""
    stated = yaml.safe_load((folder / _EXPECTED).read_text("utf-8"))
    paths = {_name(path): path for path in _paths(folder.parent, folder.name)}
    assert stated.keys() == paths.keys(), f"{folder.name}: {sorted(stated.keys() ^ paths.keys())}"
    for name, path in paths.items():
        yield _from_entry(path, stated[name])


def failed(grade: Mapping[str, Any]) -> set[str]:
    """The checks that a grade of the JSON document says are failed."""
    return {check["id"] for check in grade["checks"] if check["verdict"] == "failed"}


def _paths(root: Path, slug: str) -> list[Path]:
    return sorted(
        path
        for path in root.glob(f"{slug}/*")
        if path.suffix == ".py" or (path.is_dir() and any(path.rglob("*.py")))
    )


def _name(path: Path) -> str:
    return path.stem if path.is_file() else path.name


def _from_entry(path: Path, entry: Mapping[str, Any]) -> Sample:
    assert entry.keys() <= {"fails", "outcome", "with-sqlalchemy", "shows"}, f"{path.name}: {sorted(entry)}"
    assert entry.get("shows") in SHOWS, f"{path.name}: shows one of {sorted(SHOWS)}"
    releases = {
        release: _expected(path, other) for release, other in entry.get("with-sqlalchemy", {}).items()
    }
    return Sample(path, path.parent.name, _expected(path, entry), releases, entry["shows"])


def _expected(path: Path, entry: Mapping[str, Any]) -> Expected:
    assert ("fails" in entry) != ("outcome" in entry), f"{path.name}: either `fails` or `outcome`"
    if "outcome" in entry:
        return Expected(entry["outcome"])
    return Expected("completed", frozenset(entry["fails"]))


def _from_header(path: Path) -> Sample:
    modules = [path] if path.is_file() else sorted(path.rglob("*.py"))
    texts = [module.read_text("utf-8") for module in modules]
    found = {match.groups() for text in texts for match in _HEADER.finditer(text)}
    assert len(found) == 1, f"{path.name}: one header `# fails: ...` or `# outcome: ...`, not {len(found)}"
    ((key, value),) = found
    expected = Expected(value.strip()) if key == "outcome" else Expected("completed", _listed(value))
    releases = {
        release: Expected("completed", _listed(other))
        for text in texts
        for release, other in _WITH_RELEASE.findall(text)
    }
    return Sample(path, path.parent.name, expected, releases)


def _listed(value: str) -> frozenset[str]:
    return frozenset() if value.strip() == "nothing" else frozenset(re.split(r",\s*", value.strip()))
