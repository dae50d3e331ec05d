"""What counts, and what does not, on a real server."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import psycopg
import psycopg2
import psycopg2.extras
import pytest
import sqlalchemy as sa

from grader.errors import InternalError
from grader.model import ServerCount, TableName
from grader.postgres.database import Database
from grader.postgres.insert import RowToInsert
from grader.postgres.providers import embedded
from grader.postgres.server import Server
from grader.postgres.settings import SERVER_SETTINGS
from grader.postgres.tenant import Tenant
from tests.support.connections import connect, run


def counted(database: Database) -> dict[str, int]:
    """Statement → calls. The entry of a connection's last statement may come a moment later."""
    time.sleep(0.02)
    count = database.count()
    assert count is not None
    assert count.complete
    return {statement.sql: statement.calls for statement in count.statements}


def counted_since(database: Database, before: ServerCount | None) -> ServerCount:
    after = database.count()
    assert before is not None
    assert after is not None
    return after.since(before)


def different_statements(first: int, number: int) -> list[str]:
    """Statements that normalising does not make the same: other expressions in each."""
    return [
        f"SELECT {'+'.join(f'{c}::int{2 ** (1 + int(c))}' for c in f'{n:b}')}"
        for n in range(first, first + number)
    ]


def engine(database: Database, driver: str, **options: Any) -> sa.Engine:
    target = database.target
    url = sa.URL.create(f"postgresql+{driver}", target.user, target.password, database=target.dbname)
    query = {"host": target.host, "port": str(target.port)}
    return sa.create_engine(url.set(query=query), **options)


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])
@pytest.mark.parametrize("options", [{}, {"pool_pre_ping": True}, {"isolation_level": "AUTOCOMMIT"}])
def test_new_engine_counts_its_honest_statement_only(
    database: Database, driver: str, options: dict[str, Any]
) -> None:
    """A brand-new engine's first connection adds nothing to the statements that it was made for."""
    new = engine(database, driver, **options)
    for _ in range(3):
        with new.connect() as connection:
            connection.execute(sa.text("SELECT count(*) FROM pg_class"))
    new.dispose()
    assert {"SELECT count(*) FROM pg_class": 3} == counted(database)


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])
def test_executemany_counts_each_parameter_set(database: Database, driver: str) -> None:
    """An executemany of 20 rows is 20 statements, on both drivers."""
    run(database, "CREATE TABLE t (id int, n text)")
    new = engine(database, driver)
    with new.begin() as connection:
        connection.execute(
            sa.text("UPDATE t SET n = :n WHERE id = :id"), [{"id": i, "n": str(i)} for i in range(20)]
        )
    new.dispose()
    updates = [calls for sql, calls in counted(database).items() if sql.startswith("UPDATE")]
    assert [20] == updates


def test_server_side_cursor_is_one_statement(database: Database) -> None:
    """However much is fetched from it, a cursor is one statement."""
    with connect(database) as connection, connection.transaction(), connection.cursor("big") as cursor:
        cursor.execute("SELECT * FROM generate_series(1, 100)")
        for _ in range(20):
            cursor.fetchmany(5)
    count = database.count()
    assert count is not None
    assert 1 == count.total
    assert () == count.nested


@pytest.mark.parametrize(
    "statement",
    [
        "DO $$ BEGIN FOR i IN 1..40 LOOP PERFORM * FROM pg_class WHERE oid = i; END LOOP; END $$",
        "SELECT many()",
        "INSERT INTO trapped VALUES (1)",
    ],
)
def test_loop_inside_the_server_is_nested(database: Database, statement: str) -> None:
    """The 40 of a loop in a DO block, a function or a trigger count, and are told apart."""
    run(
        database,
        "CREATE FUNCTION many() RETURNS int LANGUAGE plpgsql AS"
        " $$ BEGIN FOR i IN 1..40 LOOP PERFORM * FROM pg_class WHERE oid = i; END LOOP; RETURN 1; END $$",
        "CREATE TABLE trapped (id int)",
        "CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS"
        " $$ BEGIN PERFORM many(); RETURN NEW; END $$",
        "CREATE TRIGGER trap BEFORE INSERT ON trapped FOR EACH ROW EXECUTE FUNCTION trap()",
    )
    before = database.count()
    run(database, statement)
    after = database.count()
    assert before is not None
    assert after is not None
    difference = after.since(before)
    assert 1 == sum(statement.calls for statement in difference.statements)
    assert difference.total == 1 + difference.inside
    assert 40 == max(nested.calls for nested in difference.nested)


def test_foreign_key_lookups_are_nowhere(database: Database) -> None:
    """What the server does for foreign keys, at once, cascading or deferred, is not the submission's."""
    run(
        database,
        "CREATE TABLE p (id int PRIMARY KEY)",
        "CREATE TABLE c (id int PRIMARY KEY, p int REFERENCES p ON DELETE CASCADE ON UPDATE CASCADE)",
        "CREATE TABLE n (id int PRIMARY KEY, p int REFERENCES p ON DELETE SET NULL ON UPDATE SET NULL)",
        "CREATE TABLE d (p int REFERENCES p DEFERRABLE INITIALLY DEFERRED)",
        "ALTER TABLE d ADD FOREIGN KEY (p) REFERENCES c DEFERRABLE",
    )
    before = database.count()
    run(
        database,
        "INSERT INTO p SELECT generate_series(1, 40)",
        "INSERT INTO c SELECT g, g FROM generate_series(1, 40) g",
        "INSERT INTO n SELECT g, g FROM generate_series(1, 40) g",
        "INSERT INTO d SELECT g FROM generate_series(21, 40) g",
        "DELETE FROM p WHERE id < 10",
        "UPDATE p SET id = 100 WHERE id = 11",
    )
    after = database.count()
    assert before is not None
    assert after is not None
    assert 6 == after.since(before).total
    assert () == after.since(before).nested


def test_statement_that_fails_while_it_runs_counts(database: Database) -> None:
    """An error can carry an answer: what fails after it was planned counts, at any depth of savepoints."""
    asked = "SELECT ('<' || (SELECT count(*) FROM pg_class) || '>')::int"
    with connect(database) as connection:
        for _ in range(3):
            with pytest.raises(psycopg.errors.InvalidTextRepresentation, match="<"), connection.transaction():
                connection.execute(asked.encode())
    assert [3] == list(counted(database).values())


def test_nested_statement_that_fails_counts(database: Database) -> None:
    """Inside the server too an error can carry an answer; an assignment that reads nothing is no statement."""
    run(
        database,
        "DO $$ DECLARE n int; BEGIN FOR i IN 1..5 LOOP n := i + 1; BEGIN"
        " n := 1 + ('<' || (SELECT count(*) FROM pg_class))::int;"
        " EXCEPTION WHEN OTHERS THEN NULL; END; END LOOP; END $$",
    )
    count = database.count()
    assert count is not None
    assert [5] == [statement.calls for statement in count.nested]


ANSWER = "SELECT ('<' || (SELECT count(*) FROM pg_class WHERE oid > {}) || '>')::int"


def fail(connection: psycopg.Connection[Any], statement: str) -> None:
    with pytest.raises(psycopg.errors.InvalidTextRepresentation, match="<"):
        connection.execute(statement.encode())


def test_failing_execution_of_a_kept_plan_counts(server: Server, database: Database) -> None:
    """A plan is made once for many executions that fail; a server of the grader's own counts each of them."""
    with connect(database) as connection:
        connection.execute(f"PREPARE p AS {ANSWER.format(0)}".encode())
        before = database.count()
        for _ in range(5):
            fail(connection, "EXECUTE p")
    assert (1 if server.info.provider == "url" else 5) == counted_since(database, before).total


def test_failing_execution_with_a_parameter_counts(server: Server, database: Database) -> None:
    """The same where a submission asks for plans that fit all parameters, in savepoints of one transaction."""
    with connect(database, options="-c plan_cache_mode=force_generic_plan") as connection:
        connection.execute("BEGIN")
        connection.pgconn.prepare(b"p", ANSWER.format("$1").encode())
        for number in range(5):
            connection.execute("SAVEPOINT s")
            assert b"<" in connection.pgconn.exec_prepared(b"p", [str(number).encode()]).error_message
            connection.execute("ROLLBACK TO s")
    assert [1 if server.info.provider == "url" else 5] == list(counted(database).values())


@pytest.mark.parametrize(
    "statement",
    [
        "DO $$ DECLARE n int; BEGIN n := ask(); END $$",
        "CREATE TABLE t AS EXECUTE p",
        "EXPLAIN ANALYZE EXECUTE p",
        "SELECT ask_when_planned(1)",
    ],
)
def test_failure_of_what_is_never_called_counts(server: Server, database: Database, statement: str) -> None:
    """What does not even have a plan of its own is known by the errors alone."""
    if server.info.provider == "url":
        pytest.skip("somebody else's server writes its errors where the grader does not see them")
    run(
        database,
        "CREATE FUNCTION ask() RETURNS int LANGUAGE plpgsql AS"
        f" $$ DECLARE n int; BEGIN {ANSWER.format(0)} INTO n; RETURN n; END $$",
        "CREATE FUNCTION ask_when_planned(int) RETURNS int IMMUTABLE LANGUAGE plpgsql AS"
        " $$ BEGIN RETURN ask(); END $$",
    )
    with connect(database) as connection:
        connection.execute(f"PREPARE p AS {ANSWER.format(0)}".encode())
        fail(connection, statement)
        before = database.count()
        for _ in range(5):
            fail(connection, statement)
    assert 5 <= counted_since(database, before).total


def test_failure_of_another_kind_counts_once(database: Database) -> None:
    """Honest code that fails is counted as on a server that writes nothing down: each statement once."""
    run(database, "CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)")
    before = database.count()
    with connect(database) as connection:
        for _ in range(3):
            with pytest.raises(psycopg.errors.UniqueViolation), connection.transaction():
                connection.execute("INSERT INTO t VALUES (%s)", [1])
            with pytest.raises(psycopg.errors.UndefinedTable), connection.transaction():
                connection.execute("SELECT * FROM nowhere")
    assert 3 == counted_since(database, before).total


def test_errors_that_are_too_long_to_be_read_make_the_count_incomplete(
    server: Server, database: Database
) -> None:
    """Nobody hides a failure behind others; the next database's count is whole again."""
    if server.info.provider == "url":
        pytest.skip("somebody else's server writes its errors where the grader does not see them")
    with connect(database) as connection, pytest.raises(psycopg.errors.InvalidTextRepresentation):
        connection.execute("SELECT repeat('x', 9000000)::int")
    count = database.count()
    assert count is not None
    assert not count.complete
    with server.tenant() as tenant:
        other = tenant.database()
        with connect(other) as connection:
            connection.execute(f"PREPARE p AS {ANSWER.format(0)}".encode())
            fail(connection, "EXECUTE p")
            fail(connection, "EXECUTE p")
        assert [2] == list(counted(other).values())


def test_errors_take_up_what_a_submission_may_store(server: Server, database: Database) -> None:
    """A submission cannot fill the disk with errors either."""
    if server.info.provider == "url":
        pytest.skip("somebody else's server writes its errors where the grader does not see them")
    before = database.size()
    with connect(database) as connection, pytest.raises(psycopg.errors.InvalidTextRepresentation):
        connection.execute("SELECT repeat('x', 3000000)::int")
    assert database.size() > before + 3_000_000


MAKER = """
    CREATE TABLE t (id int);
    CREATE FUNCTION make() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        EXECUTE 'CREATE FUNCTION public.asks() RETURNS bigint LANGUAGE plpgsql SECURITY DEFINER AS $f$ DECLARE n bigint;
            BEGIN FOR i IN 1..7 LOOP SELECT count(*) INTO n FROM public.t WHERE id = i; END LOOP; RETURN n; END $f$';
        EXECUTE 'GRANT EXECUTE ON FUNCTION public.asks() TO PUBLIC';
        RETURN NULL;
    END $$;
    CREATE TRIGGER make AFTER INSERT ON t FOR EACH ROW EXECUTE FUNCTION make();
"""
"""A trigger that makes a function while rows are laid: it belongs to the reader, and runs with its rights."""


def test_function_of_the_reader_is_counted(database: Database) -> None:
    """What runs under the reader's name on a connection of the submission is the submission's."""
    run(database, MAKER)
    database.insert([RowToInsert(TableName("public", "t"), {"id": 1})])
    before = database.count()
    run(database, "SELECT asks()")
    count = counted_since(database, before)
    assert (1, 7) == (count.total - count.inside, count.inside)


def test_laying_rows_is_not_counted(database: Database) -> None:
    """What the grader does under the reader's name is not, whatever a trigger does then."""
    run(database, MAKER)
    before = database.count()
    database.insert([RowToInsert(TableName("public", "t"), {"id": 1})])
    database.catalog()
    assert 0 == counted_since(database, before).total


CATCHES = "EXCEPTION WHEN OTHERS THEN"


@pytest.mark.parametrize(
    ("statement", "complete"),
    [
        (f"BEGIN PERFORM count(*) FROM t; {CATCHES} NULL; END", False),
        ("DECLARE c refcursor; BEGIN OPEN c FOR SELECT id FROM t; END", False),
        ("DECLARE c CURSOR FOR SELECT id FROM t; BEGIN FOR r IN c LOOP NULL; END LOOP; END", False),
        ("BEGIN PERFORM count(*) FROM t; IF false THEN RAISE EXCEPTION 'no'; END IF; END", True),
        (f"BEGIN CREATE TABLE t (id int); {CATCHES} NULL; END", True),
    ],
)
@pytest.mark.parametrize("place", ["DO", "CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS"])
def test_code_that_gives_executions_up_makes_the_count_incomplete(
    database: Database, statement: str, complete: bool, place: str
) -> None:
    """Inside the server a query that reads may fail, or be given up, unseen: then the count is a lower bound."""
    run(database, "CREATE TABLE t (id int)", f"{place} $$ {statement} $$")
    if place != "DO":
        run(database, "SELECT f()")
    count = database.count()
    assert count is not None
    assert complete == count.complete


def test_code_that_is_gone_makes_the_count_incomplete(database: Database) -> None:
    """What a function did that is not there any more, nobody knows."""
    run(
        database,
        "CREATE TABLE t (id int)",
        "CREATE FUNCTION f() RETURNS bigint LANGUAGE plpgsql AS $$ BEGIN RETURN (SELECT count(*) FROM t); END $$",
    )
    before = database.count()
    run(database, "SELECT f()")
    called = database.count()
    run(database, "DROP FUNCTION f")
    after = database.count()
    assert (True, True, False) == tuple(count.complete for count in (before, called, after) if count)


def test_statement_that_fails_before_it_runs_does_not_count(database: Database) -> None:
    """What could not be planned has read nothing, and is nobody's work."""
    with connect(database) as connection:
        for statement in ("SELEC 1", "SELECT nothing FROM pg_class", "SELECT * FROM nowhere"):
            with pytest.raises(psycopg.ProgrammingError), connection.transaction():
                connection.execute(statement.encode())
    assert {} == counted(database)


def test_statement_whose_connection_hangs_up_counts(database: Database) -> None:
    """psycopg 3 leaves a query with parameters unfinished until the next one; hanging up there hides nothing."""
    for _ in range(3):
        connection = connect(database)
        connection.autocommit = False
        connection.execute("SELECT count(*) FROM pg_class WHERE oid > %s", [0])
        connection.pgconn.finish()
    assert [3] == list(counted(database).values())


def test_prepared_statement_counts_each_execution_once(database: Database) -> None:
    """Planning counts where execution does not show, never beside it."""
    with connect(database) as connection:
        for number in range(30):
            connection.execute("SELECT count(*) FROM pg_class WHERE oid > %s", [number], prepare=True)
    assert [30] == list(counted(database).values())


@pytest.mark.parametrize(
    ("setup", "lookup"),
    [
        (
            "CREATE FUNCTION public.current_schema() RETURNS text STABLE LANGUAGE sql AS"
            " 'SELECT session_user::text'",
            "select current_schema()",
        ),
        (
            "CREATE VIEW pg_namespace AS SELECT 1 AS oid;"
            "CREATE VIEW pg_type AS SELECT 1 AS oid, 2 AS typarray, 1 AS typnamespace, 'x' AS typname",
            "SELECT t.oid, typarray FROM pg_type t JOIN pg_namespace ns"
            " ON typnamespace = ns.oid WHERE typname = 'x'",
        ),
    ],
)
def test_look_up_that_leads_elsewhere_counts(database: Database, setup: str, lookup: str) -> None:
    """A driver's look-up is housekeeping only where it asks PostgreSQL's own tables and functions."""
    run(database, setup)
    before = database.count()
    run(database, "SET search_path TO public, pg_catalog", lookup)
    after = database.count()
    assert before is not None
    assert after is not None
    assert 2 == after.since(before).total


def test_look_up_like_a_deferred_constraints_counts_where_nothing_was_written(database: Database) -> None:
    """Only rows that were written explain a constraint's look-ups; others were sent by the submission."""
    run(database, "CREATE TABLE p (id int PRIMARY KEY)")
    before = database.count()
    lookup = 'SELECT 1 FROM ONLY "public"."p" x WHERE "id" OPERATOR(pg_catalog.=) 1 FOR KEY SHARE OF x'
    run(database, lookup, lookup, "INSERT INTO p VALUES (1)", lookup)
    after = database.count()
    assert before is not None
    assert after is not None
    assert 1 + 2 == after.since(before).total


def test_count_is_of_one_database_and_its_submission(tenant: Tenant, database: Database) -> None:
    """Neither another database's statements nor the grader's own are counted, and a copy starts at none."""
    run(database, "CREATE TABLE t (id int)")
    database.empty()
    database.catalog()
    copy = tenant.database(copy_of=database)
    copy.catalog()
    assert {} == counted(copy)
    assert {"CREATE TABLE t (id int)": 1} == counted(database)


def test_lost_entries_make_the_count_incomplete(
    binaries: Path | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the server had to forget entries, the count says that it is only a lower bound."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(embedded, "SERVER_SETTINGS", {**SERVER_SETTINGS, "pg_stat_statements.max": "200"})
    with embedded.start(binaries) as server, server.tenant() as tenant:
        database = tenant.database()
        with connect(database) as connection:
            connection.execute("; ".join(different_statements(0, 100)).encode())
            few = database.count()
            connection.execute("; ".join(different_statements(100, 300)).encode())
            many = database.count()
        assert few is not None
        assert many is not None
        assert (True, False) == (few.complete, many.complete)


def test_count_that_others_used_up_is_an_error_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who sent a statement or two is not told that they were too many, whoever used up the count."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(embedded, "SERVER_SETTINGS", {**SERVER_SETTINGS, "pg_stat_statements.max": "200"})
    with embedded.start() as server, server.tenant() as tenant, server.tenant() as flooding:
        database = tenant.database()
        run(database, "SELECT 1 FROM pg_class")
        run(flooding.database(), "; ".join(different_statements(0, 400)))
        with pytest.raises(InternalError, match="used up by others"):
            database.count()


def test_dropping_others_does_not_make_a_count_incomplete(server: Server) -> None:
    """Dropping a database forgets its entries, and nobody else takes that for a loss."""
    with server.tenant() as tenant:
        first, second = tenant.database(), tenant.database()
        run(first, "SELECT now()")
        first.drop().result()
        tenant.database().drop().result()
        assert {} == counted(second)


def test_psycopg2_execute_batch(database: Database) -> None:
    """Statements sent in one message are counted one by one."""
    target = database.target
    address = {"host": target.host, "port": target.port, "user": target.user, "password": target.password}
    connection = psycopg2.connect(dbname=target.dbname, **address)
    with connection, connection.cursor() as cursor:
        psycopg2.extras.execute_batch(
            cursor, "SELECT oid FROM pg_class WHERE oid = %s", [(n,) for n in range(30)]
        )
    connection.close()
    assert {"SELECT oid FROM pg_class WHERE oid = $1": 30} == counted(database)
