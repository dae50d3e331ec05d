"""What a submission's role may do, and what it may not, whatever it tries."""

from __future__ import annotations

import contextlib
import threading
import time

import psycopg
import pytest

from grader.model import TableName
from grader.postgres import database as module
from grader.postgres.database import Database
from grader.postgres.insert import RowToInsert
from grader.postgres.providers import embedded
from grader.postgres.server import Server
from grader.postgres.tenant import Tenant
from tests.support.connections import connect, run

T = TableName("public", "t")


def admin_of(server: Server) -> str:
    return str(server._access.admin["user"])


@pytest.mark.parametrize("name", ["postgres", "template1", "template0", "grader_template"])
def test_submission_connects_to_no_other_database(database: Database, name: str) -> None:
    """The maintenance database and the templates are closed to a submission."""
    with pytest.raises(psycopg.OperationalError):
        connect(database, dbname=name)


def test_submission_does_not_connect_to_another_tenants_database(server: Server, database: Database) -> None:
    """One submission's database is closed to another, also if its owner would have it open."""
    with server.tenant() as tenant:
        other = tenant.database()
        run(other, f"GRANT CONNECT ON DATABASE {other.name} TO PUBLIC")  # a warning: it owns no database
        with pytest.raises(psycopg.OperationalError, match="permission denied"):
            connect(database, dbname=other.name)


@pytest.mark.parametrize("password", ["", "wrong"])
def test_every_login_needs_the_password(server: Server, database: Database, password: str) -> None:
    """Nobody gets in over the socket without the right password: not the superuser, not the reader."""
    for user in (database.target.user, admin_of(server), f"{database.target.user}_reader"):
        with pytest.raises(psycopg.OperationalError):
            connect(database, user=user, password=password)
        with pytest.raises(psycopg.OperationalError):
            connect(database, user=user, password=password, dbname="postgres")


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT pg_read_file('/etc/passwd')",
        "SELECT pg_ls_dir('.')",
        "COPY (SELECT 1) TO '/tmp/x'",
        "COPY pg_class TO PROGRAM 'cat'",
        "SELECT lo_import('/etc/passwd')",
        "SELECT rolpassword FROM pg_authid",
        "CREATE EXTENSION pg_stat_statements",
        "CREATE EXTENSION file_fdw",
        "CREATE EXTENSION dblink",
        "CREATE ROLE other",
        "CREATE DATABASE other",
        "ALTER ROLE CURRENT_USER SUPERUSER",
        "ALTER ROLE CURRENT_USER BYPASSRLS",
        "ALTER ROLE CURRENT_USER CONNECTION LIMIT -1",
        "ALTER ROLE CURRENT_USER SET pg_stat_statements.track = 'none'",
        "SET pg_stat_statements.track = 'none'",
        "SET pg_stat_statements.track_utility = off",
        "SET pg_stat_statements.track_planning = off",
        "SET compute_query_id = off",
        "SET log_min_messages = fatal",
        "ALTER ROLE CURRENT_USER SET log_min_messages = fatal",
        "ALTER ROLE CURRENT_USER RESET log_min_messages",
        "ALTER ROLE CURRENT_USER IN DATABASE {database} SET pg_stat_statements.track = 'none'",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET pg_stat_statements.track = 'none' AS 'SELECT 1'",
        "CREATE FUNCTION f() RETURNS int LANGUAGE sql SET log_min_messages = fatal AS 'SELECT 1'",
        "SELECT set_config('pg_stat_statements.track', 'none', true)",
        "SET session_replication_role = replica",
        "SET ROLE {admin}",
        "SET SESSION AUTHORIZATION {admin}",
        "SET temp_file_limit = -1",
        "ALTER SYSTEM SET fsync = on",
        "ALTER DATABASE {database} SET search_path = x",
        "DROP DATABASE {database}",
        "SET ROLE {reader}",
        "SET SESSION AUTHORIZATION {reader}",
        "ALTER ROLE {reader} PASSWORD 'known'",
        "ALTER ROLE {reader} LOGIN",
        "GRANT {reader} TO {role}",
        "GRANT pg_read_all_data TO {role}",
        "REVOKE {role} FROM {reader}",
        "DROP ROLE {reader}",
        "CHECKPOINT",
        "SELECT pg_stat_reset()",
        "SELECT pg_reload_conf()",
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '{reader}'",
        "CREATE TABLESPACE x LOCATION '/tmp'",
        "CREATE EVENT TRIGGER x ON ddl_command_end EXECUTE FUNCTION y()",
        "LOAD '/tmp/x.so'",
        "CREATE FUNCTION f() RETURNS int LANGUAGE c AS '/tmp/x.so'",
        "CREATE TABLE pg_catalog.x (id int)",
    ],
)
def test_submission_has_no_right_beyond_its_database(
    server: Server, database: Database, statement: str
) -> None:
    """Each of these is refused for lack of rights."""
    database.catalog()  # the reader is connected
    names = {
        "database": database.name,
        "role": database.target.user,
        "reader": f"{database.target.user}_reader",
        "admin": admin_of(server),
    }
    with connect(database) as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute(statement.format(**names).encode())
    assert caught.value.sqlstate in {"42501", "42P17", "0A000", "42883"}, caught.value
    assert {} == dict(database.catalog().tables)


def test_submission_owns_schema_public_and_more(database: Database) -> None:
    """What an exercise's code may want to do with its own database works."""
    run(
        database,
        "DROP SCHEMA public CASCADE",
        "CREATE SCHEMA public",
        "CREATE SCHEMA other",
        "CREATE TABLE other.t (id uuid PRIMARY KEY DEFAULT gen_random_uuid())",
        "CREATE TEMPORARY TABLE u (id int)",
        "CREATE EXTENSION hstore",
        "CREATE TYPE public.color AS ENUM ('red')",
    )
    assert [TableName("other", "t")] == list(database.catalog().tables)


def test_submission_does_not_see_what_the_grader_asks(database: Database) -> None:
    """The grader's statements are hidden from a submission in the list of activities."""
    run(database, "CREATE TABLE t (id int)")
    database.insert([RowToInsert(T, {"id": 4711})])
    with connect(database) as connection:
        seen = connection.execute(
            "SELECT query FROM pg_stat_activity WHERE usename <> CURRENT_USER AND query ~ '[a-z]'"
        ).fetchall()
    assert {("<insufficient privilege>",)} == set(seen)


def test_number_of_connections_is_limited(database: Database) -> None:
    """A submission cannot use up the server's connections."""
    opened = [connect(database) for _ in range(30)]
    with pytest.raises(psycopg.OperationalError, match="too many connections"):
        connect(database)
    assert 30 == database.connections()
    for connection in opened:
        connection.close()


def test_code_running_as_the_reader_cannot_come_back(database: Database) -> None:
    """A trigger that runs under the reader's name may set its password; it opens no door."""
    run(
        database,
        "CREATE TABLE t (id int)",
        "CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " EXECUTE format('ALTER ROLE %I PASSWORD ''known''', CURRENT_USER);"
        " EXECUTE format('ALTER ROLE %I SET search_path = evil', CURRENT_USER);"
        " PERFORM set_config('search_path', 'evil', false); RETURN NEW; END $$",
        "CREATE TRIGGER trap BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION trap()",
    )
    database.insert([RowToInsert(T, {"id": 1})])
    with pytest.raises(psycopg.OperationalError, match="not permitted to log in"):
        connect(database, user=f"{database.target.user}_reader", password="known")
    database.reader.close()
    assert ({"id": 1},) == database.rows({"T": (T, {"id": "id"})})["T"].rows


def test_trap_gains_no_rights(database: Database) -> None:
    """A trigger that the grader's insert sets off has the submission's rights and no more."""
    run(
        database,
        "CREATE TABLE t (id int)",
        "CREATE TABLE seen (who text, super bool)",
        "CREATE FUNCTION trap() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN"
        " INSERT INTO public.seen SELECT rolname, rolsuper FROM pg_roles"
        " WHERE rolname IN (CURRENT_USER, SESSION_USER);"
        " BEGIN RESET ROLE; EXECUTE format('ALTER ROLE %I SUPERUSER', CURRENT_USER);"
        " EXCEPTION WHEN insufficient_privilege THEN NULL; END; RETURN NEW; END $$",
        "CREATE TRIGGER trap BEFORE INSERT ON t FOR EACH ROW EXECUTE FUNCTION trap()",
    )
    database.insert([RowToInsert(T, {"id": 1})])
    seen = database.rows({"Seen": (TableName("public", "seen"), {"who": "who", "super": "super"})})[
        "Seen"
    ].rows
    assert ({"who": f"{database.target.user}_reader", "super": False},) == seen


def test_new_database_gives_the_role_back_its_password_and_settings(
    tenant: Tenant, database: Database
) -> None:
    """What one run does to its role does not reach the next."""
    run(
        database,
        "ALTER ROLE CURRENT_USER SET search_path = nowhere",
        "ALTER ROLE CURRENT_USER SET statement_timeout = 1",
        "ALTER ROLE CURRENT_USER PASSWORD 'mine'",
    )
    with connect(tenant.database()) as connection:
        settings = connection.execute(
            "SELECT current_setting('search_path'), current_setting('statement_timeout')"
        ).fetchone()
    assert ('"$user", public', "10s") == settings


def test_copy_has_schema_and_rows_and_its_own_life(tenant: Tenant, database: Database) -> None:
    """A copy starts as the original is, and changes neither it nor later copies."""
    run(database, "CREATE TABLE t (id serial PRIMARY KEY)", "INSERT INTO t DEFAULT VALUES")
    first = tenant.database(copy_of=database)
    run(first, "INSERT INTO t DEFAULT VALUES", "ALTER TABLE t ADD COLUMN n text", "DROP SCHEMA IF EXISTS x")
    second = tenant.database(copy_of=database)
    assert ({"id": 1}, {"id": 2}) == first.rows({"T": (T, {"id": "id"})})["T"].rows
    assert ({"id": 1},) == second.rows({"T": (T, {"id": "id"})})["T"].rows
    assert ["id"] == list(second.catalog().tables[T].columns)


def test_original_is_closed_to_the_submission(tenant: Tenant, database: Database) -> None:
    """Once copied, a database takes no more from the submission, not even on connections that it has."""
    connection = connect(database)
    tenant.database(copy_of=database)
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        connect(database)
    assert {} == dict(database.catalog().tables)


def test_open_transactions_and_connections(database: Database) -> None:
    """The server tells idle connections from open transactions, and both end when they are told to."""
    idle, busy = connect(database), connect(database, autocommit=False)
    assert (0, 2) == (database.open_transactions(), database.connections())
    busy.execute("SELECT 1")
    assert (1, 2) == (database.open_transactions(), database.connections())
    database.terminate()
    assert (0, 0) == (database.open_transactions(), database.connections())
    idle.close()
    busy.close()


def test_submission_that_keeps_coming_back_is_locked_out(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Connecting again and again does not keep a submission alive in its database."""
    monkeypatch.setattr(module, "_END_SECONDS", 0.0)
    stop = threading.Event()

    def come_back() -> None:
        while not stop.is_set():
            with contextlib.suppress(psycopg.OperationalError):
                connect(database)

    threads = [threading.Thread(target=come_back) for _ in range(4)]
    for thread in threads:
        thread.start()
    try:
        held = connect(database)
        database.terminate()
        held.close()
        monkeypatch.undo()
        database.terminate()
        # One that was let in at the very moment ends when its thread comes round.
        deadline = time.monotonic() + 5
        while database.connections() and time.monotonic() < deadline:
            time.sleep(0.01)
        assert 0 == database.connections()
    finally:
        stop.set()
        for thread in threads:
            thread.join()
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        connect(database)


def test_nothing_is_left_of_a_tenant(server: Server) -> None:
    """After its end, a tenant's databases and roles are gone, also where it is still connected."""
    with server.tenant() as tenant:
        database = tenant.database()
        copy = tenant.database(copy_of=database)
        copy.drop()
        left = tenant.database()
        connection = connect(left)
    with server.tenant() as other, connect(other.database()) as looking:
        roles = looking.execute(
            "SELECT rolname FROM pg_roles WHERE starts_with(rolname, %s)", [tenant.roles.name]
        )
        assert [] == roles.fetchall()
        databases = looking.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [tenant.roles.name]
        )
        assert [] == databases.fetchall()
    connection.close()


def test_a_tenant_that_was_granted_something_by_another_is_dropped_all_the_same(server: Server) -> None:
    """Another submission cannot keep this one's end from succeeding."""
    with server.tenant() as hostile:
        its_own = hostile.database()
        with server.tenant() as tenant:
            run(its_own, "CREATE TABLE t (id int)", f"GRANT SELECT ON t TO {tenant.roles.name}")
        with pytest.raises(psycopg.OperationalError):
            connect(its_own, user=tenant.roles.name, password=tenant.roles.password)


def test_threads_share_a_server(server: Server) -> None:
    """Several submissions are graded at once on one server."""
    failures: list[BaseException] = []

    def grade(number: int) -> None:
        try:
            with server.tenant() as tenant:
                database = tenant.database()
                run(database, "CREATE TABLE t (id int)", f"INSERT INTO t VALUES ({number})")
                copy = tenant.database(copy_of=database)
                assert ({"id": number},) == copy.rows({"T": (T, {"id": "id"})})["T"].rows
                run(copy, f"SELECT {number} FROM t")
                count = copy.count()
                assert count is not None
                assert 1 == count.total
        except BaseException as error:  # told to the main thread
            failures.append(error)

    threads = [threading.Thread(target=grade, args=[n]) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [] == failures


def test_drop_returns_at_once(tenant: Tenant) -> None:
    """Dropping a database is not waited for."""
    database = tenant.database()
    connection = connect(database)
    before = time.perf_counter()
    dropped = database.drop()
    assert time.perf_counter() - before < 0.05
    dropped.result(timeout=10)
    with pytest.raises(psycopg.OperationalError):
        connection.execute("SELECT 1")


def test_a_database_that_is_dropped_late_goes_with_its_server() -> None:
    """A run that ends when its server was closed meanwhile, as by Ctrl-C, ends without an error."""
    with embedded.start() as server:
        database = server.tenant().database()
    database.drop().result()
