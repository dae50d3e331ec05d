"""Somebody else's server: used, left as it was, and shared with other graders."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from grader.errors import OperatorError
from grader.model import TableName
from grader.postgres.insert import RowToInsert
from grader.postgres.providers import url
from grader.postgres.server import Server
from tests.support.connections import connect, run
from tests.support.foreign import PASSWORD, Foreign, foreign
from tests.support.waiting import find_line, python, until

GRADER = """
import sys, time
from grader.postgres.providers import url
server = url.start(sys.argv[1])
tenant = server.tenant()
database = tenant.database()
copy = tenant.database(copy_of=database)
print(tenant.roles.name, database.target.host, flush=True)
if sys.argv[2] == "raise":
    raise RuntimeError("the grader fails")
time.sleep(60)
"""

LOGINS = ["owner", "maker", "counter"]


@pytest.fixture(scope="module")
def counting(binaries: Path | None) -> Iterator[Foreign]:
    """With pg_stat_statements."""
    with foreign(binaries, preload=True) as found:
        yield found


@pytest.fixture(scope="module")
def plain(binaries: Path | None) -> Iterator[Foreign]:
    """Without pg_stat_statements."""
    with foreign(binaries, preload=False) as found:
        yield found


@pytest.fixture
def clean(counting: Foreign) -> Iterator[Foreign]:
    """Nothing of a grader's is there before, nor afterwards."""
    assert [] == counting.left()
    yield counting
    assert [] == counting.left()


def use(server: Server) -> None:
    """What every submission does."""
    with server.tenant() as tenant:
        database = tenant.database()
        run(database, "CREATE TABLE t (id int)")
        copy = tenant.database(copy_of=database)
        copy.insert([RowToInsert(TableName("public", "t"), {"id": 1})])
        run(copy, "SELECT id FROM t")
        rows = copy.rows({"T": (TableName("public", "t"), {"id": "id"})})["T"]
        assert ({"id": 1},) == rows.rows
        count = copy.count()
        assert (1 if server.info.counts else None) == (count.total if count else None)


# ---- how it is left -------------------------------------------------------------------------------


@pytest.mark.parametrize("login", LOGINS)
def test_nothing_is_left(clean: Foreign, login: str) -> None:
    """After the end there is no database, role, object or lock of the grader's on the server."""
    with url.start(clean.url(login)) as server:
        use(server)
        assert clean.left()
    server.close()


@pytest.mark.parametrize("login", LOGINS)
def test_what_was_not_dropped_is_dropped_at_the_end(clean: Foreign, login: str) -> None:
    """Tenants that nobody dropped go with the server, also while a submission is still connected."""
    with url.start(clean.url(login)) as server:
        database = server.tenant().database()
        connection = connect(database)
        connection.execute("SELECT 1")
        folder = Path(database.target.host)
        assert folder.exists()
    connection.close()
    assert not folder.exists()


def test_without_its_lock_it_still_cleans_up(clean: Foreign) -> None:
    """A grader whose waiting session was ended by the server drops what it made all the same."""
    with url.start(clean.url("maker")) as server:
        use(server)
        server.tenant().database()
        with clean.admin() as connection:
            connection.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")


def test_server_is_not_changed(clean: Foreign) -> None:
    """No setting, no other's role or database, and no other's statement count changes."""

    def state() -> list[Any]:
        with clean.admin() as connection:
            connection.execute("SELECT 'kept by the server' AS kept")
            return [
                connection.execute(query).fetchall()
                for query in (
                    "SELECT name, setting FROM pg_settings ORDER BY 1",
                    "SELECT rolname, rolconfig, rolsuper FROM pg_roles ORDER BY 1",
                    "SELECT datname, datacl::text FROM pg_database ORDER BY 1",
                    "SELECT * FROM pg_db_role_setting",
                    "SELECT roleid, member FROM pg_auth_members ORDER BY 1, 2",
                    "SELECT extname FROM pg_extension ORDER BY 1",
                    "SELECT stats_reset::text FROM pg_stat_statements_info",
                    "SELECT calls > 0 FROM pg_stat_statements WHERE query ~ 'AS kept$'",
                )
            ]

    before = state()
    assert before[-1]
    for login in ("owner", "counter"):
        with url.start(clean.url(login)) as server:
            use(server)
    assert before == state()


@pytest.mark.parametrize("login", ["owner", "counter"])
def test_counts_of_what_is_gone_are_forgotten(clean: Foreign, login: str) -> None:
    """A grader does not fill the server's count with statements of databases that are gone."""
    with clean.admin() as connection:
        query = "SELECT count(*) FROM pg_stat_statements WHERE query ~ 'AS mark_of_this_test$'"
        with url.start(clean.url(login)) as server, server.tenant() as tenant:
            run(tenant.database(), "SELECT 1 AS mark_of_this_test")
            assert (1,) == connection.execute(query).fetchone()
        assert (0,) == connection.execute(query).fetchone()


# ---- several graders ------------------------------------------------------------------------------


@pytest.mark.parametrize("logins", [("owner", "maker"), ("maker", "maker"), ("maker", "owner")])
def test_two_graders_do_not_meet(clean: Foreign, logins: tuple[str, str]) -> None:
    """Neither the start nor the end of one grader touches what another has there."""
    with url.start(clean.url(logins[0])) as first:
        database = first.tenant().database()
        with url.start(clean.url(logins[1], "template1")) as second:
            use(second)
            use(first)
        run(database, "SELECT 1")
        use(first)


@pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")
@pytest.mark.parametrize(
    ("login", "next_login"), [("owner", "owner"), ("maker", "maker"), ("maker", "owner")]
)
def test_what_a_killed_grader_left_is_dropped_at_the_next_start(
    counting: Foreign, login: str, next_login: str
) -> None:
    """Databases and roles of a grader that was killed go at the next start; those of a living one stay."""
    with url.start(counting.url("maker", "template1")) as living:
        database = living.tenant().database()
        with python(GRADER, counting.url(login), "wait") as process:
            name, folder = find_line(process).split()
            process.send_signal(signal.SIGKILL)
            process.wait()
            assert until(lambda: not Path(folder).exists())
        assert [left for left in counting.left() if left.startswith(name)]
        with url.start(counting.url(next_login)) as server:
            assert [] == [left for left in counting.left() if left.startswith(name)]
            use(server)
        run(database, "SELECT 1")
        use(living)
    assert [] == counting.left()


def test_submission_that_outlives_its_grader_does_not_keep_its_database(counting: Foreign) -> None:
    """A statement that still runs for a killed grader is ended by the next start."""
    with python(GRADER, counting.url("maker"), "wait") as process:
        name, _ = find_line(process).split()
        process.kill()
        process.wait()
    with counting.admin() as connection:
        connection.execute(f"ALTER ROLE {name} PASSWORD 'known'".encode())
    with psycopg.connect(counting.url("maker"), user=name, password="known", dbname=f"{name}_2") as busy:
        busy.execute("SELECT 1")
        url.start(counting.url("maker")).close()
        with pytest.raises(psycopg.OperationalError):
            busy.execute("SELECT 1")
    assert [] == counting.left()


def test_names_that_only_look_alike_are_left_alone(clean: Foreign) -> None:
    """A database of somebody's that begins like a grader's is not dropped."""
    names = ["grader_prod", "grader_0123456789abcdef", "my_grader_0123456789abcdef_0123456789ab_1"]
    with clean.admin() as connection:
        for name in names:
            connection.execute(f"CREATE DATABASE {name}".encode())
        try:
            url.start(clean.url("owner")).close()
            assert set(names) <= set(clean.left())
        finally:
            for name in names:
                connection.execute(f"DROP DATABASE {name}".encode())


def test_nothing_is_left_of_a_failing_grader(counting: Foreign) -> None:
    """What a grader left that ended with an exception goes at the next start at the latest."""
    with python(GRADER, counting.url("maker"), "raise") as process:
        process.wait(30)
    url.start(counting.url("maker")).close()
    assert [] == counting.left()


def test_connection_of_a_stranger_keeps_nothing_from_ending(clean: Foreign) -> None:
    """A database that somebody looks into whom the grader's login may not end is left until they are gone."""
    with url.start(clean.url("maker")) as server:
        tenant = server.tenant()
        database = tenant.database()
        with clean.admin(database.name):
            tenant.drop()
            assert database.name in clean.left()


# ---- counting -------------------------------------------------------------------------------------


@pytest.mark.parametrize("login", ["owner", "maker"])
def test_without_pg_stat_statements(plain: Foreign, login: str) -> None:
    """A server that cannot count is used all the same, and a note says how to change that."""
    with url.start(plain.url(login)) as server:
        use(server)
        assert not server.info.counts
        assert "counted by the client only" in server.info.note
        assert "CREATE EXTENSION pg_stat_statements" in server.info.note
    assert [] == plain.left()


def test_extension_without_its_library(plain: Foreign) -> None:
    """An extension that is there, but not loaded, does not count, and that is noted."""
    with plain.admin() as connection:
        connection.execute("CREATE EXTENSION pg_stat_statements")
        try:
            with url.start(plain.url("owner")) as server:
                use(server)
                assert not server.info.counts
                assert "shared_preload_libraries" in server.info.note
        finally:
            connection.execute("DROP EXTENSION pg_stat_statements")


def test_note_names_the_grants_that_let_it_count(clean: Foreign) -> None:
    """Running what the note says makes a login count that could not."""
    with url.start(clean.url("maker")) as server:
        assert not server.info.counts
        note = server.info.note
    grants = re.findall(r"GRANT [^;]+?(?=[;.]?$|;)", note)
    assert 5 == len(grants), note
    with clean.admin() as connection:
        for grant in grants:
            connection.execute(grant.encode())
        try:
            with url.start(clean.url("maker")) as server:
                use(server)
                assert server.info.counts
                assert "" == server.info.note
        finally:
            for grant in grants:
                connection.execute(grant.replace("GRANT ", "REVOKE ", 1).replace(" TO ", " FROM ").encode())


def test_counting_that_is_switched_off(clean: Foreign) -> None:
    """Where the server computes no query ids, nothing would be counted: that is found out at the start."""
    with clean.admin() as connection:
        connection.execute("ALTER SYSTEM SET compute_query_id = off")
        connection.execute("SELECT pg_reload_conf()")
        try:
            with url.start(clean.url("owner")) as server:
                use(server)
                assert not server.info.counts
                assert "counted by the client only" in server.info.note
        finally:
            connection.execute("ALTER SYSTEM RESET compute_query_id")
            connection.execute("SELECT pg_reload_conf()")


# ---- the same as everywhere -----------------------------------------------------------------------


@pytest.mark.parametrize("login", ["owner", "maker"])
def test_settings_of_the_server_do_not_reach_a_submission(clean: Foreign, login: str) -> None:
    """What the server's owner has set differently, a submission finds as on any other server."""
    wanted = {
        "TimeZone": "UTC",
        "DateStyle": "ISO, MDY",
        "statement_timeout": "10s",
        "search_path": '"$user", public',
        "jit": "off",
    }
    with (
        url.start(clean.url(login)) as server,
        server.tenant() as tenant,
        connect(tenant.database()) as asking,
    ):
        found = {n: asking.execute("SELECT current_setting(%s)", [n]).fetchone()[0] for n in wanted}  # type: ignore[index]
        order = asking.execute("SELECT n FROM unnest(ARRAY['b','A','ä','B','a']) AS t (n) ORDER BY n")
        assert ["A", "B", "a", "b", "ä"] == [row[0] for row in order]
        assert ("Ä",) == asking.execute("SELECT upper('ä')").fetchone()
    assert wanted == found


# ---- who may not ----------------------------------------------------------------------------------


def test_login_that_may_not_create(clean: Foreign) -> None:
    """A login without the rights is told so at once, with the command that gives them, and that works."""
    with pytest.raises(OperatorError, match="it lacks CREATEDB and CREATEROLE") as caught:
        url.start(clean.url("nobody"))
    command = re.search(r"ALTER ROLE .*(?=;)", caught.value.next_step)
    assert command is not None
    with clean.admin() as connection:
        connection.execute(command[0].encode())
        try:
            with url.start(clean.url("nobody")) as server:
                use(server)
        finally:
            connection.execute("ALTER ROLE nobody NOCREATEDB NOCREATEROLE")


@pytest.mark.parametrize(
    ("bad", "said"),
    [
        ("postgresql://owner:wrong@127.0.0.1:{port}/postgres", "password authentication failed"),
        ("postgresql://owner@127.0.0.1:{port}/postgres", "no password supplied|password"),
        ("postgresql://owner:x@127.0.0.1:1/postgres", "refused"),
        ("postgresql://owner:x@127.0.0.1:{port}/nowhere", "nowhere|password"),
        ("postgresql://owner:x@nowhere.invalid/postgres", "nowhere.invalid"),
        ("postgresql://[::1", "not a URL"),
        ("postgresql://owner:x@127.0.0.1/postgres?no_such_option=1", "no_such_option"),
    ],
)
def test_url_that_leads_nowhere(clean: Foreign, bad: str, said: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is wrong with a URL is told, without the password, and without a traceback."""
    monkeypatch.setenv("PGPASSFILE", "/nowhere")
    with pytest.raises(OperatorError, match=said) as caught:
        url.start(bad.format(port=clean.port))
    assert "wrong" not in str(caught.value)


def test_defaults_come_from_the_environment(clean: Foreign, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the URL does not say, libpq finds as usual: no password in a command."""
    for name, value in {"PGUSER": "maker", "PGPASSWORD": PASSWORD, "PGDATABASE": "postgres"}.items():
        monkeypatch.setenv(name, value)
    with url.start(f"postgresql+psycopg2://127.0.0.1:{clean.port}") as server:
        use(server)


def test_password_is_not_told(clean: Foreign) -> None:
    """What people are shown of the server holds no password."""
    with url.start(clean.url("maker")) as server:
        assert "url" == server.info.provider
        assert PASSWORD not in repr(server.info)


@pytest.mark.parametrize("login", ["owner", "maker"])
def test_server_that_asks_for_no_password(login: str) -> None:
    """Where anybody gets in as anybody, submissions could too: such a server is refused."""
    with foreign(None, preload=False, hba="trust") as found:
        with pytest.raises(OperatorError, match="without a password") as caught:
            url.start(found.url(login))
        assert "scram-sha-256" in caught.value.next_step
        assert [] == found.left()


def test_server_that_asks_only_some_for_a_password() -> None:
    """That the grader's login needs a password does not help when submissions' roles need none."""
    with foreign(None, preload=False, hba="trust") as found:
        rules = "host all owner,maker all scram-sha-256\nhost all all all trust\n"
        (found.folder / "data" / "pg_hba.conf").write_text(rules)
        with psycopg.connect(found.url("owner")) as connection:
            connection.execute("SELECT pg_reload_conf()")
        time.sleep(0.3)
        with pytest.raises(OperatorError, match="lets everybody in"):
            url.start(found.url("maker"))
        assert [] == found.left()


def test_server_that_lets_no_new_roles_in() -> None:
    """Where pg_hba.conf names who may come in, the message says what is missing there."""
    with foreign(None, preload=False) as found:
        rules = "host all owner,maker all scram-sha-256\n"
        (found.folder / "data" / "pg_hba.conf").write_text(rules)
        with found.admin() as connection:
            connection.execute("SELECT pg_reload_conf()")
        time.sleep(0.3)
        with pytest.raises(OperatorError, match=r"no pg_hba\.conf entry") as caught:
            url.start(found.url("maker"))
        assert "grader_" in caught.value.next_step
        assert [] == found.left()


# ---- encrypted ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("openssl makes the certificate")
    folder = tmp_path_factory.mktemp("tls")
    files = folder / "server.crt", folder / "server.key"
    subprocess.run(
        [openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost",
         "-addext", "subjectAltName=DNS:localhost", "-out", files[0], "-keyout", files[1]],
        check=True, capture_output=True,
    )  # fmt: skip
    return files


def test_server_that_wants_encryption(certificate: tuple[Path, Path]) -> None:
    """Submissions reach a server that takes encrypted connections only, with nothing asked of them."""
    binaries = Path("/usr/lib/postgresql/15/bin")
    if not binaries.exists():
        pytest.skip("needs a PostgreSQL that is built with TLS")
    with foreign(binaries, preload=True, tls=certificate) as found:
        address = found.url("maker").replace("127.0.0.1", "localhost")
        for mode in ("sslmode=require", f"sslmode=verify-full&sslrootcert={certificate[0]}"):
            with url.start(f"{address}?{mode}") as server:
                use(server)
                run(server.tenant().database(), "SELECT repeat('x', 5000000)")
        with pytest.raises(OperatorError):
            url.start(f"{address}?sslmode=disable")
        assert [] == found.left()


def test_two_logins_that_cannot_drop_each_others(counting: Foreign) -> None:
    """What one login left, and another may not drop, keeps nobody from starting, and waits for who may."""
    with python(GRADER, counting.url("maker"), "wait") as process:
        find_line(process)
        process.kill()
        process.wait()
    with contextlib.suppress(OperatorError), url.start(counting.url("counter")) as server:
        use(server)
    url.start(counting.url("maker")).close()
    assert [] == counting.left()
