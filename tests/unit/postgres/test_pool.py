"""Who shares a server with whom."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest

from grader.errors import InternalError
from grader.postgres.pool import ServerPool
from grader.postgres.providers import embedded
from grader.postgres.server import Server
from tests.support.connections import connect, run


@pytest.fixture
def servers() -> Iterator[ServerPool]:
    with ServerPool(embedded.start(), embedded.start) as servers:
        yield servers


def is_closed(server: Server) -> bool:
    try:
        with server.tenant() as tenant:
            run(tenant.database(), "SELECT 1")
    except InternalError:
        return True
    return False


def test_submissions_graded_at_once_share_no_server(servers: ServerPool) -> None:
    """Each has one to itself, and the next takes over one that is free."""
    with servers.lease() as first, servers.lease() as second:
        assert first is not second
    with servers.lease() as third:
        assert third in (first, second)


def test_references_have_a_server_of_their_own(servers: ServerPool) -> None:
    """All reference solutions share one, and no submission comes there."""
    trusted = servers.trusted()
    assert trusted is servers.trusted()
    with servers.lease() as first, servers.lease() as second:
        assert trusted not in (first, second)


def test_server_on_which_something_went_wrong_is_given_to_nobody(servers: ServerPool) -> None:
    """It may be in any state, so it ends; the next submission gets another."""
    with pytest.raises(InternalError), servers.lease() as broken:
        raise InternalError("it does not answer")
    assert is_closed(broken)
    with servers.lease() as server:
        assert server is not broken
        assert not is_closed(server)


def test_somebody_elses_server_serves_all() -> None:
    """Where there is one server only, everybody gets it, also after something went wrong."""
    with embedded.start() as only, ServerPool(only) as servers:
        with servers.lease() as first, servers.lease() as second:
            assert only is first is second is servers.trusted()
        with pytest.raises(InternalError), servers.lease():
            raise InternalError("it does not answer")
        assert not is_closed(only)


def test_all_end_together() -> None:
    """None outlives the command that wanted it."""
    with ServerPool(embedded.start(), embedded.start) as servers:
        with servers.lease() as first, servers.lease() as second:
            pass
        trusted = servers.trusted()
    assert all(is_closed(server) for server in (first, second, trusted))


def test_locks_of_one_submission_leave_others_theirs(servers: ServerPool) -> None:
    """Locks are counted for a whole server; who takes them all disturbs nobody."""
    with servers.lease() as one, servers.lease() as other, one.tenant() as hog, other.tenant() as neighbour:
        database = hog.database()
        run(database, "SELECT count(lo_create(0)) FROM generate_series(1, 60000)")
        with connect(database) as connection:
            with pytest.raises(psycopg.errors.OutOfMemory):
                connection.execute("SELECT lo_unlink(oid) FROM pg_largeobject_metadata")
            run(neighbour.database(), "CREATE TABLE t (id int PRIMARY KEY)", "INSERT INTO t VALUES (1)")


@pytest.mark.parametrize("function", ["pg_advisory_lock(1)", "pg_try_advisory_xact_lock_shared(1, 2)"])
def test_advisory_locks_are_refused(servers: ServerPool, function: str) -> None:
    """They are for programs that talk to each other, and one call takes as many as it likes."""
    with servers.lease() as server, server.tenant() as tenant:
        database = tenant.database()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(database, f"SELECT {function}")
