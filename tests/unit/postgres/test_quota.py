"""What a submission may store, and how long its own code may keep the grader waiting in its database."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from grader.model import TableName
from grader.postgres import reader as module
from grader.postgres.database import Database
from grader.postgres.insert import RowToInsert, TooSlowError
from grader.postgres.quota import Quota
from grader.postgres.server import Server
from grader.postgres.tenant import Tenant
from tests.support.connections import connect, run

T = TableName("public", "t")
FILL = "INSERT INTO t SELECT repeat(md5(g::text), 40) FROM generate_series(1, 2000) g"


def fill(connection: psycopg.Connection[Any], times: int) -> None:
    for _ in range(times):
        connection.execute(FILL)


def test_submission_that_stores_too_much_is_shut_out(database: Database) -> None:
    """Filling goes on only until it is noticed; then its connections end, and no new one is let in."""
    run(database, "CREATE TABLE t (x text)")
    with Quota(database, 16) as quota, connect(database) as connection:
        with pytest.raises(psycopg.OperationalError):
            fill(connection, 10_000)
        assert quota.is_exceeded()
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        connect(database)


def test_what_is_allowed_is_let_be(database: Database) -> None:
    """A submission below its quota notices nothing of it."""
    run(database, "CREATE TABLE t (x text)", FILL)
    with Quota(database, 64) as quota, connect(database) as connection:
        connection.execute("SELECT pg_sleep(0.5)")
        assert not quota.is_exceeded()


def test_too_much_in_too_short_a_time_is_noticed_in_the_end(database: Database) -> None:
    """A run that is over before the first look is judged like a longer one."""
    run(database, "CREATE TABLE t (x text)", *[FILL] * 6)
    with Quota(database, 16) as quota:
        assert quota.is_exceeded()


def test_query_that_takes_too_much_memory_fails_alone(server: Server, database: Database) -> None:
    """It fails with a message; its connection and the server go on."""
    if server.info.provider == "url":
        pytest.skip("somebody else's server has the limits that it has")
    with connect(database) as connection:
        with pytest.raises(psycopg.errors.OutOfMemory):
            connection.execute("SELECT length(repeat('x', 600000000) || repeat('y', 400000000))")
        assert (1,) == connection.execute("SELECT 1").fetchone()


@pytest.mark.parametrize(
    "body",
    [
        "PERFORM pg_sleep(0.4)",
        "PERFORM set_config('statement_timeout', '0', false); PERFORM pg_sleep(0.4)",
        "LOOP BEGIN PERFORM pg_sleep(9); EXCEPTION WHEN OTHERS OR query_canceled THEN NULL; END; END LOOP",
    ],
)
def test_triggers_cannot_keep_the_reader(
    database: Database, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    """However a trigger spends it, all of the time to lay rows is limited; then the database works as before."""
    monkeypatch.setattr(module, "_READER_SECONDS", 1.0)
    run(
        database,
        "CREATE TABLE t (id int)",
        f"CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body}; RETURN NEW; END $$",
        "CREATE TRIGGER wait BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION wait()",
    )
    with pytest.raises(TooSlowError, match="took more than 5 s"):
        database.insert([RowToInsert(T, {"id": n}) for n in range(20)])
    assert () == database.rows({"T": (T, {"id": "id"})})["T"].rows
    run(database, "DROP TRIGGER wait ON t")
    database.insert([RowToInsert(T, {"id": 1})])
    assert ({"id": 1},) == database.rows({"T": (T, {"id": "id"})})["T"].rows


NOTIFY = (
    "DO $$ BEGIN FOR i IN 1..2500 LOOP PERFORM pg_notify('heard', i || repeat('x', 7980)); END LOOP; END $$"
)
SORT = "DECLARE big CURSOR WITH HOLD FOR SELECT repeat(md5(i::text), 30) FROM generate_series(1, 25000) i"
TEXTS = """
    DO $$ BEGIN
        FOR i IN 1..{number} LOOP
            EXECUTE 'SELECT 1' || repeat(' + 1', i) || ' /* ' || repeat('x', 1000000) || ' */ + 1';
        END LOOP;
    END $$
"""


@pytest.mark.parametrize(
    "statements",
    [("LISTEN heard", "BEGIN", "SELECT 1"), (SORT,), (TEXTS.format(number=20),)],
    ids=["notifications", "temporary files", "texts of statements"],
)
def test_what_is_stored_outside_of_its_database_counts(
    server: Server, database: Database, statements: tuple[str, ...]
) -> None:
    """Where nobody else uses the server; on somebody else's it cannot be told whose it is."""
    quota = Quota(database, 16)
    with connect(database) as connection:
        for statement in statements:
            connection.execute(statement.encode())
        if statements[0].startswith("LISTEN"):
            run(database, NOTIFY)
        assert quota.is_exceeded() is (server.info.provider != "url")


def test_texts_of_an_earlier_run_are_gone(server: Server, tenant: Tenant) -> None:
    """Statements that were too long to be counted cost that run its count; the next one has all of its own."""
    if server.info.provider == "url":
        pytest.skip("somebody else's server keeps what it keeps")
    flooded = tenant.database()
    run(flooded, TEXTS.format(number=100))
    count = flooded.count()
    assert count is not None
    assert not count.complete
    flooded.drop().result()
    database = tenant.database()
    run(database, "CREATE TABLE t (x text)")
    assert not Quota(database, 16).is_exceeded()
    count = database.count()
    assert count is not None
    assert (True, 1) == (count.complete, count.total)
