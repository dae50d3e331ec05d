"""A PostgreSQL that is there already, and may be used by others too, graders among them.

The grader makes databases and roles of its own there, whose names begin with ``grader_`` and an id of its
own, and drops them at the end. Nothing else is touched: no setting of the server, no object in the database
that the URL names. That one is only connected to.

Each grader holds an advisory lock keyed by its id as long as it lives, on a session that it does nothing else
with. Whatever bears an id that nobody holds was left by a grader that died, and a start drops it. Names are
read before locks, and a grader takes its lock before it makes anything: so none that is alive is ever
mistaken.

The login may be a superuser, or a role with CREATEDB and CREATEROLE (from PostgreSQL 15 on). The latter joins
each role that it makes, to own and end what is theirs; to count statements it needs some grants, and without
them the report says what they are.

Who needs no password here is refused: a submission would not need one either.
"""

from __future__ import annotations

import contextlib
import dataclasses
import re
import secrets
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from grader.errors import InternalError, OperatorError
from grader.postgres import preparation
from grader.postgres.connections import first_line
from grader.postgres.relay import NEEDED as RELAY_NEEDED
from grader.postgres.relay import PORT as RELAY_PORT
from grader.postgres.relay import Relay
from grader.postgres.server import Server
from grader.postgres.settings import FOREIGN_ROLE_SETTINGS, FOREIGN_SUPERUSER_SETTINGS, ROLE_SETTINGS
from grader.postgres.site import PREFIX, Access
from grader.postgres.tenant import Tenant

Connection = psycopg.Connection[Any]

_OLDEST = 14
_OR_EMBEDDED = "or use --postgres embedded"
_LOGIN = {
    "connect_timeout": 10,
    "application_name": "grader",
    "client_encoding": "UTF8",
    # The grader must be known to be alive as long as it is, and to be dead soon after it is.
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
}
_OPTIONS = (
    "-c statement_timeout=0 -c lock_timeout=0 -c idle_session_timeout=0 -c default_transaction_read_only=off"
    " -c tcp_keepalives_idle=30 -c tcp_keepalives_interval=10 -c tcp_keepalives_count=3"
)

_DATABASES = r"^grader_([0-9a-f]{16})_([0-9a-f]{12}_[0-9]+|template)$"
_ROLES = r"^grader_([0-9a-f]{16})_[0-9a-f]{12}(_reader)?$"
_SWEEPING = (0x6F726D67, 0x73776570)
"""The advisory lock of whoever sweeps, one at a time."""


def start(url: str) -> Server:
    """A server for tenants on the PostgreSQL that ``url`` names; what is missing in it is libpq's to find.

    Raises ``OperatorError`` when it cannot be used, saying why and what to do.
    """
    login = _login(url)
    with ExitStack() as stack:
        keeper = _connect(login)
        stack.callback(keeper.close)
        try:
            return _start(keeper, login, stack)
        except psycopg.Error as error:
            raise OperatorError(
                f"The PostgreSQL on {_address(keeper)} cannot be used: {first_line(error)}",
                f"Give a URL of another server, {_OR_EMBEDDED}.",
            ) from error


def _start(keeper: Connection, login: Mapping[str, Any], stack: ExitStack) -> Server:
    rights = _rights(keeper)
    name = secrets.token_hex(8)
    prefix = f"{PREFIX}{name}_"
    keeper.execute("SELECT pg_catalog.pg_advisory_lock(%s)", [_key(name)])
    _sweep(keeper, rights)
    stack.callback(_drop_all, login, rights, name)
    _make_template(keeper, login, rights, f"{prefix}template")
    host, port = _way(keeper, prefix, stack)
    counts, note = _counting(keeper, rights)
    access = Access(
        admin=login,
        host=host,
        port=port,
        prefix=prefix,
        template=f"{prefix}template",
        strategy="",  # the server's own: copying files would force two checkpoints on everybody
        role_settings={
            **ROLE_SETTINGS,
            **FOREIGN_ROLE_SETTINGS,
            **(FOREIGN_SUPERUSER_SETTINGS if rights.superuser else {}),
        },
        counts=counts,
        superuser=rights.superuser,
    )
    if not _try(access) and counts:
        access = dataclasses.replace(access, counts=False)
        note = _by_client_only("its pg_stat_statements is not loaded, too old, or switched off", _LOAD)
    ending = ExitStack()
    server = Server("url", access, ending.close, note)
    ending.push(stack.pop_all())
    return server


# ---- the way in ---------------------------------------------------------------------------------


def _login(url: str) -> dict[str, Any]:
    """libpq's parameters. A driver's name as SQLAlchemy writes it is nothing to libpq."""
    try:
        given = conninfo_to_dict(re.sub(r"^postgres(ql)?\+\w+://", "postgresql://", url))
    except psycopg.ProgrammingError as error:
        raise OperatorError(
            f"This is not a URL of a PostgreSQL: {first_line(error)}",
            "It should look like postgresql://user:password@host:5432/database.",
        ) from None
    return {**_LOGIN, **given, "options": f"{given.get('options', '')} {_OPTIONS}"}


def _connect(login: Mapping[str, Any]) -> Connection:
    try:
        connection = psycopg.connect(**login, autocommit=True, prepare_threshold=None)
    except psycopg.Error as error:
        raise OperatorError(
            f"The PostgreSQL that the URL names does not let the grader in: {first_line(error)}",
            f"Check that it is running, and the URL's user, password, host and port, {_OR_EMBEDDED}.",
        ) from error
    if not connection.pgconn.used_password:
        connection.close()
        raise OperatorError(
            f"The PostgreSQL on {_address(connection)} let the grader in without a password,"
            " and so it would a submission.",
            "Let pg_hba.conf ask for one (scram-sha-256) for every way in that the grader's machine has,"
            f" {_OR_EMBEDDED}.",
        )
    connection.execute("SET search_path = pg_catalog")
    return connection


def _address(connection: Connection) -> str:
    if connection.closed:
        return "that URL"
    return f"{connection.info.host}:{connection.info.port}"


def _way(keeper: Connection, prefix: str, stack: ExitStack) -> tuple[str, int]:
    """Where submissions find the server: a relay, which leads to the grader's databases only.

    Also in front of a Unix socket, which leads to all databases, and may be out of their sight.
    """
    info = keeper.info
    if not RELAY_NEEDED:
        return info.host, info.port
    if info.host.startswith(("/", "@")):
        relay = Relay(f"{info.host}/.s.PGSQL.{info.port}", prefix)
    else:
        relay = Relay((info.hostaddr or info.host, info.port), prefix, _tls(keeper))
    stack.callback(relay.close)
    return relay.folder, RELAY_PORT


def _tls(keeper: Connection) -> Mapping[str, Any] | None:
    """What the relay must do to encrypt as libpq did on this connection."""
    if not keeper.pgconn.ssl_in_use:
        return None
    told = {option.keyword.decode(): option.val.decode() for option in keeper.pgconn.info if option.val}
    own = Path.home() / ".postgresql"

    def file(keyword: str, default: str) -> str | None:
        path = told.get(keyword, str(own / default))
        return path if Path(path).exists() else None

    verify = {"verify-full": "full", "verify-ca": "ca"}.get(told.get("sslmode", ""), "none")
    if told.get("sslrootcert") == "system":
        verify = "full"
    cert, key = file("sslcert", "postgresql.crt"), file("sslkey", "postgresql.key")
    return {
        "name": keeper.info.host,
        "verify": verify,
        "ca": file("sslrootcert", "root.crt"),
        "cert": cert,
        "key": key,
    }


# ---- what the login may do ------------------------------------------------------------------------


class _Rights(NamedTuple):
    user: str
    superuser: bool
    version: int
    """The major one."""


def _rights(keeper: Connection) -> _Rights:
    """Raises ``OperatorError`` when they are not enough."""
    found = keeper.execute(
        "SELECT rolname, rolsuper, rolcreatedb, rolcreaterole, rolinherit FROM pg_roles"
        " WHERE rolname = current_user"
    ).fetchone()
    assert found is not None
    user, superuser, *attributes = found
    major = keeper.info.server_version // 10000
    if major < _OLDEST:
        raise OperatorError(
            f"The server on {_address(keeper)} is PostgreSQL {major}.",
            f"PostgreSQL {_OLDEST} or later is needed, {_OR_EMBEDDED}.",
        )
    if superuser:
        return _Rights(user, True, major)
    words = ("CREATEDB", "CREATEROLE", "INHERIT")
    missing = [word for word, has in zip(words, attributes, strict=True) if not has]
    if missing:
        role = sql.Identifier(user).as_string()
        raise OperatorError(
            f"The login {user} may not make databases and roles on {_address(keeper)}: it lacks {' and '.join(missing)}.",
            f"As a superuser: ALTER ROLE {role} {' '.join(missing)}; or give the URL of a login that may.",
        )
    if major < 15:
        raise OperatorError(
            f"The login {user} is not a superuser, and the server on {_address(keeper)} is PostgreSQL {major}.",
            "There a superuser is needed, for no other login can give a database's schema to its owner;"
            " from PostgreSQL 15 on CREATEDB and CREATEROLE are enough.",
        )
    return _Rights(user, False, major)


_LOAD = (
    "its superuser can set shared_preload_libraries = 'pg_stat_statements', restart it, and run"
    " CREATE EXTENSION pg_stat_statements in the database that the URL names"
)


def _by_client_only(why: str, remedy: str) -> str:
    return f"This server cannot count statements, so they are counted by the client only: {why}; {remedy}."


_COUNTING_RIGHTS = """
    SELECT pg_has_role(current_user, 'pg_read_all_stats', 'USAGE'),
           has_parameter_privilege('pg_stat_statements.track', 'SET'),
           has_parameter_privilege('pg_stat_statements.track_utility', 'SET'),
           has_parameter_privilege('pg_stat_statements.track_planning', 'SET'),
           has_function_privilege(p.oid, 'EXECUTE'), p.oid::regprocedure::text
      FROM pg_extension e
      JOIN pg_proc p ON p.pronamespace = e.extnamespace AND p.proname = 'pg_stat_statements_reset'
     WHERE e.extname = 'pg_stat_statements'
"""


def _counting(keeper: Connection, rights: _Rights) -> tuple[bool, str]:
    """Whether the server's count may be had as on a server of the grader's own, and a note if not."""
    database = keeper.info.dbname
    there = keeper.execute("SELECT FROM pg_extension WHERE extname = 'pg_stat_statements'").fetchone()
    if there is None:
        return False, _by_client_only(f"database {database} has no pg_stat_statements", _LOAD)
    if rights.superuser:
        return True, ""
    found = keeper.execute(_COUNTING_RIGHTS).fetchone()
    assert found is not None
    *may, reset = found
    role = sql.Identifier(rights.user).as_string()
    grants = [
        f"GRANT pg_read_all_stats TO {role};",
        f"GRANT SET ON PARAMETER pg_stat_statements.track TO {role};",
        f"GRANT SET ON PARAMETER pg_stat_statements.track_utility TO {role};",
        f"GRANT SET ON PARAMETER pg_stat_statements.track_planning TO {role};",
        f"GRANT EXECUTE ON FUNCTION {reset} TO {role};",
    ]
    missing = [grant for grant, has in zip(grants, may, strict=True) if not has]
    if missing:
        remedy = f"its superuser can run in database {database}: {' '.join(missing).removesuffix(';')}"
        return False, _by_client_only(f"{rights.user} may not read or steer the count", remedy)
    return True, ""


def _try(access: Access) -> bool:
    """Do once what is done for every submission; whether it was counted. Raises ``OperatorError``."""
    try:
        with Server("url", access) as server, server.tenant() as tenant:
            return _try_tenant(tenant)
    except InternalError as error:
        raise OperatorError(
            f"A submission could not be given a database on this server: {error.message}",
            "Submissions log in with a password, under names that begin with grader_: pg_hba.conf must ask"
            f" such roles for one (scram-sha-256), {_OR_EMBEDDED}.",
        ) from error


def _try_tenant(tenant: Tenant) -> bool:
    target = tenant.database(copy_of=tenant.database())
    address = {**tenant.login(target), "connect_timeout": 10}
    with psycopg.connect(**address, autocommit=True) as connection:
        connection.execute("SELECT pg_catalog.pg_backend_pid()")
    with contextlib.suppress(psycopg.OperationalError):
        psycopg.connect(**{**address, "password": "wrong"}).close()
        raise OperatorError(
            "This server lets everybody in without asking for the password, and so it would a submission.",
            f"Let pg_hba.conf ask for one (scram-sha-256), {_OR_EMBEDDED}.",
        )
    count = target.count()
    return count is not None and count.total > 0


# ---- what is made there, and dropped ----------------------------------------------------------------


def _key(name: str) -> int:
    """The advisory lock of the grader with that id."""
    return int.from_bytes(bytes.fromhex(name), signed=True)


def _make_template(keeper: Connection, login: Mapping[str, Any], rights: _Rights, name: str) -> None:
    """A database to copy from, connected to once (see ``preparation``)."""
    template = sql.Identifier(name)
    options = preparation.locale_options(rights.version)
    create = "CREATE DATABASE {} TEMPLATE template0 ENCODING 'UTF8' " + options
    keeper.execute(sql.SQL(create).format(template))
    keeper.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(template))
    with psycopg.connect(**{**login, "dbname": name}, autocommit=True) as connection:
        if rights.version < 15:  # as from then on by default
            connection.execute("ALTER SCHEMA public OWNER TO pg_database_owner")
            connection.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    keeper.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(template))


_LIVING = """
    SELECT lpad(to_hex(classid::int8), 8, '0') || lpad(to_hex(objid::int8), 8, '0')
      FROM pg_locks WHERE locktype = 'advisory' AND objsubid = 1 AND granted
"""
"""The ids that somebody holds the lock of. In any database: graders may have come by different ones."""


def _sweep(keeper: Connection, rights: _Rights) -> None:
    """Drop what graders left that are dead. What cannot be dropped is left to who can."""
    taken = keeper.execute("SELECT pg_try_advisory_lock(%s, %s)", _SWEEPING).fetchone()
    if taken != (True,):
        return
    try:
        found = {name for name, _ in [*_made(keeper, "database"), *_made(keeper, "role")]}
        living = {row[0] for row in keeper.execute(_LIVING)}
        if found - living:
            _drop(keeper, rights, found - living)
    finally:
        keeper.execute("SELECT pg_advisory_unlock(%s, %s)", _SWEEPING)


def _made(keeper: Connection, kind: str) -> list[tuple[str, str]]:
    """(grader's id, name) of every database or role that a grader made."""
    table, column, pattern = {
        "database": ("pg_database", "datname", _DATABASES),
        "role": ("pg_roles", "rolname", _ROLES),
    }[kind]
    query = sql.SQL("SELECT {column} FROM {table} WHERE {column} ~ %s").format(
        column=sql.Identifier(column), table=sql.Identifier(table)
    )
    names = [row[0] for row in keeper.execute(query, [pattern])]
    return [(match[1], name) for name in names if (match := re.match(pattern, name))]


def _drop(keeper: Connection, rights: _Rights, ids: set[str]) -> None:
    """Drop all databases, then all roles, of graders with these ids."""
    databases = [name for grader, name in _made(keeper, "database") if grader in ids]
    roles = [name for grader, name in _made(keeper, "role") if grader in ids]
    with contextlib.suppress(psycopg.Error):
        keeper.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = ANY (%s)", [roles]
        )
    force = " WITH (FORCE)" if rights.superuser else ""
    statements = [f"DROP DATABASE IF EXISTS {{}}{force}"] * len(databases) + ["DROP ROLE IF EXISTS {}"] * len(
        roles
    )
    for statement, name in zip(statements, [*databases, *sorted(roles, reverse=True)], strict=True):
        with contextlib.suppress(psycopg.errors.Error):
            keeper.execute(sql.SQL(statement).format(sql.Identifier(name)))


def _drop_all(login: Mapping[str, Any], rights: _Rights, name: str) -> None:
    """Drop what this grader made, on a session of its own. Where the server is gone, the next start does."""
    with contextlib.suppress(psycopg.Error, OperatorError), _connect(login) as connection:
        _drop(connection, rights, {name})
