"""The lesson: what it shows works, and what exercises link to stands in it."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from grader.course.course import find_course
from grader.course.lesson import list_problems
from tests.support import small_course
from tests.support.foreign import foreign
from tests.support.repository import ROOT
from tests.support.shell import run

LESSON = ROOT / "docs/lesson.md"
BLOCK = re.compile(r"^```python\n(.*?)^```", re.MULTILINE | re.DOTALL)
SLUGS = find_course(ROOT).slugs


def test_what_the_lesson_shows_works(tmp_path: Path) -> None:
    """All Python of the lesson runs from top to bottom, on PostgreSQL, and its assertions hold."""
    program = tmp_path / "lesson.py"
    program.write_text("\n".join(BLOCK.findall(LESSON.read_text("utf-8"))), "utf-8")

    with foreign(None, preload=False) as server:
        url = server.url("owner").replace("postgresql://", "postgresql+psycopg2://")
        done = subprocess.run(
            [sys.executable, program],
            env={"DATABASE_URL": url},
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )

    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("slug", SLUGS)
def test_every_link_into_the_lesson_leads_somewhere(slug: str) -> None:
    """Every exercise has a lesson; where it is a file of this repository, that has a heading for every check that names one."""
    exercise = find_course(ROOT).exercise(slug)

    assert exercise.lesson
    assert list(list_problems(exercise)) == []


@pytest.mark.parametrize(
    ("lesson", "told"),
    [
        ("# Some notes\n\n## It's a *note*, and `more`\n", ""),
        ("# Some notes\n\n```\n## its a note and more\n```\n", "no heading for #its-a-note-and-more"),
        (None, "cannot be read"),
    ],
    ids=["there", "no such heading", "no such file"],
)
def test_a_link_that_leads_nowhere_is_told(lesson: str | None, told: str, tmp_path: Path) -> None:
    """An exercise is not proven whose lesson is not there, or has no heading for an anchor."""
    text = "lesson: lesson.md\n" + small_course.EXERCISE.replace(
        "    columns: Note\n", '    columns: Note\n    lesson: "#its-a-note-and-more"\n'
    )
    course = small_course.write(tmp_path / "course", exercise=text)
    if lesson:
        small_course.put(course / "lesson.md", lesson)

    ended = run("validate", "notes", "--seeds", "1", "--quick", cwd=course, temporary=tmp_path)

    assert (ended.code, told in ended.out) == (1 if told else 0, True), ended.out
