"""What acceptance and boundary tests share: the repository's course, and one server and sandbox a process."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from grader.commands.tools import isolation_info, open_tools, postgres_info, versions
from grader.course.course import Course, find_course
from grader.course.submissions import Submission
from grader.grading.grading import Grading
from grader.language.exercise import Exercise
from grader.model import Batch
from grader.postgres.providers.container import DEFAULT_IMAGE
from grader.reports.audience import Audience
from grader.reports.document import document
from grader.running.subject import Tools

collect_ignore = ["corpus"]
"""Strangers' code, tests among it: it is graded, and never run here."""

# Where nothing is said, the embedded server is taken: it is everywhere, and the same for everybody.
POSTGRES = os.environ.setdefault("GRADER_POSTGRES", "embedded")
IMAGE = os.environ.get("GRADER_POSTGRES_IMAGE", DEFAULT_IMAGE)

SEED = 3

Graded = dict[str, Any]
"""A grade as it stands in an instructor's JSON document."""


@pytest.fixture(scope="session")
def course() -> Course:
    return find_course(Path(__file__).parent)


@pytest.fixture(scope="session")
def blog(course: Course) -> Exercise:
    return course.exercise("blog")


@pytest.fixture(scope="session")
def tools() -> Iterator[Tools]:
    with open_tools(POSTGRES, IMAGE) as tools:
        yield tools


@pytest.fixture(scope="session")
def grade(tools: Tools, course: Course) -> Iterator[Callable[..., Graded]]:
    """Grade a path for an exercise of the repository, as ``grader grade`` does."""
    gradings: dict[str, Grading] = {}
    with ExitStack() as stack:

        def graded(path: Path, slug: str = "blog", seed: int = SEED, only: Sequence[str] = ()) -> Graded:
            if slug not in gradings:
                gradings[slug] = stack.enter_context(Grading(course.exercise(slug), tools))
            grades = tuple(gradings[slug].grade(Submission(path, slug), [seed], only))
            batch = Batch(postgres_info(tools), isolation_info(tools), versions(), seed, grades)
            found: Graded = document(batch, Audience.INSTRUCTOR).model_dump(mode="json", by_alias=True)[
                "grades"
            ][0]
            return found

        yield graded
