"""PostgreSQL says whether rows would be let in, and none of them is stored."""

from __future__ import annotations

import datetime
import uuid
from decimal import Decimal
from typing import Any

import pytest

from grader.model import TableName
from grader.postgres.database import Database
from grader.postgres.evidence import constraints
from tests.support.connections import connect, run

A = TableName("public", "a")


def test_each_row_is_asked(database: Database) -> None:
    """For each row it is told whether all constraints hold; what is NULL holds, as on insertion."""
    run(database, "CREATE TABLE a (n int CHECK (n > 3), t text CHECK (t LIKE '%@%'))")
    rows = [{"n": 4, "t": "a@b"}, {"n": 3, "t": "a@b"}, {"n": 4, "t": "a"}, {"n": None, "t": None}, {}]
    assert [True, False, False, True, True] == database.are_let_in(database.catalog().tables[A], rows)
    with connect(database) as connection:
        assert [] == connection.execute("SELECT * FROM a").fetchall()


def test_every_type_of_an_exercise_can_be_asked(database: Database) -> None:
    """Days, moments, times, numbers, bytes, UUIDs and documents are what they are to a constraint."""
    run(
        database,
        "CREATE TABLE a (d date CHECK (d = '2024-02-29'), m timestamp CHECK (m = '2024-02-29 12:30'), "
        "t time CHECK (t = '12:30'), i interval CHECK (i = '90 minutes'), n numeric CHECK (n = 0.1), "
        "u uuid CHECK (u = '00000000-0000-0000-0000-000000000007'), b bytea CHECK (b = '\\x00ff'), "
        "j jsonb CHECK (j ? 'a'), x boolean CHECK (x))",
    )
    moment = datetime.datetime(2024, 2, 29, 12, 30)
    row = {
        "d": moment.date(),
        "m": moment,
        "t": moment.time(),
        "i": datetime.timedelta(minutes=90),
        "n": Decimal("0.1"),
        "u": uuid.UUID(int=7),
        "b": b"\x00\xff",
        "j": {"a": 1},
        "x": True,
    }
    table = database.catalog().tables[A]
    assert [True] == database.are_let_in(table, [row])
    for name, value in row.items():
        assert [True] == database.are_let_in(table, [{name: value}])
    assert [False] == database.are_let_in(table, [{**row, "x": False}])


def test_a_constraint_of_the_submissions_own_names(database: Database) -> None:
    """A function, a schema and a column of any name are found as the table finds them."""
    run(
        database,
        'CREATE SCHEMA "my shop"',
        "CREATE FUNCTION \"my shop\".even(int) RETURNS boolean IMMUTABLE LANGUAGE sql AS 'SELECT $1 % 2 = 0'",
        'CREATE TABLE "my shop"."a b" ("x % y" int CHECK ("my shop".even("x % y")))',
    )
    table = database.catalog().tables[TableName("my shop", "a b")]
    assert [True, False] == database.are_let_in(table, [{"x % y": 2}, {"x % y": 3}])


def test_nothing_is_written(database: Database) -> None:
    """A constraint that writes when it is asked writes nothing, and moves no sequence."""
    run(
        database,
        "CREATE TABLE seen (n int)",
        "CREATE SEQUENCE s",
        "CREATE FUNCTION note(int) RETURNS boolean LANGUAGE plpgsql AS"
        " 'BEGIN INSERT INTO seen VALUES ($1); RETURN nextval(''s'') > 0; END'",
        "CREATE TABLE a (n int CHECK (note(n)))",
    )
    assert [True] == database.are_let_in(database.catalog().tables[A], [{"n": 1}])
    with connect(database) as connection:
        assert [] == connection.execute("SELECT * FROM seen").fetchall()
        assert [(1,)] == connection.execute("SELECT nextval('s')").fetchall()


def test_what_takes_long_is_asked_once(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A constraint that sleeps is waited for once, not for every check."""
    run(database, "CREATE TABLE a (n int CHECK (pg_sleep(60) IS NOT NULL))")
    table, asked = database.catalog().tables[A], []

    def count(*arguments: Any) -> list[bool]:
        asked.append(arguments)
        return constraints.are_let_in(*arguments)

    monkeypatch.setattr("grader.postgres.database.are_let_in", count)
    for _ in range(10):
        assert [True] == database.are_let_in(table, [{"n": 1}])
    assert 1 == len(asked)


def test_what_cannot_be_asked_is_let_in(database: Database) -> None:
    """Where a constraint fails by itself nothing is known, and PostgreSQL says it when the row is inserted."""
    run(database, "CREATE TABLE a (n int CHECK (1 / n > 0))")
    assert [True, True] == database.are_let_in(database.catalog().tables[A], [{"n": 1}, {"n": 0}])
