"""A database that begins anew is one that no run has touched: its rows are replaced, or it is good for nothing more."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from grader.errors import OperatorError
from grader.model import TableName
from grader.postgres.database import Database
from grader.postgres.insert import RowToInsert
from grader.postgres.server import Server
from grader.postgres.tenant import Tenant
from tests.support.connections import connect, run

AUTHORS = TableName("public", "authors")
SCHEMA = (
    "CREATE TABLE authors (id serial PRIMARY KEY, name text NOT NULL, born date)",
    "CREATE TABLE posts (id int GENERATED ALWAYS AS IDENTITY, author_id int REFERENCES authors, n int UNIQUE)",
    "CREATE SEQUENCE spare START 100",
)
ADA, BOB = RowToInsert(AUTHORS, {"id": 7, "name": "Ada"}), RowToInsert(AUTHORS, {"id": 3, "name": "Bob"})


@pytest.fixture
def own_server(server: Server) -> Server:
    if server.info.provider == "url":
        pytest.skip("somebody else's server has no witness: there each run gets a copy")
    return server


def copy_of(tenant: Tenant, *statements: str) -> Database:
    """A database as runs get it: with Ada in it."""
    base = tenant.database()
    run(base, *statements)
    base.empty()
    copy = tenant.database(copy_of=base)
    copy.insert([ADA])
    return copy


@pytest.fixture
def database(own_server: Server, tenant: Tenant) -> Database:
    return copy_of(tenant, *SCHEMA)


def is_new_after(database: Database, *rows: RowToInsert) -> bool:
    """Whether it begins anew once the submission is shut out, as at the end of a run."""
    was_idle = database.shut_out()
    return was_idle and database.tally().rows_only and database.begin_anew(rows)


def names(database: Database) -> list[str]:
    found = database.rows({"A": (AUTHORS, {"name": "name"})})["A"]
    assert found.problem is None
    return [row["name"] for row in found.rows]


RUNS = {
    "rows": "INSERT INTO authors (name) VALUES ('Eve'); UPDATE authors SET name = 'X'; DELETE FROM authors",
    "a long transaction": "BEGIN; SAVEPOINT a; INSERT INTO posts (n) VALUES (1); ROLLBACK TO a; COMMIT",
    "sequences": "SELECT nextval('spare'), setval('authors_id_seq', 500), nextval('posts_id_seq')",
    "nothing": "SELECT count(*) FROM authors JOIN posts ON author_id = authors.id",
    "a rolled back insert": "BEGIN; INSERT INTO authors (name) VALUES ('Eve'); ROLLBACK",
    "what drivers ask for": "SHOW standard_conforming_strings; select pg_catalog.version()",
}


@pytest.mark.parametrize("statements", RUNS.values(), ids=RUNS.keys())
def test_rows_and_sequences_are_brought_back(database: Database, statements: str) -> None:
    """After a run that changed rows and sequences only, nothing of it is left, and ids go on as in a new copy."""
    run(database, *statements.split("; "))
    assert is_new_after(database, BOB)
    assert ["Bob"] == names(database)
    with connect(database) as connection:
        given = connection.execute(
            "INSERT INTO authors (name) VALUES ('new') RETURNING id, nextval('spare')"
        ).fetchone()
        post = connection.execute("INSERT INTO posts (n) VALUES (1) RETURNING id").fetchone()
    assert ((4, 100), (1,)) == (given, post)


def test_what_was_counted_is_forgotten(database: Database) -> None:
    """A run's count begins at none, failures included."""
    with connect(database) as connection:
        connection.execute("SELECT 1 FROM authors")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO authors VALUES (7, 'twice')")
    assert is_new_after(database, BOB)
    count = database.count()
    assert count is not None
    assert (0, True) == (count.total, count.complete)


def test_order_of_rows_is_that_of_a_copy(database: Database) -> None:
    """Rows come in the order in which they were inserted, wherever others were before."""
    with connect(database) as connection:
        connection.execute("INSERT INTO authors (name) SELECT repeat('x', 500) FROM generate_series(1, 100)")
        connection.execute("DELETE FROM authors WHERE id % 2 = 0")
    many = [RowToInsert(AUTHORS, {"id": 1000 - n, "name": f"a{n}"}) for n in range(90)]
    assert is_new_after(database, *many)
    with connect(database) as connection:
        found = connection.execute("SELECT name FROM authors").fetchall()
    assert [f"a{n}" for n in range(90)] == [name for (name,) in found]


def test_rows_that_leave_out_columns_are_filled(own_server: Server, tenant: Tenant) -> None:
    """A column that the exercise does not know is filled as in a new copy, another value for each row."""
    table = TableName("public", "t")
    rows = [
        RowToInsert(table, {"id": 1}),
        RowToInsert(table, {"id": 2}),
        RowToInsert(table, {"n": "a", "id": 3}),
    ]
    base = tenant.database()
    run(base, "CREATE TABLE t (id int, n text, code text NOT NULL UNIQUE)")
    base.empty()
    found = []
    for _ in range(2):
        copy = tenant.database(copy_of=base)
        if found:
            copy.insert([])
            assert is_new_after(copy, *rows)
        else:
            copy.insert(rows)
        found.append(copy.rows({"T": (table, {"id": "id", "code": "code"})})["T"].rows)
    assert found[0] == found[1]


def test_rows_that_do_not_fit_are_left_to_a_copy(database: Database) -> None:
    """What the tables refuse is inserted into a copy, which says why."""
    assert not is_new_after(database, ADA, ADA)


MORE_THAN_ROWS = {
    "a table": "CREATE TABLE kept (x int)",
    "a table of a query": "SELECT * INTO kept FROM authors",
    "a temporary table": "CREATE TEMPORARY TABLE kept (x int)",
    "a view": "CREATE VIEW kept AS SELECT 1 AS x",
    "an index": "CREATE INDEX ON authors (name)",
    "a type": "CREATE TYPE kept AS ENUM ('told')",
    "a domain": "CREATE DOMAIN kept AS int",
    "a schema": "CREATE SCHEMA kept",
    "a function": "CREATE FUNCTION kept() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "a rule": "CREATE RULE kept AS ON INSERT TO posts DO ALSO SELECT 1",
    "a sequence": "CREATE SEQUENCE kept START 42",
    "statistics": "CREATE STATISTICS kept ON id, name FROM authors",
    "a comment": "COMMENT ON TABLE authors IS 'told'",
    "a comment on the database": "DO $$ BEGIN EXECUTE format('COMMENT ON DATABASE %I IS $c$told$c$', current_database()); EXCEPTION WHEN OTHERS THEN NULL; END $$",
    "a default": "ALTER TABLE authors ALTER name SET DEFAULT 'told'",
    "a column": "ALTER TABLE authors ADD told int",
    "a renamed column": "ALTER TABLE authors RENAME born TO told",
    "a constraint that is gone": "ALTER TABLE posts DROP CONSTRAINT posts_author_id_fkey",
    "a table that is gone": "DROP TABLE posts",
    "all that is owned": "DROP OWNED BY CURRENT_USER",
    "a grant": "GRANT SELECT ON authors TO PUBLIC",
    "default privileges": "ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO PUBLIC",
    "a sequence's step": "ALTER SEQUENCE spare INCREMENT 5",
    "what was rolled back": "BEGIN; CREATE TABLE kept (x int); ROLLBACK",
    "code of one statement": "DO $$ BEGIN CREATE TABLE kept (x int); END $$",
    "code that hides its words": "DO $$ BEGIN EXECUTE 'CREA' || 'TE TABLE kept (x int)'; END $$",
    "a large object": "SELECT lo_from_bytea(0, 'told')",
    "a large object that is gone": "SELECT lo_unlink(lo_from_bytea(0, 'told'))",
    "a large object that was rolled back": "BEGIN; SELECT lo_create(0); ROLLBACK",
    "a setting of the role": "ALTER ROLE CURRENT_USER SET application_name = 'told'",
    "a setting of the session": "SET application_name = 'told'",
    "a password": "ALTER ROLE CURRENT_USER PASSWORD 'told'",
    "what ANALYZE saw": "ANALYZE authors",
    "what VACUUM did": "VACUUM authors",
    "a channel": "LISTEN told",
    "a cluster": "CLUSTER authors USING authors_pkey",
}


@pytest.mark.parametrize("statements", MORE_THAN_ROWS.values(), ids=MORE_THAN_ROWS.keys())
def test_more_than_rows_makes_it_good_for_nothing_more(database: Database, statements: str) -> None:
    """Whoever changed anything but rows, or tried to, has the next run in a copy."""
    run(database, *(statements.split("; ") if statements.startswith("BEGIN;") else [statements]))
    assert not is_new_after(database, BOB)


FAILING = {
    "an index that is made without a lock": "CREATE UNIQUE INDEX CONCURRENTLY kept ON authors ((id - id))",
    "code that commits, then fails": "DO $$ BEGIN CREATE TABLE kept (x int); COMMIT; RAISE 'no'; END $$",
    "VACUUM of something that is not there": "VACUUM ANALYZE authors, nothing_of_that_name",
    "a table that is there": "CREATE TABLE authors (x int)",
}


@pytest.mark.parametrize("statement", FAILING.values(), ids=FAILING.keys())
def test_what_failed_may_have_left_something(database: Database, statement: str) -> None:
    """A statement that was no query, and failed, has the next run in a copy too."""
    with connect(database) as connection:
        connection.execute("INSERT INTO authors (name) VALUES ('another')")
        with pytest.raises(psycopg.Error):
            connection.execute(statement.encode())
    assert not is_new_after(database, BOB)


CODE = {
    "a trigger": (
        "CREATE FUNCTION f() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
        "CREATE TRIGGER t BEFORE INSERT ON authors FOR EACH ROW EXECUTE FUNCTION f()",
    ),
    "a function": ("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",),
    "a view": ("CREATE VIEW v AS SELECT * FROM authors",),
    "a rule": ("CREATE RULE r AS ON DELETE TO authors DO INSTEAD NOTHING",),
    "a policy": ("CREATE POLICY p ON authors USING (true)",),
    "a materialized view": ("CREATE MATERIALIZED VIEW v AS SELECT count(*) FROM authors",),
}


@pytest.mark.parametrize("statements", CODE.values(), ids=CODE.keys())
def test_schema_that_holds_code_is_copied(
    own_server: Server,
    tenant: Tenant,
    statements: tuple[str, ...],
) -> None:
    """Where something of the submission's could run while the grader resets its database, each run has a copy."""
    database = copy_of(tenant, *SCHEMA, *statements)
    run(database, "SELECT 1 FROM authors")
    assert not is_new_after(database, BOB)


MEMORIES = [
    "SELECT n_tup_ins FROM pg_stat_user_tables",
    "SELECT pg_stat_get_tuples_inserted('authors'::regclass)",
    "SELECT seq_scan FROM pg_stat_all_tables",
    "SELECT xact_commit FROM pg_stat_database",
    "SELECT pg_stat_reset()",
    "SELECT pg_xact_status(pg_current_xact_id())",
    "SELECT txid_status(txid_current())",
    "SELECT * FROM pg_get_multixact_members('1')",
]


@pytest.mark.parametrize("query", MEMORIES)
def test_what_the_server_remembers_is_not_told(database: Database, query: str) -> None:
    """No submission reads there how often its tables were used before, nor how transactions ended."""
    with connect(database) as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
        connection.execute(query.encode())


def test_nobody_moves_the_witness_but_by_what_it_sees(database: Database) -> None:
    """A submission cannot reset, drop, replace or silence it."""
    attempts: list[Any] = [
        "SELECT setval('pg_catalog.grader_ddl_witness', 1)",
        "SELECT nextval('pg_catalog.grader_ddl_witness')",
        "DROP SEQUENCE pg_catalog.grader_ddl_witness",
        "DROP EVENT TRIGGER grader_ddl_witness",
        "ALTER EVENT TRIGGER grader_ddl_witness DISABLE",
        "DROP FUNCTION pg_catalog.grader_ddl_witness()",
        "CREATE OR REPLACE FUNCTION pg_catalog.grader_ddl_witness() RETURNS event_trigger LANGUAGE plpgsql AS 'BEGIN END'",
        "SET session_replication_role = replica",
        "SET event_triggers = off",
        "SET pg_stat_statements.track = 'none'",
        "SET log_min_messages = 'panic'",
    ]
    with connect(database) as connection:
        for attempt in attempts:
            with pytest.raises((psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedObject)):
                connection.execute(attempt.encode())


def test_statement_that_was_under_way_makes_it_good_for_nothing_more(database: Database) -> None:
    """A statement that is ended in its middle may have done a part of what it does."""
    connection = connect(database)
    connection.pgconn.send_query(b"SELECT pg_sleep(30)")
    while not database.open_transactions():
        pass
    assert not is_new_after(database, BOB)
    connection.close()


def test_witness_is_not_among_what_a_submission_finds(database: Database) -> None:
    """A submission that lists its schemas and tables finds its own alone."""
    with connect(database) as connection:
        schemas = connection.execute("SELECT nspname FROM pg_namespace WHERE nspname !~ '^pg_'").fetchall()
        found = connection.execute(
            "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace"
            " WHERE relkind = 'S' AND nspname <> 'pg_catalog'"
        ).fetchall()
    assert {("public",), ("information_schema",)} == set(schemas)
    assert {("authors_id_seq",), ("posts_id_seq",), ("spare",)} == set(found)


def test_definitions_are_counted_as_without_a_witness(database: Database) -> None:
    """What the witness does is nobody's statement."""
    run(database, "CREATE TABLE counted (x int)")
    count = database.count()
    assert count is not None
    assert (["CREATE TABLE counted (x int)"], ()) == ([s.sql for s in count.statements], count.nested)


ITEMS = TableName("shop", "items")
IN_A_SCHEMA = (
    "CREATE TABLE shop.items (id serial PRIMARY KEY, name public.citext UNIQUE, code text DEFAULT 'x')",
    "CREATE SCHEMA AUTHORIZATION CURRENT_USER CREATE TABLE own (n int)",
)


def prepared(tenant: Tenant, *statements: str) -> Database:
    """As ``copy_of``, with a schema and an extension that an exercise has made before."""
    base = tenant.database()
    base.make(["shop"], ["citext"])
    run(base, *IN_A_SCHEMA, *statements)
    base.empty()
    copy = tenant.database(copy_of=base)
    copy.insert([RowToInsert(ITEMS, {"id": 7, "name": "Tea"})])
    return copy


def test_tables_of_every_schema_are_brought_back(own_server: Server, tenant: Tenant) -> None:
    """What a run left in tables of a schema is gone, and an extension's functions do not stand in the way."""
    database = prepared(tenant)
    run(
        database,
        "INSERT INTO shop.items (name) VALUES ('milk')",
        f"INSERT INTO {tenant.roles.name}.own VALUES (1)",
    )
    assert is_new_after(database, RowToInsert(ITEMS, {"id": 3, "name": "Tea"}))
    found = database.rows({"A": (ITEMS, {"name": "name", "id": "id"})})["A"]
    assert [{"name": "Tea", "id": 3}] == list(found.rows)
    with connect(database) as connection:
        assert [] == connection.execute("SELECT FROM own").fetchall()
        assert [(4,)] == connection.execute("INSERT INTO shop.items DEFAULT VALUES RETURNING id").fetchall()


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE FUNCTION shop.f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "CREATE RULE r AS ON INSERT TO shop.items DO NOTHING",
    ],
)
def test_code_beside_an_extension_is_found(own_server: Server, tenant: Tenant, statement: str) -> None:
    """A function or a rule of the submission's own is one, however many an extension has."""
    assert not is_new_after(prepared(tenant, statement))


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE SCHEMA more",
        "CREATE EXTENSION hstore",
        "CREATE EXTENSION IF NOT EXISTS citext",
        "ALTER TABLE shop.items SET SCHEMA public",
        "CREATE TABLE shop.more (n int)",
        "DROP SCHEMA IF EXISTS nothing",
    ],
)
def test_what_is_defined_in_a_schema_is_seen(own_server: Server, tenant: Tenant, statement: str) -> None:
    """A run that makes a schema, an extension or a table, or tries to, gets its database for itself."""
    database = prepared(tenant)
    run(database, statement)
    assert not is_new_after(database)


def test_an_extension_that_is_not_there(server: Server, tenant: Tenant) -> None:
    """What the server cannot make is the operator's, in the server's words."""
    with pytest.raises(OperatorError, match="nosuch"):
        tenant.database().make([], ["nosuch"])


def test_what_is_made_is_the_submissions(server: Server, tenant: Tenant) -> None:
    """On every kind of server the submission may use the schema and the extension, and only the grader's rows differ."""
    base = tenant.database()
    base.make(["shop"], ["citext", "hstore"])
    run(base, *IN_A_SCHEMA[:1])
    base.empty()
    copy = tenant.database(copy_of=base)
    copy.insert([RowToInsert(ITEMS, {"name": "Tea"})])
    with connect(copy) as connection:
        assert [("Tea",)] == connection.execute("SELECT name FROM shop.items WHERE name = 'TEA'").fetchall()
