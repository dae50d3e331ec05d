"""The final state, read past whatever a submission puts in the way."""

from __future__ import annotations

import datetime
import decimal

import pytest

from grader.model import TableName, TableRows
from grader.postgres import rows as module
from grader.postgres.server import Database
from tests.unit.postgres.conftest import connect, run

T = TableName("public", "t")


def read(database: Database, **columns: str) -> TableRows:
    return database.rows({"T": (T, columns or {"id": "id"})})["T"]


def test_rows_by_attribute(database: Database) -> None:
    """Each row has the attributes that were asked for, as Python values."""
    run(
        database,
        'CREATE TABLE t (id int, "user" text, at timestamptz, price numeric, tags text[], j jsonb)',
        "INSERT INTO t VALUES (1, 'ä', '2020-02-03 04:05+01', 1.50, '{a,b}', '{\"k\": [1]}')",
    )
    expected = {
        "key": 1,
        "name": "ä",
        "at": datetime.datetime(2020, 2, 3, 3, 5, tzinfo=datetime.UTC),
        "price": decimal.Decimal("1.50"),
        "tags": ["a", "b"],
        "j": {"k": [1]},
    }
    found = read(database, key="id", name="user", at="at", price="price", tags="tags", j="j")
    assert TableRows((expected,)) == found


@pytest.mark.parametrize(
    ("statements", "problem"),
    [
        ([], "there is no table t"),
        (["CREATE VIEW t AS SELECT 1 AS id"], "t is a view, not a table"),
        (["CREATE MATERIALIZED VIEW t AS SELECT 1 AS id"], "t is a materialized view, not a table"),
        (["CREATE TABLE t (other int)"], "table t has no column id"),
        (
            ["CREATE TABLE t AS SELECT id FROM generate_series(1, 10001) AS s (id)"],
            "table t has more than 10000 rows",
        ),
        (["CREATE TABLE t AS SELECT repeat('x', 100000000) AS id"], "table t holds more than 32 MiB"),
        (["CREATE TABLE t AS SELECT 'infinity'::date AS id"], "table t could not be read: "),
        (["CREATE TABLE t (id int)", "REVOKE ALL ON t FROM CURRENT_USER"], "table t could not be read: perm"),
        (
            ["CREATE TABLE t (id int)", "ALTER TABLE t ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY"],
            "table t could not be read: query would be affected by row-level security",
        ),
    ],
)
def test_problem_is_a_sentence(database: Database, statements: list[str], problem: str) -> None:
    """What cannot be read is told in a sentence, and is never an exception."""
    run(database, *statements)
    found = read(database)
    assert () == found.rows
    assert found.problem is not None
    assert found.problem.startswith(problem)


def test_lock_is_a_problem(database: Database) -> None:
    """A table that an open transaction holds is not waited for."""
    run(database, "CREATE TABLE t (id int)")
    with connect(database, autocommit=False) as connection:
        connection.execute("LOCK TABLE t IN ACCESS EXCLUSIVE MODE")
        assert "table t is locked by a transaction that was left open" == read(database).problem


def test_uncommitted_rows_are_not_there(database: Database) -> None:
    """The final state is what was committed."""
    run(database, "CREATE TABLE t (id int)")
    with connect(database, autocommit=False) as connection:
        connection.execute("INSERT INTO t VALUES (1)")
        assert TableRows(()) == read(database)


def test_policies_do_not_hide_rows(database: Database) -> None:
    """A row level policy does not hide an owner's rows, and its function is not run."""
    run(
        database,
        "CREATE TABLE t (id int)",
        "CREATE TABLE seen (id int)",
        "INSERT INTO t VALUES (1), (2)",
        "CREATE FUNCTION see() RETURNS bool LANGUAGE plpgsql AS"
        " $$ BEGIN INSERT INTO public.seen VALUES (1); RETURN false; END $$",
        "ALTER TABLE t ENABLE ROW LEVEL SECURITY",
        "CREATE POLICY p ON t USING (see())",
    )
    assert TableRows(({"id": 1}, {"id": 2})) == read(database)
    assert TableRows(()) == database.rows({"S": (TableName("public", "seen"), {"id": "id"})})["S"]


def test_a_name_beside_the_table_is_not_mistaken_for_it(database: Database) -> None:
    """Only the schema that was asked for is looked in, and no table that inherits from this one."""
    run(
        database,
        "CREATE TABLE t (id int)",
        "INSERT INTO t VALUES (1)",
        "CREATE SCHEMA other",
        "CREATE TABLE other.t (id int)",
        "CREATE TABLE child (n int) INHERITS (t)",
        "INSERT INTO child VALUES (2, 2)",
        "ALTER ROLE CURRENT_USER SET search_path = other",
    )
    assert TableRows(({"id": 1},)) == read(database)


def test_partitions_are_part_of_their_table(database: Database) -> None:
    """The rows of a partitioned table are those of its partitions."""
    run(
        database,
        "CREATE TABLE t (id int) PARTITION BY LIST (id)",
        "CREATE TABLE t1 PARTITION OF t FOR VALUES IN (1)",
        "INSERT INTO t VALUES (1)",
    )
    assert TableRows(({"id": 1},)) == read(database)


def test_several_tables_at_once(database: Database) -> None:
    """One table's problem does not keep the others from being read."""
    run(database, "CREATE TABLE t (id int)", "INSERT INTO t VALUES (1)")
    tables = {"T": (T, {"id": "id"}), "U": (TableName("public", "u"), {"id": "id"}), "None": (T, {})}
    expected = {
        "T": TableRows(({"id": 1},)),
        "U": TableRows((), "there is no table u"),
        "None": TableRows(({},)),
    }
    assert expected == database.rows(tables)


def test_limit_is_what_the_module_says(database: Database) -> None:
    """Exactly as many rows as allowed are read."""
    run(database, "CREATE TABLE t (id int)", f"INSERT INTO t SELECT generate_series(1, {module.MOST_ROWS})")
    assert module.MOST_ROWS == len(read(database).rows)
