"""``grader starter``: what students begin with is sound Python, gives nothing away, and earns nothing."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from grader.commands import starter
from grader.course.course import Course, read_exercise
from grader.course.intake import Intake
from grader.course.staging import Staging
from grader.course.submissions import Submission, gather
from grader.grading.grading import Grading
from grader.language.exercise import Exercise
from grader.model import Outcome, Verdict
from grader.running.tools import Tools
from tests.support import small_course
from tests.support.examples import laid_out
from tests.support.repository import ROOT
from tests.support.shell import run
from tests.support.small_course import put

SEED = 3
WRONG_USAGE = 2
VALID = ROOT / "tests/unit/language/valid"
EXAMPLES = {
    "blog": ROOT / "exercises/blog",
    "library": ROOT / "exercises/library",
    "mini-orm": ROOT / "exercises/mini-orm",
    "inheritance-and-keys": ROOT / "exercises/inheritance-and-keys",
    "everything": VALID / "everything",
    "several_ways": VALID / "several_ways.yaml",
    "smallest": VALID / "smallest.yaml",
}
SHADOWS = """\
title: 'A "model" called \\ Session'
models:
  Session:
    table: 'odd "name"'
    columns:
      id: {type: text, length: 8, primary_key: true}
      day: {type: date, primary_key: true}
      begins: {type: datetime, default: now}
    relationships:
      texts: {many: Text, inverse: sessions}
  Text:
    columns:
      number: {type: decimal, primary_key: true}
    relationships:
      sessions: {many: Session, inverse: texts}
functions:
  attend:
    parameters: [session, a_rather_long_parameter, another_rather_long_parameter, yet_another_parameter]
    returns: list of Session
  Session.next:
    kind: method
    parameters: [session]
    returns: Session or null
checks:
  - id: columns
    title: columns
    columns: Session
"""
"""Names that clash with what a starter imports, and everything that needs quoting."""


def exercise(name: str, root: Path) -> Exercise:
    """An exercise of ours, with its hidden checks where it has solutions here."""
    if name == "shadows":
        put(root / f"exercises/{name}/exercise.yaml", SHADOWS)
        return read_exercise(root / f"exercises/{name}", None)
    source = EXAMPLES[name]
    if source.is_relative_to(VALID):
        folder, _ = laid_out(source, root)
        return read_exercise(folder, None)
    return read_exercise(source, ROOT / "solutions" / name)


def ruff(*arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ruff", *map(str, arguments), "--isolated"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", [*EXAMPLES, "shadows"])
def test_it_is_formatted(name: str, tmp_path: Path) -> None:
    """A formatter that was told nothing has nothing to do."""
    path = put(tmp_path / "starter.py", starter.text(exercise(name, tmp_path)))

    done = ruff("format", "--diff", path)

    assert 0 == done.returncode, done.stdout


def test_names_of_the_exercise_are_not_imported_too(tmp_path: Path) -> None:
    """Where a model has the name of something that starters import, there is only the model."""
    path = put(tmp_path / "starter.py", starter.text(exercise("shadows", tmp_path)))

    done = ruff("check", "--select", "F811", path)

    assert 0 == done.returncode, done.stdout


# The smallest asks for nothing but a primary key, and that is given.
@pytest.mark.parametrize("name", ["blog", "library", "everything", "several_ways", "shadows"])
def test_graded_it_fails_with_findings(name: str, tools: Tools, tmp_path: Path) -> None:
    """It is imported, earns next to nothing, and each check that fails says why; none fails by our fault."""
    asked = exercise(name, tmp_path)
    path = put(tmp_path / "starter.py", starter.text(asked))

    with Grading(asked, tools) as grading:
        (grade,) = grading.grade(Submission(path, asked.slug), [SEED])

    failed = [check for check in grade.checks if check.verdict is Verdict.FAILED]
    assert Outcome.COMPLETED == grade.outcome, grade.finding
    assert not grade.errors
    assert failed
    assert all(check.findings for check in failed)
    assert grade.points < grade.max_points / 10


def test_it_gives_only_names_and_what_is_visible(course: Course) -> None:
    """It defines all that is asked, with docstrings from visible checks and nothing of hidden ones."""
    asked = course.exercise("library")
    written = starter.text(asked)
    module = ast.parse(written)

    defined = {node.name for node in ast.walk(module) if isinstance(node, ast.ClassDef | ast.FunctionDef)}
    assert {name.split(".")[-1] for name in (*asked.models, *asked.functions)} <= defined
    assert "# TODO: isbn (text, not NULL, unique)" in written
    assert "- borrow refuses when all copies are lent" in written
    assert not [check.title for check in asked.checks if check.id in asked.hidden and check.title in written]


def test_it_is_known_what_it_is_for(course: Course, tmp_path: Path) -> None:
    """A starter that was copied anywhere can be graded without naming the exercise."""
    path = put(tmp_path / "anywhere/mine.py", starter.text(course.exercise("library")))

    assert (Submission(path, "library"),) == gather([path], course.slugs, None, Intake(Staging())).submissions


# ---- the command -------------------------------------------------------------------------------


def test_printed_or_written_it_is_the_same(tmp_path: Path) -> None:
    """Without --output it goes to standard output, and nothing else does; with it, to a new file."""
    course = small_course.write(tmp_path / "course")
    target = course / "exercises/notes/begin.py"

    printed = run("starter", "notes", cwd=course, temporary=tmp_path)
    stored = run("starter", "notes", "--output", target, cwd=course, temporary=tmp_path)

    assert (0, 0) == (printed.code, stored.code), stored.err
    assert printed.out == target.read_text("utf-8")
    assert str(target) == stored.out.strip()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    """A file that is there already stays as it is, and the message says what to do."""
    course = small_course.write(tmp_path / "course")
    target = course / "exercises/notes/starter.py"

    ended = run("starter", "notes", "--output", target, cwd=course, temporary=tmp_path)

    assert (WRONG_USAGE, "") == (ended.code, ended.out)
    assert f"{target} is there already" in ended.err
    assert "Name another place" in ended.err
    assert small_course.STARTER == target.read_text("utf-8")


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    """Where no file can be made, it is said, and nothing is blamed on the grader."""
    course = small_course.write(tmp_path / "course")

    ended = run(
        "starter",
        "notes",
        "--output",
        course / "exercises/notes/starter.py/x.py",
        cwd=course,
        temporary=tmp_path,
    )

    assert WRONG_USAGE == ended.code
    assert "cannot be written" in ended.err
