"""``grader handout``: what students get is enough to work with, and nothing of it was meant for nobody."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support import small_course
from tests.support.repository import ROOT
from tests.support.shell import Ended, run
from tests.support.small_course import EXERCISE, GOOD, HIDDEN, STARTER, put

PASSED, WRONG_USAGE = 0, 2
INSTRUCTIONS = "# Notes\n\nWrite `find_notes` and `count_notes`.\n"
SECRET = "s3cret"
SECRETS = {
    "hidden.yaml": HIDDEN.replace("title: count_notes", f"title: {SECRET}-title count_notes")
    .replace("The database", f"{SECRET}-hint. The database")
    .replace("zebra", f"{SECRET}-data")
    .replace("data:", f"data: # {SECRET}-comment", 1),
    "checks.py": f'"""{SECRET}-checks."""\n',
    "equivalent.yaml": f"# {SECRET}-equivalent\n",
    "rejected.yaml": f"# {SECRET}-entries\n",
    "reference/good.py": f'"""{SECRET}-reference."""\n{GOOD}',
    "rejected/counts-few/mistake.py": f'"""{SECRET}-rejected."""\n{GOOD}',
}
"""What nobody may see; each file has a mark of its own."""


@pytest.fixture
def course(tmp_path: Path) -> Path:
    root = small_course.write(tmp_path / "course")
    put(root / "exercises/notes/instructions.md", INSTRUCTIONS)
    put(root / "exercises/notes/pictures/notes.svg", "<svg/>")
    for name, text in SECRETS.items():
        put(root / "solutions/notes" / name, text)
    put(root / "solutions/other/hidden.yaml", f"# {SECRET}-other\n")
    return root


def handed_out(course: Path, target: Path, place: Path) -> Ended:
    return run("handout", "notes", "--output", target, cwd=course, temporary=place)


def contents(handout: Path) -> dict[str, str]:
    """Path → text of every file of a handout, whichever kind it is."""
    if handout.is_dir():
        found = [path for path in handout.rglob("*") if path.is_file()]
        return {path.relative_to(handout).as_posix(): path.read_text("utf-8") for path in found}
    with zipfile.ZipFile(handout) as archive:
        return {
            name.removeprefix(f"{handout.stem}/"): archive.read(name).decode("utf-8")
            for name in archive.namelist()
        }


# ---- what is in it -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["handed", "handed.zip"])
def test_what_is_in_it(name: str, course: Path, tmp_path: Path) -> None:
    """The exercise with all that its author put beside it, as it stands there, and a README; each is named."""
    ended = handed_out(course, tmp_path / name, tmp_path)

    found = contents(tmp_path / name)
    assert PASSED == ended.code, ended.err
    assert {
        "README.md",
        "exercises/notes/exercise.yaml",
        "exercises/notes/instructions.md",
        "exercises/notes/pictures/notes.svg",
        "exercises/notes/starter.py",
    } == set(found)
    assert (EXERCISE, STARTER) == (
        found["exercises/notes/exercise.yaml"],
        found["exercises/notes/starter.py"],
    )
    assert not [path for path in found if path not in ended.out]


def test_what_editors_leave_is_left_out(course: Path, tmp_path: Path) -> None:
    """Hidden files, backups and caches are nobody's business, least of all of an older, wiser version."""
    for name in (".exercise.yaml.swp", "starter.py~", "__pycache__/starter.pyc", ".git/config"):
        put(course / "exercises/notes" / name, SECRET)

    handed_out(course, tmp_path / "handed", tmp_path)

    assert SECRET not in str(contents(tmp_path / "handed"))
    assert 5 == len(contents(tmp_path / "handed"))


def test_the_same_exercise_gives_the_same_zip(course: Path, tmp_path: Path) -> None:
    """Two handouts of one exercise are the same, byte for byte: what changed is seen by its checksum."""
    for folder in ("one", "two"):
        handed_out(course, tmp_path / folder / "notes.zip", tmp_path)
        os.utime(course / "exercises/notes/exercise.yaml", (0, 0))

    assert (tmp_path / "one/notes.zip").read_bytes() == (tmp_path / "two/notes.zip").read_bytes()


def test_without_a_place_it_is_a_zip_here(course: Path, tmp_path: Path) -> None:
    """What nobody named goes by the exercise's name, where the command was called."""
    ended = run("handout", "notes", cwd=course, temporary=tmp_path)

    assert PASSED == ended.code, ended.err
    assert "README.md" in contents(course / "notes.zip")


@pytest.mark.parametrize("lesson", ["docs/lesson.md", "docs/lesson.md#notes"])
def test_the_lesson_goes_along(lesson: str, course: Path, tmp_path: Path) -> None:
    """A lesson that is a file lies where reports name it, and the README leads to it and says how to install."""
    put(course / "exercises/notes/exercise.yaml", f"lesson: {lesson}\n{EXERCISE}")
    put(course / "docs/lesson.md", "# Notes\n")

    handed_out(course, tmp_path / "handed", tmp_path)

    found = contents(tmp_path / "handed")
    assert found["docs/lesson.md"] == "# Notes\n"
    assert f"]({lesson})" in found["README.md"]
    assert "pip install 'ormgrader>=" in found["README.md"]


@pytest.mark.parametrize(
    ("lesson", "said"),
    [
        ("docs/none.md", "docs/none.md is missing: `lesson:` names it"),
        ("solutions/notes/rejected.yaml", "leads into solutions/"),
        ("docs/link.md", "leads into solutions/"),
        ("docs/copy.md", "holds the same as"),
    ],
)
def test_a_lesson_that_may_not_go_out(lesson: str, said: str, course: Path, tmp_path: Path) -> None:
    """A lesson that is not there, or is of solutions/ in any way, is refused, and nothing is written."""
    put(course / "exercises/notes/exercise.yaml", f"lesson: {lesson}\n{EXERCISE}")
    put(course / "docs/copy.md", SECRETS["hidden.yaml"])
    (course / "docs/link.md").symlink_to(course / "solutions/notes/hidden.yaml")

    ended = handed_out(course, tmp_path / "handed", tmp_path)

    assert WRONG_USAGE == ended.code
    assert said in ended.err
    assert not (tmp_path / "handed").exists()


def test_visible_checks_in_python(course: Path, tmp_path: Path) -> None:
    """A checks.py that a visible check needs goes out with it, and a student can grade with it."""
    with_python = EXERCISE + "  - {id: in-python, title: in Python, python: check_nothing}\n"
    put(course / "exercises/notes/exercise.yaml", with_python)
    checks = "def check_nothing(run):\n    yield run.finding('Nothing is there.')\n"
    put(course / "exercises/notes/checks.py", checks)
    put(tmp_path / "handed/mine.py", GOOD)

    ended = handed_out(course, tmp_path / "handed.zip", tmp_path)
    shutil.unpack_archive(tmp_path / "handed.zip", tmp_path)
    graded = run("grade", "mine.py", "--exercise", "notes", cwd=tmp_path / "handed", temporary=tmp_path)

    assert PASSED == ended.code, ended.err
    assert checks == contents(tmp_path / "handed.zip")["exercises/notes/checks.py"]
    assert SECRET not in str(contents(tmp_path / "handed.zip"))
    assert "Nothing is there." in graded.out


# ---- what is never in it -----------------------------------------------------------------------


def test_nothing_of_solutions(course: Path, tmp_path: Path) -> None:
    """Neither the handout nor what the command says holds a word of what is kept from students."""
    ended = handed_out(course, tmp_path / "handed", tmp_path)

    assert contents(tmp_path / "handed")
    assert SECRET not in str(contents(tmp_path / "handed"))
    assert SECRET not in ended.out + ended.err
    assert "counts-few" not in str(contents(tmp_path / "handed"))


def link_to_a_file(exercise: Path, solutions: Path) -> None:
    (exercise / "notes.txt").symlink_to(solutions / "hidden.yaml")


def link_elsewhere(exercise: Path, solutions: Path) -> None:
    put(solutions.parents[2] / "home/grades.txt", SECRET)
    (exercise / "notes.txt").symlink_to(solutions.parents[2] / "home/grades.txt")


def link_to_a_folder(exercise: Path, solutions: Path) -> None:
    (exercise / "pictures/more").symlink_to(solutions / "reference")


def link_through_a_link(exercise: Path, solutions: Path) -> None:
    (exercise.parent / "between").symlink_to(solutions)
    (exercise / "more").symlink_to("../between/reference")


def starter_is_a_link(exercise: Path, solutions: Path) -> None:
    (exercise / "starter.py").unlink()
    (exercise / "starter.py").symlink_to(solutions / "reference/good.py")


def second_name(exercise: Path, solutions: Path) -> None:
    (exercise / "notes.txt").hardlink_to(solutions / "hidden.yaml")


def copied(exercise: Path, solutions: Path) -> None:
    shutil.copy(solutions / "reference/good.py", exercise / "starter.py")


def copied_from_another(exercise: Path, solutions: Path) -> None:
    shutil.copy(solutions.parent / "other/hidden.yaml", exercise / "other.yaml")


def misplaced(exercise: Path, solutions: Path) -> None:
    (solutions / "reference").rename(exercise / "reference")


def checks_that_no_visible_check_names(exercise: Path, solutions: Path) -> None:
    (solutions / "checks.py").rename(exercise / "checks.py")


def moved_into_solutions(exercise: Path, solutions: Path) -> None:
    for path in exercise.iterdir():
        path.rename(solutions / path.name)
    exercise.rmdir()
    exercise.symlink_to(solutions)


WAYS = {
    link_to_a_file: "is a link",
    link_to_a_folder: "is a link",
    link_through_a_link: "is a link",
    link_elsewhere: "is a link",
    starter_is_a_link: "is a link",
    second_name: "holds the same as",
    copied: "holds the same as",
    copied_from_another: "holds the same as",
    misplaced: "bears a name of what is kept from students",
    checks_that_no_visible_check_names: "bears a name of what is kept from students",
    moved_into_solutions: "leads into",
}


@pytest.mark.parametrize(("way", "said"), WAYS.items(), ids=[way.__name__ for way in WAYS])
def test_no_way_out_of_solutions(
    way: Callable[[Path, Path], None], said: str, course: Path, tmp_path: Path
) -> None:
    """Where something else than the exercise would get into a handout there is none, and it is said why."""
    way(course / "exercises/notes", course / "solutions/notes")

    ended = handed_out(course, tmp_path / "handed", tmp_path)

    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert re.search(rf"exercises/notes\S* {said}", ended.err), ended.err
    assert 2 == len(ended.err.splitlines())
    assert SECRET not in ended.err
    assert not (tmp_path / "handed").exists()


def test_a_course_may_be_reached_by_a_link(course: Path, tmp_path: Path) -> None:
    """A course whose exercises/ is a link is a course like any other."""
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere/exercises").symlink_to(course / "exercises")

    ended = handed_out(tmp_path / "elsewhere", tmp_path / "handed", tmp_path)

    assert PASSED == ended.code, ended.err
    assert "exercises/notes/exercise.yaml" in contents(tmp_path / "handed")


# ---- what is refused ---------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["handed", "handed.zip"])
def test_nothing_is_overwritten(name: str, course: Path, tmp_path: Path) -> None:
    """What is there already stays as it is, a folder as well as a file."""
    target = tmp_path / name
    mine = put(target if target.suffix else target / "mine.py", "mine")

    ended = handed_out(course, target, tmp_path)

    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert f"{target} is there already" in ended.err
    assert "mine" == mine.read_text("utf-8")
    assert target.is_file() or [mine] == list(target.rglob("*"))


@pytest.mark.parametrize(
    ("name", "next_step"),
    [("instructions.md", "for students"), ("starter.py", "`grader starter notes --output ")],
)
def test_an_exercise_that_is_not_whole(name: str, next_step: str, course: Path, tmp_path: Path) -> None:
    """What students could do nothing with is not handed out; it is said what is missing, and what to do."""
    (course / "exercises/notes" / name).unlink()

    ended = handed_out(course, tmp_path / "handed", tmp_path)

    assert WRONG_USAGE == ended.code
    assert f"exercises/notes/{name} is missing" in ended.err
    assert next_step in ended.err
    assert not (tmp_path / "handed").exists()


# ---- what a student does with it ---------------------------------------------------------------


def test_a_student_works_with_it(tmp_path: Path) -> None:
    """Unpacked anywhere, what the README says to type grades a student's file with the visible checks."""
    run("handout", "blog", "--output", tmp_path / "blog.zip", cwd=ROOT, temporary=tmp_path)
    with zipfile.ZipFile(tmp_path / "blog.zip") as archive:
        archive.extractall(tmp_path / "home")
    home = tmp_path / "home/blog"
    readme = (home / "README.md").read_text("utf-8")
    (command,) = re.findall(r"^\s*grader (grade .*)$", readme, re.MULTILINE)

    shutil.copy(home / "exercises/blog/starter.py", home / "mine.py")
    begun = run(*shlex.split(command), "--format", "json", cwd=home, temporary=tmp_path)
    shutil.copy(ROOT / "solutions/blog/reference/modern.py", home / "mine.py")
    done = run(*shlex.split(command), "--format", "json", cwd=home, temporary=tmp_path)

    assert (1, 0) == (begun.code, done.code), begun.err + done.err
    assert ["completed", 0] == [begun.grades["mine"][key] for key in ("outcome", "points")]
    assert (
        f"{len(done.grades['mine']['checks'])} checks for {done.grades['mine']['points']:g} points" in readme
    )
    assert {"visible"} == {check["visibility"] for check in done.grades["mine"]["checks"]}
