"""The final state, read past whatever a submission puts in the way."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

import pytest

from grader.model import TableName, TableRows
from grader.postgres.database import Database
from grader.postgres.evidence import rows as module
from tests.support.connections import connect, run

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
        (["CREATE TABLE t AS SELECT repeat('x', 100000000) AS id"], "table t holds more than 8 MiB"),
        (
            ["CREATE TABLE t AS SELECT 'infinity'::date AS id"],
            "the column id of table t cannot be read: date too large",
        ),
        (
            ["CREATE TABLE t AS SELECT ARRAY['0044-03-15 BC'::date] AS id"],
            "the column id of table t cannot be read: ",
        ),
        (
            ["CREATE TABLE t AS SELECT '24:00'::time AS id"],
            "the column id of table t cannot be read: ",
        ),
        (
            ["CREATE TABLE t AS SELECT (repeat('[', 3000) || repeat(']', 3000))::jsonb AS id"],
            "the column id of table t cannot be read: its JSON is nested more than 50 levels deep",
        ),
        (
            ["CREATE TABLE t AS SELECT ARRAY[(repeat('[', 100) || repeat(']', 100))::json] AS id"],
            "the column id of table t cannot be read: its JSON is nested more than 50 levels deep",
        ),
        (
            ["CREATE TABLE t AS SELECT ('[' || repeat('9', 5000) || ']')::json AS id"],
            "the column id of table t cannot be read: its JSON holds an integer of more than 4000 digits",
        ),
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


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ("('[' || repeat('[],', 8000000) || '0]')::json", "8 MiB"),
        ("('[' || repeat('[],', 400000) || '0]')::json", "1 MiB of JSON or arrays"),
        ("('[' || repeat('1e131071,', 100) || '0]')::jsonb", "8 MiB"),
        ("('[' || repeat('1e131071,', 100000) || '0]')::jsonb", "8 MiB"),
        ("array_fill(1e131071, ARRAY[50])", "1 MiB of JSON or arrays"),
        ("array_fill(false, ARRAY[1000000])", "1 MiB of JSON or arrays"),
        ("repeat('0', 9000000)::bit varying", "8 MiB"),
        ("decode(repeat('00', 5000000), 'hex')", "8 MiB"),
        ("numrange(0, 1e131071)", None),
        ("ROW(repeat('x', 9000000), 1)::pair", "8 MiB"),
        ("('[' || repeat('[],', 400000) || '0]')::json::document", "1 MiB of JSON or arrays"),
        ("('[' || repeat('[],', 400000) || '0]')::json::document::outer_document", "1 MiB of JSON or arrays"),
    ],
)
def test_size_is_that_of_the_text(database: Database, value: str, problem: str | None) -> None:
    """What counts is the text that would be sent, however small PostgreSQL keeps it, and whatever the type."""
    run(
        database,
        "CREATE TYPE pair AS (a text, b int)",
        "CREATE DOMAIN document AS json",
        "CREATE DOMAIN outer_document AS document",
        f"CREATE TABLE t AS SELECT {value} AS id",
    )
    found = read(database).problem
    assert found == (f"table t holds more than {problem}" if problem else None)


def test_many_values_that_are_small_on_the_disk(database: Database) -> None:
    """Measuring ends with the first row that is too much, so that it takes no longer for a hundred of them."""
    run(
        database,
        "CREATE TABLE t AS SELECT ('[' || repeat('[],', 8000000) || '0]')::json AS id",
        *["INSERT INTO t SELECT id FROM t"] * 7,
    )
    assert "table t holds more than 8 MiB" == read(database).problem


def test_no_cast_of_the_submissions_is_called(database: Database) -> None:
    """How long a value is, is asked of its type, and not of what a submission made the way to text."""
    run(
        database,
        "CREATE TYPE mood AS ENUM ('fine')",
        "CREATE FUNCTION trap(mood) RETURNS text LANGUAGE plpgsql AS $$ BEGIN RAISE 'trapped'; END $$",
        "CREATE CAST (mood AS text) WITH FUNCTION trap(mood) AS IMPLICIT",
        "CREATE TABLE t AS SELECT 'fine'::mood AS id",
    )
    assert TableRows(({"id": "fine"},)) == read(database)


def test_what_is_fetched_is_what_was_measured(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """A connection that was left open cannot store a gigabyte between the two."""
    run(database, "CREATE TABLE t AS SELECT 1 AS id")
    fetched = module._fetched

    def late(*arguments: Any) -> list[tuple[Any, ...]]:
        run(database, "INSERT INTO t VALUES (2)")
        return fetched(*arguments)

    monkeypatch.setattr(module, "_fetched", late)
    assert TableRows(({"id": 1},)) == read(database)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("'[1,5)'::int4range", "[1,5)"),
        ("'{[1,5)}'::nummultirange", "{[1,5)}"),
        ("'[infinity,)'::tsrange", "[infinity,)"),
        ("'[\"\\ud800x\"]'::json", ["?x"]),
        ('\'{"a": 1, "a": 2}\'::json', {"a": 2}),
        ("('[' || repeat('9', 4000) || ']')::json", [10**4000 - 1]),
        ("'Infinity'::numeric", decimal.Decimal("Infinity")),
        ("ROW(1, 'x')::pair", "(1,x)"),
        ("'{{1,2},{3,NULL}}'::int[]", [[1, 2], [3, None]]),
    ],
)
def test_values_are_plain(database: Database, value: str, expected: Any) -> None:
    """What Python has a plain value for is that, all else is its text."""
    run(database, "CREATE TYPE pair AS (a int, b text)", f"CREATE TABLE t AS SELECT {value} AS id")
    assert TableRows(({"id": expected},)) == read(database)


def test_every_column_without_a_plain_value_is_named(database: Database) -> None:
    """Each column that cannot be read is said, and those that can are not."""
    run(database, "CREATE TABLE t AS SELECT 1 AS id, 'infinity'::date AS a, '-infinity'::timestamp AS b")
    problem = read(database, id="id", a="a", b="b").problem
    assert problem is not None
    assert ["the column a of table t", "the column b of table t"] == [
        part.partition(" cannot")[0] for part in problem.split("; ")
    ]


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
