"""What a student reads on the terminal, mistake by mistake, as it was read and approved by a person.

``tests/messages/`` has a right solution, the mistakes, and what is printed for each. With UPDATE_SNAPSHOTS=1 in the
environment the texts are written anew: read every one of them before it is committed.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml

from grader.course.course import find_course
from grader.course.submissions import Submission
from grader.grading.grading import Grading
from grader.model import Batch
from grader.reports.audience import Audience
from grader.reports.document import document
from grader.reports.formats.registry import REPORTS
from grader.running.tools import Tools
from tests.support.repository import ROOT

MESSAGES = ROOT / "tests/messages"
RIGHT = (MESSAGES / "right.py").read_text(encoding="utf-8")
MISTAKES: dict[str, dict[str, str]] = yaml.safe_load((MESSAGES / "mistakes.yaml").read_text(encoding="utf-8"))
MOST_LINES = 15
MORE = """
  - id: count-statements
    title: count_comments_per_post needs one statement however many posts there are
    points: 3
    sizes: [2, 8, 32]
    data:
      - Author: 1
        posts:
          - Post: size
            comments: 1
    do:
      - call: count_comments_per_post
    expect:
      statements: {at_most: 1, growth: constant}
limits: {check_seconds: 1}
"""
"""What the handout does not have: a visible check of statements, and little patience."""


@pytest.fixture(scope="module")
def print_for(tools: Tools, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[Path], None]]:
    """Grades a module as the handout does, and prints what its student reads."""
    root = tmp_path_factory.mktemp("handout")
    shutil.copytree(ROOT / "exercises/blog", root / "exercises/blog")
    with (root / "exercises/blog/exercise.yaml").open("a", encoding="utf-8") as file:
        file.write(MORE)
    with Grading(find_course(root).exercise("blog"), tools) as grading:

        def printed(path: Path) -> None:
            grade = grading.grade(Submission(path, "blog"), [3])[0]
            postgres = {"version": "18", "provider": "embedded", "counts": True}
            batch = Batch(postgres, {"level": "full", "missing": []}, {}, 3, (grade,))
            REPORTS["text"](document(batch, Audience.STUDENT))

        yield printed


def write_wrong(name: str, folder: Path) -> Path:
    """The right solution with a mistake."""
    source = RIGHT
    for right, wrong in MISTAKES[name].items():
        assert 1 == source.count(right), right
        source = source.replace(right, wrong)
    path = folder / "blog.py"
    path.write_text(source, encoding="utf-8")
    return path


@pytest.mark.parametrize("name", MISTAKES)
def test_what_a_student_reads(
    name: str,
    print_for: Callable[[Path], None],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The text is the one that was approved, and no finding in it is longer than 15 lines of 80 columns."""
    capsys.readouterr()
    print_for(write_wrong(name, tmp_path))
    text = capsys.readouterr().out
    approved = MESSAGES / "snapshots" / f"{name}.txt"
    if os.environ.get("UPDATE_SNAPSHOTS"):
        approved.parent.mkdir(exist_ok=True)
        approved.write_text(text, encoding="utf-8")
    assert approved.read_text(encoding="utf-8") == text
    for block in text.split("\n\n"):
        assert sum(max(1, -(-len(line) // 80)) for line in block.splitlines()) <= MOST_LINES + 2


def test_the_right_solution(
    print_for: Callable[[Path], None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The solution that the mistakes are put into earns all points, and that is all that there is to say."""
    path = tmp_path / "blog.py"
    path.write_text(RIGHT, encoding="utf-8")
    capsys.readouterr()
    print_for(path)
    assert capsys.readouterr().out.endswith("blog  blog\n  ✓ 11 checks passed\n\n22/22 points\n")
