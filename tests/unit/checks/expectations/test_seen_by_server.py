"""What the worker says is believed only beside what the server saw: of closed objects, pending ones, and refusals."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.model import CountedStatement, Finding, RunEvidence, ServerCount
from grader.planning.plan import Plan
from tests.support.evidence import check, ended, found, gave, listed, only, raised, stored

AUTHOR: dict[str, Any] = {"data": [{"Author": "ada"}]}
CLOSED = check(**AUTHOR, do=[{"read": "$ada.name"}, "close", {"read": "$ada.name"}], expect={"added": {}})
PENDING = check(**AUTHOR, do=[{"read": "$session.new"}, "flush"], expect={"added": {}})
REFUSED = check(
    **AUTHOR, do=[{"new": "Author", "with": {"name": "x"}, "raises": "IntegrityError"}], expect={"added": {}}
)


def count(sql: str = "", housekeeping: str = "") -> ServerCount:
    return ServerCount(
        (CountedStatement(sql, 1, 1),) if sql else (),
        (),
        (CountedStatement(housekeeping, 1, 0),) if housekeeping else (),
        True,
    )


def run(plan: Plan, *observations: Any, **facts: Any) -> RunEvidence:
    return replace(ended(*observations, rows=stored(plan)), **facts)


def test_a_closed_object_is_read_in_silence() -> None:
    """What is read after the session was closed was loaded before: nothing is sent meanwhile."""
    assert [] == found(CLOSED, lambda plan: run(plan, gave("x"), gave(), gave("x")))


def test_a_closed_object_that_asks_is_told() -> None:
    """A right value does not help where something was sent while a closed object was read."""
    finding = only(found(CLOSED, lambda plan: run(plan, gave("x"), gave(), gave("x"), loud=frozenset({2}))))

    assert "Reading `ada.name` sends something to the database, although the session was closed before." == (
        finding.message
    )
    assert "selectinload" in str(finding.hint)


def pending(plan: Plan, flushed: ServerCount, *waiting: Any) -> RunEvidence:
    (number,) = [i for i, step in enumerate(plan.steps) if step.watched]
    return run(plan, gave(listed(*waiting)), gave(), sent={number: flushed})


@pytest.mark.parametrize(
    ("waiting", "flushed", "message"),
    [
        (("x",), count("INSERT INTO authors VALUES ($1)"), ""),
        ((), count(), ""),
        (("x",), count(), "session.flush() sends no INSERT for what reading `session.new` showed."),
        (("x",), count("SELECT 1"), "session.flush() sends no INSERT for what reading `session.new` showed."),
    ],
)
def test_what_waits_is_sent_by_the_next_flush(waiting: Any, flushed: ServerCount, message: str) -> None:
    """What is said to be new goes to the database with the flush that follows, or it was not new."""
    findings: list[Finding] = found(PENDING, lambda plan: pending(plan, flushed, *waiting))

    assert ([message] if message else []) == [finding.message for finding in findings]


@pytest.mark.parametrize(
    ("seen", "is_told"),
    [
        (count("INSERT INTO authors VALUES ($1)"), False),
        (count(housekeeping="COMMIT"), False),
        (count(), True),
    ],
)
def test_what_the_database_refuses_was_asked_of_it(seen: ServerCount, is_told: bool) -> None:
    """An IntegrityError comes of something that was sent: a statement, or a commit of deferred constraints."""
    findings = found(REFUSED, lambda plan: run(plan, raised("IntegrityError"), sent={0: seen}))

    assert is_told == any("the database was not asked" in finding.message for finding in findings)


@pytest.mark.parametrize(("error", "is_told"), [("IntegrityError", True), ("ValueError", False)])
def test_only_what_the_database_gives_was_asked_of_it(error: str, is_told: bool) -> None:
    """Of several errors that may come, those of Python's own need no statement."""
    commit = check(
        **AUTHOR, do=[{"commit": None, "raises": ["IntegrityError", "ValueError"]}], expect={"added": {}}
    )

    findings = found(commit, lambda plan: run(plan, raised(error), sent={0: count()}))

    assert is_told == any("the database was not asked" in finding.message for finding in findings)
