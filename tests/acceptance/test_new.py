"""``grader new``: what an author begins with is proven, well formed, and never in the way of what is there."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import small_course
from tests.support.shell import Ended, run
from tests.support.small_course import put

PASSED, SOME_FAILED, WRONG_USAGE = 0, 1, 2


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ended]:
    """A new exercise in an empty folder, and what the command said."""
    place = tmp_path_factory.mktemp("new")
    root = place / "course"
    root.mkdir()
    return root, run("new", "tides", cwd=root, temporary=place)


def files(root: Path) -> set[str]:
    return {path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_file()}


def test_it_validates(begun: tuple[Path, Ended], tmp_path: Path) -> None:
    """As it was written it is proven: the reference earns all points, every mistake is caught, the starter earns
    little."""
    root, _ = begun

    ended = run("validate", "tides", "--seeds", 1, cwd=root, temporary=tmp_path)

    assert PASSED == ended.code, ended.out + ended.err
    assert "tides: 6 checks" in ended.out
    assert "proven" in ended.out


def test_it_has_all_that_an_exercise_has(begun: tuple[Path, Ended]) -> None:
    """Every kind of file that an exercise may have is there to be changed, and is named."""
    root, ended = begun

    assert PASSED == ended.code, ended.err
    assert {
        "exercises/tides/exercise.yaml",
        "exercises/tides/instructions.md",
        "exercises/tides/starter.py",
        "solutions/tides/hidden.yaml",
        "solutions/tides/reference/modern.py",
        "submissions/tides/sample.py",
    } <= files(root)
    assert not [path for path in files(root) if path not in ended.out]


def test_it_shows_every_kind_of_check(begun: tuple[Path, Ended]) -> None:
    """It is an example of what is worth knowing: catalog, relationship, rows, reference, growth."""
    root, _ = begun
    said = "".join((root / path).read_text("utf-8") for path in files(root) if path.endswith(".yaml"))

    for key in (
        "columns:",
        "relationship:",
        "added:",
        "drafts:",
        "expect: reference",
        "growth: constant",
        "hint:",
    ):
        assert key in said


def test_its_modules_are_formatted(begun: tuple[Path, Ended]) -> None:
    """A formatter that was told nothing has nothing to do in what is to be an example."""
    root, _ = begun

    done = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "--isolated", "--diff", root],
        capture_output=True,
        text=True,
        check=False,
    )

    assert 0 == done.returncode, done.stdout


def test_its_sample_is_graded(begun: tuple[Path, Ended], tmp_path: Path) -> None:
    """The sample submission shows an author a report with something in it."""
    root, _ = begun

    ended = run("grade", "submissions/tides", "--format", "json", cwd=root, temporary=tmp_path)

    verdicts = {check["id"]: check["verdict"] for check in ended.grades["sample"]["checks"]}
    assert SOME_FAILED == ended.code, ended.err
    assert {"add-ship", "list-ports-statements"} == {name for name in verdicts if verdicts[name] == "failed"}


def test_it_can_be_handed_out(begun: tuple[Path, Ended], tmp_path: Path) -> None:
    """It is whole enough for students, and keeps its secrets."""
    root, _ = begun

    ended = run("handout", "tides", "--output", tmp_path / "handed", cwd=root, temporary=tmp_path)

    assert PASSED == ended.code, ended.err
    assert 4 == len(files(tmp_path / "handed"))


def test_it_joins_the_course_around(tmp_path: Path) -> None:
    """From anywhere in a course, it lands where the course has its exercises."""
    course = small_course.write(tmp_path / "course")

    ended = run("new", "tide-tables", cwd=course / "exercises/notes", temporary=tmp_path)

    assert PASSED == ended.code, ended.err
    assert f"{course}:" in ended.out
    assert (course / "exercises/tide-tables/exercise.yaml").is_file()
    assert 'title: "Tide tables"' in (course / "exercises/tide-tables/exercise.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("slug", "next_step"),
    [
        ("Tide Tables", "Call it `tide-tables`."),
        ("tide_tables", "Call it `tide-tables`."),
        ("../tides", "Call it `tides`."),
        ("tides/", "Call it `tides`."),
        ("-", "It becomes the name of the exercise's folders."),
        ("", "It becomes the name of the exercise's folders."),
    ],
)
def test_a_bad_slug(slug: str, next_step: str, tmp_path: Path) -> None:
    """What cannot be a slug is refused before anything is written, with one that can be."""
    root = tmp_path / "course"
    root.mkdir()

    ended = run("new", "--", slug, cwd=root, temporary=tmp_path)

    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert f"`{slug}` is not a slug: small letters, digits and hyphens" in ended.err
    assert next_step in ended.err
    assert not files(tmp_path / "course")


@pytest.mark.parametrize("folder", ["exercises", "solutions", "submissions"])
def test_nothing_is_overwritten(folder: str, tmp_path: Path) -> None:
    """Where any folder of that name is there, nothing is written into any."""
    course = small_course.write(tmp_path / "course")
    put(course / folder / "tides/mine.py", "mine")
    before = files(course)

    ended = run("new", "tides", cwd=course, temporary=tmp_path)

    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert re.search(rf"{folder}/tides is there already\n.*Choose another slug", ended.err)
    assert before == files(course)
