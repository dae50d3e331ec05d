"""A submission gets the same grade wherever PostgreSQL comes from."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import pytest

from grader.course.submissions import Submission
from grader.grading.grading import Grading
from grader.judging import Judges
from grader.language.exercise import Exercise
from grader.model import Batch
from grader.postgres.pool import ServerPool
from grader.postgres.providers.choose import provide
from grader.reports.audience import Audience
from grader.reports.document import document
from grader.running.kept_evidence import KeptEvidence
from grader.running.tools import Tools, isolation_info, postgres_info, versions
from grader.sandbox import Sandbox
from tests.support.foreign import foreign
from tests.support.images import image
from tests.support.repository import ROOT

SEED = 3
MODULES = (
    "solutions/blog/reference/modern.py",
    "solutions/blog/rejected/count-one-statement/count_query_per_post.py",
    "solutions/blog/rejected/create-is-durable/flush_instead_of_commit.py",
    "solutions/blog/rejected/create-odd-characters/f_string_in_text.py",
    "tests/corpus/blog/lesson_style.py",
    "tests/corpus/blog/sqlite_engine.py",
    "submissions/blog/n_plus_one.py",
)
PROVIDERS = ("container", "superuser's url", "role's url", "url of a server that cannot count")

Facts = dict[str, Any]
"""What a grade says, by check: verdict, points, findings, and the numbers of its runs."""


def facts(grading: Grading, tools: Tools, module: str) -> Facts:
    grades = tuple(grading.grade(Submission(ROOT / module, "blog"), [SEED], ()))
    batch = Batch(postgres_info(tools), isolation_info(tools), versions(), SEED, grades)
    told = document(batch, Audience.INSTRUCTOR).model_dump(mode="json", by_alias=True)["grades"][0]
    return {
        check["id"]: {
            "verdict": check["verdict"],
            "points": check["points"],
            "findings": [finding["message"] for finding in check["findings"]],
            "server": [run["server"] for run in check["runs"]],
            "client": [run["client"] for run in check["runs"]],
        }
        for check in told["checks"]
    }


def without_server(found: Facts) -> Facts:
    return {check: {**said, "server": None} for check, said in found.items()}


@pytest.fixture(scope="module")
def expected(blog: Exercise) -> Iterator[dict[str, Facts]]:
    """The facts of every module on the embedded server."""
    with Judges() as judges, provide("embedded") as servers, Sandbox() as sandbox:
        tools = Tools(servers, sandbox, judges, KeptEvidence(None))
        with Grading(blog, tools) as grading:
            yield {module: facts(grading, tools, module) for module in MODULES}


@pytest.fixture(scope="module", params=PROVIDERS)
def servers(request: pytest.FixtureRequest) -> Iterator[ServerPool]:
    with ExitStack() as stack:
        if request.param == "container":
            yield stack.enter_context(provide("container", image()))
            return
        can_count = request.param != "url of a server that cannot count"
        found = stack.enter_context(foreign(None, preload=can_count))
        login = "owner" if request.param == "superuser's url" else "counter"
        yield stack.enter_context(provide(found.url(login)))


@pytest.fixture(scope="module")
def tools(servers: ServerPool) -> Iterator[Tools]:
    with Judges() as judges, Sandbox() as sandbox:
        yield Tools(servers, sandbox, judges, KeptEvidence(None))


@pytest.fixture(scope="module")
def grading(blog: Exercise, tools: Tools) -> Iterator[Grading]:
    with Grading(blog, tools) as grading:
        yield grading


@pytest.mark.parametrize("module", MODULES)
def test_same_grade_everywhere(
    grading: Grading, tools: Tools, expected: dict[str, Facts], module: str
) -> None:
    """Verdicts, points, findings and numbers of statements are those of the embedded server; where the server
    cannot count, the client's numbers, which are the same for these, give the same grades."""
    actual = facts(grading, tools, module)
    if tools.servers.info.counts:
        assert expected[module] == actual
    else:
        assert without_server(expected[module]) == without_server(actual)
        assert all(run is None for check in actual.values() for run in check["server"])
