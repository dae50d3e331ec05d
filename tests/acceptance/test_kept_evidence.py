"""A second command with the same exercise and seed does not run the reference again, and grades the same."""

from __future__ import annotations

from pathlib import Path

from tests.support import small_course
from tests.support.shell import Ended, run
from tests.support.small_course import COUNT, FIND_NOTHING, GOOD, HIDDEN, MODELS, put


def write(folder: Path) -> Path:
    """A course whose hidden check compares with the reference."""
    course = small_course.write(folder)
    compared = HIDDEN.replace("      statements: 2\n", "      statements: 2\n      reference: true\n")
    assert compared != HIDDEN
    put(course / "solutions/notes/hidden.yaml", compared)
    return course


def graded(course: Path, tmp_path: Path, seed: int = 3) -> Ended:
    command = (
        "--log-level",
        "debug",
        "grade",
        "ada.py",
        "--exercise",
        "notes",
        "--seed",
        seed,
        "--format",
        "json",
    )
    return run(*command, cwd=course, temporary=tmp_path, env={"XDG_CACHE_HOME": str(tmp_path / "cache")})


def runs_the_reference(ended: Ended) -> bool:
    return "solutions/notes/reference/good.py" in ended.err


def test_a_reference_is_run_once(tmp_path: Path) -> None:
    """What the reference did is known to the next command; another seed, and another reference, are run."""
    course = write(tmp_path / "course")
    put(course / "ada.py", GOOD)
    first, again, with_another_seed = (graded(course, tmp_path, seed) for seed in (3, 3, 4))
    put(course / "solutions/notes/reference/good.py", f"{GOOD}\n# changed\n")
    changed = graded(course, tmp_path)

    assert [True, False, True, True] == [
        runs_the_reference(ended) for ended in (first, again, with_another_seed, changed)
    ]
    assert {6} == {ended.grades["ada"]["points"] for ended in (first, again, with_another_seed, changed)}


def test_what_is_kept_tells_right_from_wrong(tmp_path: Path) -> None:
    """A submission that is graded by what was kept loses what it would lose otherwise."""
    course = write(tmp_path / "course")
    put(course / "ada.py", GOOD)
    graded(course, tmp_path)
    put(course / "ada.py", f"{MODELS}{FIND_NOTHING}{COUNT}")
    assert graded(course, tmp_path).grades["ada"]["points"] < 6
