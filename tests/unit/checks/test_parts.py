"""Parts of a check have points of their own, which are added up; only all of them pass the check."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grader.checks import judge, scenario
from grader.grading.checking import _compares
from grader.model import CheckGrade, RunEvidence, Verdict
from grader.planning.plan import Plan, as_drawn
from tests.support.evidence import check, counted, ended, exercise, found, gave, raised, stored

BORROW = check(
    data=[{"Author": "ada"}],
    do=[
        {"call": "number", "as": "n", "returns": 3},
        {"call": "anything", "returns": "done"},
    ],
    parts=[
        {"title": "It counts", "points": 1, "results": "n"},
        {"title": "It stores", "points": 2, "expect": {"added": {"Prize": [{"name": "Hugo"}]}}},
        {"title": "One statement", "points": 0.5, "expect": {"statements": 1}},
    ],
)
HUGO = {"id": 900, "name": "Hugo"}


def judged(run: Callable[[Plan], RunEvidence]) -> CheckGrade:
    return judge.judged(BORROW, exercise(BORROW), tuple(found(BORROW, run)))


def run(
    plan: Plan, number: Any = 3, prizes: Any = (HUGO,), statements: int = 1, done: Any = "done"
) -> RunEvidence:
    observations = gave(number), gave(done)
    return ended(*observations, rows=stored(plan, Prize=list(prizes)), server=counted(statements))


def earned(grade: CheckGrade) -> list[float]:
    return [part.points for part in grade.parts]


def test_all_parts_pass_the_check() -> None:
    """With all of its parts right the check passes, with the sum of their points."""
    grade = judged(run)

    assert (Verdict.PASSED, 3.5, 3.5) == (grade.verdict, grade.points, grade.max_points)
    assert [1, 2, 0.5] == earned(grade)


@pytest.mark.parametrize(
    ("wrong", "points"),
    [
        ({"number": 4}, [0, 2, 0]),
        ({"prizes": ()}, [1, 0, 0]),
        ({"statements": 2}, [1, 2, 0]),
        ({"number": 4, "prizes": ()}, [0, 0, 0]),
    ],
)
def test_each_part_loses_its_own_points(wrong: dict[str, Any], points: list[float]) -> None:
    """What one part says costs that part; a limit that doing nothing keeps is worth nothing beside a wrong part."""
    grade = judged(lambda plan: run(plan, **wrong))

    assert Verdict.FAILED is grade.verdict
    assert points == earned(grade)
    assert sum(points) == grade.points


def test_a_limit_says_why_it_does_not_count() -> None:
    """The finding of a limit that was kept names the part that must be right first."""
    messages = [finding.message for finding in judged(lambda plan: run(plan, prizes=())).findings]

    assert "“One statement” counts only where the other parts are right, and “It stores” is not." in messages


@pytest.mark.parametrize(
    "wrong",
    [
        lambda plan: run(plan, done="undone"),
        lambda plan: ended(raised("ValueError"), rows=stored(plan, Prize=[HUGO])),
    ],
)
def test_what_no_part_names_concerns_all(wrong: Callable[[Plan], RunEvidence]) -> None:
    """A result that no part names, and an error that is not asked for, take all points."""
    grade = judged(wrong)

    assert Verdict.FAILED is grade.verdict
    assert [0, 0, 0] == earned(grade)
    assert 0 == grade.points


def test_a_skipped_check_has_earned_nothing() -> None:
    """Of a check that was not run each part has no points, and the check has those that it could have."""
    grade = judge.skipped(BORROW, exercise(BORROW), "needs another")

    assert [0, 0, 0] == earned(grade)
    assert (0, 3.5) == (grade.points, grade.max_points)


def test_the_run_looks_at_what_the_parts_need() -> None:
    """Rows are read where a part is about rows, and the reference runs where a part compares with it."""
    compared = check(
        do=[{"call": "anything"}], parts=[{"title": "The same", "expect": {"reference": "results"}}]
    )
    (plan,) = scenario.plans(BORROW, exercise(), "seed", as_drawn)

    assert plan.reads_rows
    assert {"Author": {"id"}, "Prize": {"id", "name"}} == scenario.needs(BORROW, exercise())
    assert _compares(compared)
    assert not _compares(BORROW)
