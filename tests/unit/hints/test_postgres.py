"""What PostgreSQL refuses is told from what sounds like it."""

from __future__ import annotations

import pytest

from grader.hints import explain, postgres
from tests.support.evidence import raised
from tests.support.hint_rules import find_text


def refused(name: str, message: str) -> str:
    """The hint for an error as SQLAlchemy tells it: the driver's class in brackets, and the statement at the end."""
    kinds = ("DatabaseError", "DBAPIError", "StatementError", "SQLAlchemyError")
    told = raised("ProgrammingError", f"(psycopg2.errors.{name}) {message}", kinds).raised
    assert told
    return find_text(told) or ""


@pytest.mark.parametrize(
    ("function", "words"),
    [
        ("date", "Count the days"),
        ("date_format", "to_char"),
        ("datetime", "func.now()"),
        ("my_date", "no such"),
    ],
)
def test_function_of_a_longer_name(function: str, words: str) -> None:
    """A function is known by its whole name."""
    assert words in refused("UndefinedFunction", f"function {function}(unknown) does not exist")


def test_type_time() -> None:
    """A type with a precision is not the function of its name."""
    assert "func.now()" not in refused("SyntaxError", "syntax error\n[SQL: SELECT x::time(3) FORM users]")


def test_the_driver_alone() -> None:
    """An error that comes from the driver, without SQLAlchemy around it, is explained as well."""
    told = raised("GroupingError", "aggregate functions are not allowed in WHERE", ("DatabaseError",)).raised
    assert told
    assert "having()" in (find_text(told) or "")


def test_another_syntax_error() -> None:
    """A syntax error of SQL is not one of Python, nor the other way round."""
    python = raised("SyntaxError", "invalid syntax").raised
    sql = raised(
        "SyntaxError", 'syntax error at or near "FORM"', ("ProgrammingError", "DatabaseError")
    ).raised
    assert python
    assert sql
    assert "Python cannot read" in (find_text(python) or "")
    assert "PostgreSQL does not understand" in (find_text(sql) or "")


def test_no_hint() -> None:
    """An error that does not come from the database gets no hint about one, though it repeats its words."""
    told = raised("ValueError", '(psycopg2.errors.UndefinedColumn) column "Ada" does not exist').raised
    assert told
    assert not set(postgres.RULES) & set(explain.choose_rules(told))
    assert find_text(told) is None
