"""The schema as PostgreSQL has it, not as a mapper tells it."""

from __future__ import annotations

from grader.model import ColumnFacts, ForeignKey, TableName
from grader.postgres.database import Database
from tests.support.connections import connect, run

A, B = TableName("public", "a"), TableName("shop", "B b")


def test_tables_with_everything(database: Database) -> None:
    """Columns, keys, uniqueness and foreign keys are read as they are, in any schema, with any name."""
    run(
        database,
        "CREATE TYPE color AS ENUM ('red')",
        "CREATE DOMAIN short AS varchar(7)",
        "CREATE TABLE a (id serial, n varchar(40) NOT NULL DEFAULT 'x', c color, d timestamptz[], s short,"
        " e char(3), f numeric(10, 2), PRIMARY KEY (n, id), UNIQUE (d), UNIQUE (f, e))",
        "CREATE UNIQUE INDEX ON a (s) INCLUDE (c)",
        "CREATE UNIQUE INDEX ON a (lower(s))",
        "CREATE UNIQUE INDEX ON a (e) WHERE n > 'a'",
        "CREATE SCHEMA shop",
        'CREATE TABLE shop."B b" (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, "X y" varchar(40), a int,'
        ' FOREIGN KEY ("X y", a) REFERENCES a ON DELETE SET NULL, gone int)',
        'ALTER TABLE shop."B b" DROP COLUMN gone',
    )
    catalog = database.catalog()
    assert {A, B} == set(catalog.tables)
    a, b = catalog.tables[A], catalog.tables[B]
    assert ["id", "n", "c", "d", "s", "e", "f"] == list(a.columns)
    assert ColumnFacts("n", "character varying", 40, nullable=False, has_default=True) == a.columns["n"]
    assert ("integer", False) == (a.columns["id"].type, a.columns["id"].nullable)
    assert ["color", "timestamp with time zone[]", "character varying", "character", "numeric"] == [
        a.columns[name].type for name in "cdsef"
    ]
    assert [None, None, 7, 3, None] == [a.columns[name].length for name in "cdsef"]
    assert ("n", "id") == a.primary_key
    assert {frozenset("d"), frozenset("fe"), frozenset("s")} == a.unique
    assert ["id", "X y", "a"] == list(b.columns)
    assert (ForeignKey(("X y", "a"), A, ("n", "id"), "set null"),) == b.foreign_keys
    assert {("n", "id"), ("d",), ("f", "e"), ("s",)} <= {*a.indexes}
    assert ("e",) not in a.indexes
    assert ("red",) == a.columns["c"].labels
    assert [True, True, False] == [a.columns[name].has_default for name in ("id", "n", "c")]
    assert [True, False, False] == [b.columns[name].has_default for name in ("id", "X y", "a")]


def test_checks_in_the_servers_words(database: Database) -> None:
    """CHECK constraints have their columns and an expression that can be asked; one of great length is left out."""
    run(
        database,
        "CREATE TABLE a (n int CHECK (n BETWEEN 0 AND 9), m int, CHECK (n < m))",
        f"ALTER TABLE a ADD CHECK (m IN ({', '.join(map(str, range(1000)))}))",
    )
    checks = database.catalog().tables[A].checks
    assert [("n", "m"), ("n",)] == sorted((check.columns for check in checks), key=len, reverse=True)
    assert any(check.expression == "((n >= 0) AND (n <= 9))" for check in checks)


def test_what_only_looks_like_a_table_is_told_apart(database: Database) -> None:
    """Views are named as what they are, and temporary tables and sequences are nothing of the schema."""
    run(
        database,
        "CREATE VIEW v AS SELECT 1 AS id",
        "CREATE MATERIALIZED VIEW m AS SELECT 1 AS id",
        "CREATE SEQUENCE s",
        "CREATE TABLE p (id int) PARTITION BY LIST (id)",
        "CREATE TABLE empty ()",
    )
    with connect(database) as connection:
        connection.execute("CREATE TEMPORARY TABLE t (id int)")
        catalog = database.catalog()
    assert {"v": "view", "m": "materialized view"} == {k.name: kind for k, kind in catalog.others.items()}
    assert {"p": ["id"], "empty": []} == {k.name: list(t.columns) for k, t in catalog.tables.items()}


def test_functions_and_operators_of_a_submission_are_not_picked_up(database: Database) -> None:
    """Names that a submission defines beside PostgreSQL's own do not get into the grader's queries."""
    run(
        database,
        "CREATE FUNCTION public.format_type(oid, int) RETURNS text LANGUAGE sql AS $$ SELECT 'lie' $$",
        "CREATE FUNCTION public.never(name, text) RETURNS bool LANGUAGE sql AS $$ SELECT false $$",
        "CREATE OPERATOR public.!~ (LEFTARG = name, RIGHTARG = text, FUNCTION = public.never)",
        "CREATE TABLE a (id int)",
        "CREATE TABLE public.pg_class (id int)",
    )
    catalog = database.catalog()
    assert {A, TableName("public", "pg_class")} == set(catalog.tables)
    assert "integer" == catalog.tables[A].columns["id"].type


def test_a_lock_does_not_hold_up_the_catalog(database: Database) -> None:
    """A transaction that was left open with a table locked costs nothing."""
    run(database, "CREATE TABLE a (id int DEFAULT 5)")
    with connect(database, autocommit=False) as connection:
        connection.execute("LOCK TABLE a IN ACCESS EXCLUSIVE MODE")
        assert "integer" == database.catalog().tables[A].columns["id"].type
