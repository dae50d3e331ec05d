"""Where workers cannot be forked, as on macOS and Windows, each run imports the submission anew."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.course.submissions import Submission
from grader.grading.grading import Grading
from grader.language.exercise import Exercise
from grader.model import Grade
from grader.running.tools import Tools
from grader.sandbox import Sandbox
from tests.support.repository import ROOT

CHECKS = ("create-is-durable", "post-with-comments", "count-one-statement")


def told(grade: Grade) -> list[object]:
    """Verdicts, findings and the server's counts."""
    return [
        (check.id, check.verdict, check.findings, [run.server and run.server.total for run in check.runs])
        for check in grade.checks
    ]


@pytest.mark.parametrize("path", ["tests/corpus/blog/lesson_style.py", "submissions/blog/n_plus_one.py"])
def test_the_grade_is_the_same_without_forks(tools: Tools, blog: Exercise, path: str) -> None:
    """A worker that is started for each run gives the same verdicts, findings and counts as a forked one."""
    submission = Submission(ROOT / path, "blog")
    with Sandbox(warm=False) as sandbox:
        spawned = replace(tools, sandbox=sandbox)
        assert not sandbox.can_fork
        with Grading(blog, tools) as forking, Grading(blog, spawned) as spawning:
            (expected,) = forking.grade(submission, [5], CHECKS)
            (actual,) = spawning.grade(submission, [5], CHECKS)
    assert told(expected) == told(actual)
