"""The values that go through the house say of themselves what everybody needs to know of them."""

from __future__ import annotations

import pytest

from grader.model import CountedStatement, ServerCount, TableName
from tests.support import evidence


def counted(
    *statements: tuple[str, int, int], complete: bool = True, nested: tuple[str, ...] = ()
) -> ServerCount:
    return ServerCount(
        tuple(CountedStatement(*statement) for statement in statements),
        tuple(CountedStatement(sql, 1, 0) for sql in nested),
        (CountedStatement("BEGIN", 5, 0),),
        complete,
    )


def test_the_total_counts_what_ran_inside_the_server_too() -> None:
    """The total is the calls of what was sent and of what ran inside the server; housekeeping is told apart."""
    count = counted(("SELECT", 2, 10), ("INSERT", 1, 1), nested=("SELECT 1",))
    assert (4, 1, 11) == (count.total, count.inside, count.rows)


def test_a_later_count_less_an_earlier_one_is_what_came_between() -> None:
    """A later count less an earlier one is what came between, statement by statement."""
    before = counted(("SELECT", 2, 10), ("DELETE", 1, 1))
    after = counted(("SELECT", 5, 25), ("DELETE", 1, 1), ("INSERT", 1, 1), nested=("SELECT 1",))
    between = after.since(before)
    assert (CountedStatement("SELECT", 3, 15), CountedStatement("INSERT", 1, 1)) == between.statements
    assert (CountedStatement("SELECT 1", 1, 0),) == between.nested
    assert 0 == len(between.housekeeping)
    assert (5, 16) == (between.total, between.rows)


def test_nothing_since() -> None:
    """Between a count and itself nothing was sent."""
    count = counted(("SELECT", 2, 10))
    assert 0 == count.since(count).total


def test_since_is_whole_only_if_both_are() -> None:
    """A difference of counts is complete only where both counts are."""
    whole, cut = counted(), counted(complete=False)
    assert whole.since(whole).complete
    assert not whole.since(cut).complete
    assert not cut.since(whole).complete


def test_table_name() -> None:
    """A table of the public schema is named without it."""
    assert ("books", "library.books") == (
        str(TableName("public", "books")),
        str(TableName("library", "books")),
    )


@pytest.mark.parametrize(
    "server", [None, counted(("SELECT 7", 4, 9), ("SELECT 8", 1, 1), nested=("SELECT 9",))]
)
def test_a_run_without_what_was_sent_has_its_numbers(server: ServerCount | None) -> None:
    """A run of which only numbers are told counts as before, and holds no statement, value or row."""
    told = evidence.gave("secret", evidence.statement("SELECT 'secret'", executions=3))
    run = evidence.ended(told, size=8, server=server)

    bare = run.only_counts()

    for number in ("count", "client_count", "inside_database", "outside_sqlalchemy", "size"):
        assert getattr(run, number) == getattr(bare, number), number
    assert "secret" not in str(bare)
    assert "SELECT" not in str(bare)
