"""What PostgreSQL refuses where SQLite does not: the finding says what, and what to write instead."""

from __future__ import annotations

import pytest

from grader.hints import explain, postgres
from grader.worker.protocol import Raised
from tests.support.evidence import raised


def refused(name: str, message: str, *bases: str) -> Raised:
    """As SQLAlchemy tells it: the driver's class in brackets, and the statement at the end."""
    kinds = (*bases, "DatabaseError", "DBAPIError", "StatementError", "SQLAlchemyError")
    told = raised("ProgrammingError", f"(psycopg2.errors.{name}) {message}", kinds).raised
    assert told
    return told


@pytest.mark.parametrize(
    ("name", "message", "words"),
    [
        ("UndefinedFunction", "function strftime(unknown, timestamp without time zone) does not exist", "to_char"),
        ("UndefinedFunction", "function group_concat(integer) does not exist", "string_agg"),
        ("UndefinedFunction", "function datetime(unknown) does not exist", "func.now()"),
        ("UndefinedFunction", "function IFNULL(text, unknown) does not exist", "coalesce"),
        ("UndefinedFunction", "function round(double precision, integer) does not exist", "Numeric"),
        ("UndefinedFunction", "function sum(boolean) does not exist", "cast(column, Integer)"),
        ("UndefinedFunction", "function my_own(integer) does not exist", "SQLite or MySQL"),
        ("UndefinedFunction", "operator does not exist: character varying == unknown", "one ="),
        ("UndefinedFunction", "operator does not exist: boolean = integer", "true or false"),
        (
            "UndefinedFunction",
            "operator does not exist: character varying = integer\nLINE 1",
            "compare character varying with integer,",
        ),
        (
            "GroupingError",
            'column "users.name" must appear in the GROUP BY clause or be used in an aggregate function',
            "users.name has several values",
        ),
        ("GroupingError", "aggregate functions are not allowed in WHERE", "having()"),
        (
            "InvalidColumnReference",
            "for SELECT DISTINCT, ORDER BY expressions must appear in select list",
            "distinct()",
        ),
        ("StringDataRightTruncation", "value too long for type character varying(10)", "String(10)"),
        ("NumericValueOutOfRange", "integer out of range", "BigInteger"),
        (
            "InvalidTextRepresentation",
            'invalid input syntax for type integer: "Terry"',
            "takes integer, and “Terry” is none",
        ),
        (
            "DatatypeMismatch",
            'column "is_active" is of type boolean but expression is of type integer\nLINE 1',
            "is_active takes boolean, and it was given integer;",
        ),
        ("DatatypeMismatch", "argument of WHERE must be type boolean, not type integer", "not integer"),
        (
            "UniqueViolation",
            'duplicate key value violates unique constraint "users_pkey"\nDETAIL:  Key (id)=(1) already exists.',
            "Leave the id out",
        ),
        ("UniqueViolation", 'duplicate key value violates unique constraint "users_email_key"', "is unique"),
        ("NotNullViolation", 'null value in column "user_id" violates not-null constraint', "parent"),
        (
            "ForeignKeyViolation",
            'insert or update on table "loans" violates foreign key constraint',
            "store the parent first",
        ),
        (
            "ForeignKeyViolation",
            'update or delete on table "users" violates ... is still referenced from table "messages"',
            "cascade",
        ),
        ("InFailedSqlTransaction", "current transaction is aborted, commands ignored", "session.rollback()"),
        ("UndefinedColumn", 'column "id" does not exist\n[SQL: select id from user where 1 = 1]', "who is logged in"),
        ("SyntaxError", 'syntax error at or near "user"\nLINE 1: INSERT INTO user', "who is logged in"),
        ("UndefinedColumn", 'column "Ada" does not exist\nLINE 1: WHERE name = "Ada"', "single quotes"),
        ("UndefinedColumn", 'column "%@gmail.com" does not exist\nLINE 1: LIKE "%@gmail.c...', "single quotes"),
        ("SyntaxError", 'zero-length delimited identifier at or near """"', "An empty text"),
        (
            "UndefinedColumn",
            'column "userid" does not exist\nHINT:  Perhaps you meant to reference the column "messages.userId".',
            "nearest is messages.userId",
        ),
        ("UndefinedColumn", "column users.mail does not exist", "no such column"),
        ("UndefinedTable", 'relation "sqlite_master" does not exist', "get_table_names()"),
        ("UndefinedTable", 'relation "people" does not exist', "__tablename__"),
        ("SyntaxError", 'syntax error at or near "PRAGMA"', "remove the line"),
        ("SyntaxError", 'syntax error at or near "AUTOINCREMENT"', "SERIAL"),
        ("SyntaxError", 'syntax error at or near "OR"\nLINE 1: INSERT OR IGNORE INTO', "ON CONFLICT"),
        ("SyntaxError", 'syntax error at or near "`"', "Backticks"),
        ("SyntaxError", "LIMIT #,# syntax is not supported", "OFFSET"),
        ("SyntaxError", "syntax error at end of input\n[SQL: SELECT * FROM users WHERE id = ?]", ":name"),
        ("SyntaxError", 'syntax error at or near "FORM"', "does not understand"),
    ],
)  # fmt: skip
def test_hint(name: str, message: str, words: str) -> None:
    """PostgreSQL's own words are explained, and the next step is named."""
    assert words in (explain.hint_for(refused(name, message)) or "")


def test_the_driver_alone() -> None:
    """An error that comes from the driver, without SQLAlchemy around it, is explained as well."""
    told = raised("GroupingError", "aggregate functions are not allowed in WHERE", ("DatabaseError",)).raised
    assert told
    assert "having()" in (explain.hint_for(told) or "")


def test_another_syntax_error() -> None:
    """A syntax error of SQL is none of Python, and one of Python none of SQL."""
    python = raised("SyntaxError", "invalid syntax").raised
    sql = raised(
        "SyntaxError", 'syntax error at or near "FORM"', ("ProgrammingError", "DatabaseError")
    ).raised
    assert python
    assert sql
    assert "Python cannot read" in (explain.hint_for(python) or "")
    assert "PostgreSQL does not understand" in (explain.hint_for(sql) or "")


def test_no_hint() -> None:
    """What is no error of the database is nothing to compare two databases for."""
    told = raised("ValueError", 'column "Ada" does not exist').raised
    assert told
    assert postgres.hint_for(told) is None
