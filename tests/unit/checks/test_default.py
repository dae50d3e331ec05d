"""`default:` is what use shows: the rows that were stored without the value."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from grader.checks import default
from grader.model import Finding, Outcome, RunEvidence, TableRows
from grader.planning.plan import Plan, as_drawn
from grader.worker.protocol import Add, New, Transact, Where
from tests.support.evidence import (
    MOMENT,
    check,
    ended,
    exercise,
    found,
    gave,
    impossible,
    only,
    raised,
    stored,
)

BOTH = check(default=["Book.in_print", "Book.added_at"])
NOW = MOMENT.replace(tzinfo=None)
SOON = NOW + datetime.timedelta(milliseconds=3)


def made(plan: Plan, *values: dict[str, Any]) -> RunEvidence:
    """Two books stored, with these values where the exercise states defaults."""
    laid = [row.values for row in plan.data.rows if row.model == "Book"]
    new = [{"id": 1000 + i, "title": "x", "author_id": 1, **more} for i, more in enumerate(values)]
    return ended(*[gave()] * 6, rows=stored(plan, Book=[*laid, *new]))


def findings(*values: dict[str, Any]) -> list[Finding]:
    return found(BOTH, lambda plan: made(plan, *values))


def test_a_value_in_every_row_gives_no_finding() -> None:
    """A value in every row, and a moment of its own in each, give no finding."""
    assert [] == findings({"in_print": True, "added_at": NOW}, {"in_print": True, "added_at": SOON})


def test_moment_in_another_zone() -> None:
    """The clock's zone is the submission's choice, and a moment may know its zone."""
    away = NOW + datetime.timedelta(hours=14)
    aware = datetime.datetime.now(datetime.UTC).replace(year=2024, month=5, day=31)
    assert [] == findings({"in_print": True, "added_at": away}, {"in_print": True, "added_at": aware})


@pytest.mark.parametrize(
    ("values", "actual"),
    [
        ((None, None), "None, None"),
        ((False, False), "False, False"),
        ((True, None), "True, None"),
        ((1, 1), "1, 1"),
    ],
)
def test_another_value(values: tuple[Any, Any], actual: str) -> None:
    """Another value in any of the rows is one finding, with what is asked and what was stored."""
    one, other = values
    finding = only(findings({"in_print": one, "added_at": NOW}, {"in_print": other, "added_at": SOON}))
    assert ("True where none is given", actual) == (finding.expected, finding.actual)
    assert "default=True" in (finding.hint or "")
    assert Where("ada.py", 14) == finding.where


@pytest.mark.parametrize(
    "values",
    [
        (None, None),
        (NOW, None),
        (datetime.datetime(2000, 1, 1), datetime.datetime(2000, 1, 2)),
        ("now", "now"),
    ],
    ids=["none", "not every row", "another moment", "a text"],
)
def test_not_the_moment(values: tuple[Any, Any]) -> None:
    """A row without the moment of its creation is one finding, with a hint."""
    one, other = values
    finding = only(findings({"in_print": True, "added_at": one}, {"in_print": True, "added_at": other}))
    assert "`Book.added_at` is not filled with the moment of creation." == finding.message
    assert finding.expected
    assert finding.actual
    assert "func.now()" in (finding.hint or "")


def test_the_same_moment_twice() -> None:
    """A default that was called once, when the class was read, is found out by two rows."""
    finding = only(findings({"in_print": True, "added_at": NOW}, {"in_print": True, "added_at": NOW}))
    assert "`Book.added_at` is the same moment for every row." == finding.message
    assert "function itself" in (finding.hint or "")


def test_nothing_stored() -> None:
    """No row at all is a finding for each default."""
    assert ["no row", "no row"] == [finding.actual for finding in findings()]


@pytest.mark.parametrize(
    ("observation", "words"),
    [
        (raised("IntegrityError", "(psycopg2.errors.NotNullViolation) in_print"), "raised IntegrityError"),
        (impossible("`Book` takes no `title`"), "`Book` takes no `title`"),
    ],
)
def test_not_storable(observation: Any, words: str) -> None:
    """An object that cannot be stored without its defaults is one finding."""
    assert words in only(found(BOTH, lambda plan: ended(gave(), observation, rows=stored(plan)))).message


def test_not_ended() -> None:
    """A run that did not come to its end is one finding, and nothing is read into its rows."""
    stopped = ended(gave(), outcome=Outcome.TIMED_OUT, detail="stopped after 5 s")
    assert "stopped after 5 s" in only(found(BOTH, lambda _: stopped)).message


def test_two_objects_are_made_and_stored_one_after_the_other() -> None:
    """Two objects are made and stored one after the other, with every value but keys and defaults."""
    (plan,) = default.plans(BOTH, exercise(BOTH), "1", as_drawn)  # type: ignore[arg-type]
    acts = [step.act for step in plan.steps]
    assert [New, Add, Transact] * 2 == [type(act) for act in acts]
    for act in acts:
        if isinstance(act, New):
            assert {"title", "author_id"} == {argument.name for argument in act.attributes}
    assert ["Author"] == [row.model for row in plan.data.rows]


def test_the_columns_must_be_there_and_what_their_rows_hang_on() -> None:
    """The columns that are asked about must be there, with keys and what their rows hang on, and no others."""
    assert {"Author": {"id"}, "Book": {"added_at", "author_id", "id", "in_print"}} == default.needs(
        BOTH, exercise(BOTH)
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("stored_as", "is_right"), [("NEW", True), ("new", True), ("OLD", False), (None, False)]
)
def test_a_label_is_one_in_any_case(stored_as: str | None, is_right: bool) -> None:
    """What a new row of an enumeration holds may be the name of a member, in capital letters."""
    columns = {
        "id": {"type": "integer", "primary_key": True},
        "state": {"enum": ["new", "old"], "default": "new"},
    }
    of = exercise(models={"Book": {"columns": columns}})
    answer = ended(*[gave()] * 6, rows={"Book": TableRows(({"id": 1, "state": stored_as},))})
    assert is_right is not bool(found(check(default="Book.state"), lambda _: answer, of=of))
