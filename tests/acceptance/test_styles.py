"""Right work in another style passes, and each mistake costs the checks that it concerns, and no others.

``tests/styles/SLUG/`` has an exercise and submissions to it, each with what it fails in its docstring.
"""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from grader.course.course import find_course
from grader.course.submissions import Submission
from grader.grading.grading import Grading
from grader.model import Grade, Verdict
from grader.running.tools import Tools
from tests.support.repository import ROOT

STYLES = ROOT / "tests/styles"
MODULES = sorted(STYLES.glob("*/*.py"))


@pytest.fixture(scope="module")
def grade_style(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], Grade]]:
    """Grades a module for the exercise that lies beside it."""
    root = tmp_path_factory.mktemp("course")
    for exercise in STYLES.glob("*/exercise.yaml"):
        place = root / "exercises" / exercise.parent.name
        place.mkdir(parents=True)
        shutil.copy(exercise, place)
        (place / "instructions.md").write_text("# As it is asked\n")
    course = find_course(root)
    gradings: dict[str, Grading] = {}
    with ExitStack() as stack:

        def graded(path: Path) -> Grade:
            slug = path.parent.name
            if slug not in gradings:
                gradings[slug] = stack.enter_context(Grading(course.exercise(slug), tools))
            return gradings[slug].grade(Submission(path, slug), [3])[0]

        yield graded


def fails(path: Path) -> set[str]:
    """The checks that a module says it fails."""
    said = ast.get_docstring(ast.parse(path.read_text())) or ""
    found = re.search(r"^Fails: (.*)\.$", said, re.MULTILINE)
    return set(found[1].split(", ")) if found else set()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_style_fails_what_it_says(path: Path, grade_style: Callable[[Path], Grade]) -> None:
    """A module fails the checks that its docstring names, and passes all others."""
    grade = grade_style(path)
    assert grade.finding is None, grade.finding
    failed = {check.id: check.findings for check in grade.checks if check.verdict is not Verdict.PASSED}
    assert fails(path) == failed.keys(), failed


def test_every_exercise_has_right_and_wrong_work() -> None:
    """Of every exercise there is work that passes everything, and work that does not."""
    for exercise in STYLES.glob("*/exercise.yaml"):
        found = [fails(path) for path in MODULES if path.parent == exercise.parent]
        assert any(found)
        assert not all(found)
