"""What each platform gives, as example trees in ``tests/data/downloads``: which student each file is of."""

from __future__ import annotations

import io
import tarfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from grader.course.downloads.grouping import Attempts
from grader.course.downloads.named import read_pattern
from grader.course.downloads.registry import PLATFORMS
from grader.course.intake import Download, Intake
from grader.course.sources.folders import FolderSource
from grader.course.staging import Staging
from grader.errors import OperatorError
from tests.support.repository import ROOT

TREES: dict[str, dict[str, Any]] = {
    f"{path.stem}: {tree['what']}": {**tree, "platform": path.stem}
    for path in sorted((ROOT / "tests/data/downloads").glob("*.yaml"))
    for tree in yaml.safe_load(path.read_text(encoding="utf-8"))
}
OF_PLATFORMS = [name for name, tree in TREES.items() if tree["platform"] != "none"]
OF_NONE = [name for name, tree in TREES.items() if tree["platform"] == "none"]


def texts(tree: Mapping[str, Any]) -> dict[str, str]:
    """By path; what nothing is said of holds its own path, so that it is known again."""
    return {path: path for path in tree["entries"]} | tree.get("texts", {})


def as_folder(tree: Mapping[str, Any], root: Path) -> Path:
    folder = root / tree["name"]
    folder.mkdir()
    for path, text in texts(tree).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, encoding="utf-8")
    return folder


def as_zip(tree: Mapping[str, Any], root: Path) -> Path:
    path = root / f"{tree['name']}.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in texts(tree).items():
            archive.writestr(name, text)
    return path


def as_tar(tree: Mapping[str, Any], root: Path) -> Path:
    path = root / f"{tree['name']}.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        for name, text in texts(tree).items():
            info = tarfile.TarInfo(f"./{name}")
            info.size = len(text.encode())
            archive.addfile(info, io.BytesIO(text.encode()))
    return path


GIVEN = {"folder": as_folder, "zip": as_zip, "tar": as_tar}


def students(download: Download) -> dict[str, dict[str, str]]:
    """What came out: files by student, each with what it holds."""
    return {candidate.called: dict(files(candidate.path)) for candidate in download.candidates}


def files(path: Path) -> Iterator[tuple[str, str]]:
    if path.is_file():
        yield path.name, path.read_text(encoding="utf-8")
        return
    for name, member in FolderSource(path).members.items():
        if not member.is_folder:
            yield name, (path / name).read_text(encoding="utf-8")


def wanted(tree: Mapping[str, Any], key: str) -> dict[str, dict[str, str]]:
    held = texts(tree)
    return {student: {inner: held[path] for inner, path in of.items()} for student, of in tree[key].items()}


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("name", OF_PLATFORMS)
def test_each_file_is_of_its_student(name: str, given: str, tmp_path: Path) -> None:
    """From a folder and from an archive alike, each student has their own files and nobody else's, under their names."""
    tree = TREES[name]
    path = GIVEN[given](tree, tmp_path)
    with Staging() as staging:
        download = Intake(staging).receive(path)
        assert download is not None
        assert wanted(tree, "wanted") == students(download)
    assert tree["platform"] == download.platform.title.lower().replace(" ", "_").replace("_50", "50")
    assert [path / stray for stray in tree.get("strays", [])] == list(download.strays)


@pytest.mark.parametrize("name", [name for name in OF_PLATFORMS if "all" in TREES[name]])
def test_each_attempt_where_all_are_asked_for(name: str, tmp_path: Path) -> None:
    """All attempts of a student are submissions where that is asked for; else the last is, and says so."""
    tree = TREES[name]
    path = as_zip(tree, tmp_path)
    with Staging() as staging:
        download = Intake(staging, attempts=Attempts.ALL).receive(path)
        last = Intake(staging).receive(path)
        assert download is not None
        assert last is not None
        assert wanted(tree, "all") == students(download)
    assert (0, len(tree["all"]) - len(tree["wanted"])) == (download.earlier, last.earlier)
    assert ["The last of 2 attempts is graded."] == [note for each in last.candidates for note in each.notes]
    assert len(tree["all"]) == len({candidate.given for candidate in download.candidates})


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize("name", OF_NONE)
def test_what_no_platform_names(name: str, given: str, tmp_path: Path) -> None:
    """A folder or an archive whose names only look a little like a platform's is none of it."""
    path = GIVEN[given](TREES[name], tmp_path)
    with Staging() as staging:
        assert Intake(staging).receive(path) is None


def test_every_platform_has_trees() -> None:
    """A platform in the registry has example trees of its name."""
    assert len(PLATFORMS) == len({tree["platform"] for tree in TREES.values()} - {"none"})


OWN = {
    "what": "an own system's",
    "name": "handed_in",
    "entries": [
        "ada_l-hw4-1.py",
        "ada_l-hw4-2.py",
        "group/bob-hw4/models.py",
        "group/bob-hw4/app/queries.py",
        "readme.md",
    ],
}


@pytest.mark.parametrize("given", GIVEN)
@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        (
            r"(?:group/)?(?P<student>[a-z_]+)-hw4",
            {
                "ada_l": {"ada_l-hw4-1.py": "ada_l-hw4-1.py", "ada_l-hw4-2.py": "ada_l-hw4-2.py"},
                "bob": {
                    "models.py": "group/bob-hw4/models.py",
                    "app/queries.py": "group/bob-hw4/app/queries.py",
                },
            },
        ),
        (
            r"(?P<student>[a-z_]+)-(?P<file>hw4)-(?P<attempt>\d+)",
            {"ada_l": {"hw4": "ada_l-hw4-2.py"}},
        ),
    ],
)
def test_names_of_ones_own(
    pattern: str, expected: dict[str, dict[str, str]], given: str, tmp_path: Path
) -> None:
    """A pattern of the instructor's own says whose each file is; what it does not fit is nobody's."""
    path = GIVEN[given](OWN, tmp_path)
    with Staging() as staging:
        download = Intake(staging, read_pattern(pattern)).receive(path)
        assert download is not None
        assert expected == students(download)
        assert path / "readme.md" in download.strays


@pytest.mark.parametrize(
    ("pattern", "said"),
    [
        (r"(?P<student>", "--names is not a regular expression"),
        (r"(\w+)_hw4", "--names does not say where a student's name is"),
        (r"(?P<student>\w+)(?P<when>\d+)", "--names has a group `when`"),
    ],
)
def test_a_pattern_that_cannot_be_used(pattern: str, said: str) -> None:
    """What is wrong with a pattern is told before anything is looked at."""
    with pytest.raises(OperatorError, match=said):
        read_pattern(pattern)


def test_a_pattern_that_fits_nothing(tmp_path: Path) -> None:
    """A pattern that fits no file ends the command: else it would be graded as if there were none."""
    path = as_folder(OWN, tmp_path)
    with Staging() as staging, pytest.raises(OperatorError, match="--names fits no file"):
        Intake(staging, read_pattern("(?P<student>x+)y")).receive(path)
