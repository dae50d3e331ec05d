"""Every connection of a submission lands in the throwaway database, whatever address it names.

``create_engine`` is wrapped, because an engine for SQLite or MySQL has to become one for PostgreSQL before
it exists; a class-level ``do_connect`` listener and the drivers' wrapped ``connect`` set the address at the
last moment, so that a forked run reaches its own database with the engine that the import made.
"""

from __future__ import annotations

import asyncio
import contextlib
import functools
import gc
import inspect
import os
import weakref
from collections.abc import Callable
from typing import Any

import psycopg
import psycopg2
import sqlalchemy
import sqlalchemy.engine.create
import sqlalchemy.ext.declarative
import sqlalchemy.ext.hybrid
import sqlalchemy.orm
from sqlalchemy import event
from sqlalchemy.dialects.postgresql import psycopg as _psycopg_dialect  # noqa: F401  warmed for every fork
from sqlalchemy.dialects.postgresql import psycopg2 as _psycopg2_dialect  # noqa: F401
from sqlalchemy.engine import URL, Engine, make_url
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.ext.asyncio import engine as _asyncio_engine
from sqlalchemy.orm import close_all_sessions
from sqlalchemy.pool import AsyncAdaptedQueuePool, QueuePool
from sqlalchemy.util import greenlet_spawn

from grader.worker.protocol import Target

_ADDRESS = {
    "host", "hostaddr", "port", "user", "password", "passfile", "dbname", "database", "service",
    "channel_binding", "gssencmode", "krbsrvname", "target_session_attrs", "load_balance_hosts",
    "require_auth",
}  # fmt: skip
_FOREIGN_MAY_KEEP = {
    "execution_options", "future", "hide_parameters", "insertmanyvalues_page_size", "isolation_level",
    "json_deserializer", "json_serializer", "label_length", "logging_name", "max_identifier_length",
    "max_overflow", "pool_logging_name", "pool_pre_ping", "pool_recycle", "pool_reset_on_return", "pool_size",
    "pool_timeout", "pool_use_lifo", "query_cache_size", "use_insertmanyvalues", "enable_from_linting",
    "skip_autocommit_rollback", "_is_async",
}  # fmt: skip
_RAW_KEEP = {
    "connection_factory", "cursor_factory", "row_factory", "autocommit", "prepare_threshold", "context",
    "options", "application_name", "client_encoding", "connect_timeout",
}  # fmt: skip

notes: list[str] = []
"""What was changed in what the submission asked for, in sentences."""

_original_create_engine = sqlalchemy.create_engine
_target: list[Target] = []
_own: list[Engine] = []
_engines: weakref.WeakSet[Engine] = weakref.WeakSet()
_connections: weakref.WeakSet[Any] = weakref.WeakSet()
_ASYNC_DRIVER = "postgresql+psycopg_async"
_AWAITED = ("psycopg", "psycopg_async", "asyncpg")
"""PostgreSQL's drivers that a program can await."""
_IS_2_0 = sqlalchemy.__version__.startswith("2.0.")
_MAX_NOTES = 50
_MAX_POOL_SECONDS = 3.0
"""How long an empty pool is waited for: less than a run may take, so that the pool's own error is told."""


def install() -> None:
    """Wrap and listen. Once, in the warm process."""
    for module in (sqlalchemy, sqlalchemy.engine, sqlalchemy.engine.create, _optional("sqlalchemy.future")):
        if hasattr(module, "create_engine"):
            setattr(module, "create_engine", _create_engine)  # noqa: B010  a module, not a class of ours
    setattr(_asyncio_engine, "_create_engine", _create_engine)  # noqa: B010  as above
    event.listen(Engine, "do_connect", _redirect)
    _wrap_drivers()


def aim(target: Target) -> None:
    """From now on every connection goes to ``target``."""
    _target[:] = [target]
    os.environ.update(
        PGHOST=target.host,
        PGPORT=str(target.port),
        PGDATABASE=target.dbname,
        PGUSER=target.user,
        PGPASSWORD=target.password,
        DATABASE_URL=_url("postgresql").render_as_string(hide_password=False),
    )


@functools.cache
def own_engine() -> Engine:
    """The engine of the grader's own, into the same database. The import makes it and every forked run goes
    on with it, so that a dialect's first look-ups are over; hstore would be looked up at every connection."""
    _own.append(_create_engine(_url("postgresql+psycopg2"), use_native_hstore=False))
    return _own[-1]


@functools.cache
def own_async_engine() -> AsyncEngine:
    """The same for programs that await."""
    _own.append(_create_engine(_url(_ASYNC_DRIVER), use_native_hstore=False, _is_async=True))
    return AsyncEngine(_own[-1])


def known_engines() -> list[Engine]:
    return list(_engines)


def checked_out() -> int:
    """Connections that are out of the pools of the submission's engines."""
    pools = [engine.pool for engine in known_engines() if engine not in _own]
    return sum(QueuePool.checkedout(pool) for pool in pools if isinstance(pool, QueuePool))


def dispose_all() -> None:
    """Close what lies in pools: a connection must not be shared by two processes."""
    for engine in known_engines():
        _dispose(engine)


def _dispose(engine: Engine) -> None:
    """The connections of a program that awaits are closed at the driver: their event loop may have ended."""
    if not engine.dialect.is_async:
        engine.dispose()
        return
    for connection in _lying_in(engine.pool):
        connection.pgconn.finish()
    engine.dispose(close=False)


def renew_pools() -> bool:
    """Make what lies in pools as new; close what cannot be. False where a connection is not back in its pool.

    psycopg 3 would go on with statements that it believes to be prepared: its connections are closed.
    """
    for engine in known_engines():
        if engine.driver != "psycopg2" or not _discard(engine.pool):
            _dispose(engine)
    pooled = pooled_connections()
    return all(
        connection.closed or any(connection is other for other in pooled) for connection in list(_connections)
    )


def pooled_connections() -> list[Any]:
    """The driver's connections that lie in the engines' pools."""
    return [connection for engine in known_engines() for connection in _lying_in(engine.pool)]


def _lying_in(pool: Any) -> list[Any]:
    queue: Any = pool._pool if type(pool) in (QueuePool, AsyncAdaptedQueuePool) else None
    records = list(queue.queue if type(pool) is QueuePool else queue._queue._queue) if queue else []
    return [record.driver_connection for record in records if record.dbapi_connection is not None]


def _discard(pool: Any) -> bool:
    """Reset every connection in a pool, past the listeners. False where that does not work."""
    if type(pool) is not QueuePool or QueuePool.checkedout(pool):
        return False
    try:
        for connection in _lying_in(pool):
            connection.rollback()
            autocommit, connection.autocommit = connection.autocommit, True
            with connection.cursor() as cursor:
                cursor.execute("DISCARD ALL")
            connection.autocommit = autocommit
    except psycopg2.Error:  # the server has ended it
        return False
    return True


def end_transactions() -> None:
    """End what the import left open, as the end of a script does: sessions are closed, connections rolled back."""
    if any(engine.dialect.is_async for engine in known_engines()):
        with contextlib.closing(asyncio.new_event_loop()) as loop:
            loop.run_until_complete(_end_transactions_of_async_engines())
    close_all_sessions()
    for connection in list(_connections):
        if not connection.closed and not inspect.iscoroutinefunction(connection.rollback):
            connection.rollback()


async def _end_transactions_of_async_engines() -> None:
    await greenlet_spawn(close_all_sessions)
    for connection in list(_connections):
        if isinstance(connection, psycopg.AsyncConnection) and not connection.closed:
            await connection.rollback()


def leaves_no_connection_open() -> bool:
    """Whether nothing is connected once the pools are empty."""
    dispose_all()
    gc.collect()
    return all(connection.closed for connection in list(_connections))


def note(sentence: str) -> None:
    if sentence not in notes and len(notes) < _MAX_NOTES:
        notes.append(sentence)


def _url(drivername: str) -> URL:
    target = _target[0]
    is_socket = target.host.startswith(("/", "@"))
    return URL.create(
        drivername,
        username=target.user,
        password=target.password,
        host=None if is_socket else target.host,
        port=None if is_socket else target.port,
        database=target.dbname,
        query={"host": target.host, "port": str(target.port)} if is_socket else {},
    )


@functools.wraps(_original_create_engine)
def _create_engine(url: Any, **arguments: Any) -> Engine:
    is_async = bool(arguments.get("_is_async"))
    is_foreign, driver = _driver_for(url, is_async)
    if is_foreign:
        _drop(
            arguments,
            [name for name in arguments if name not in _FOREIGN_MAY_KEEP],
            "another database's engine",
        )
    else:
        of_a_driver = ("connect_args",) if "+asyncpg:" in str(url) else ()
        others = ("creator", "async_creator", "module", *of_a_driver)
        _drop(arguments, [name for name in others if name in arguments], "an engine")
    for name in ("echo", "echo_pool"):
        arguments.pop(name, None)
    engine = _original_create_engine(_url(driver) if driver else url, **arguments)
    _engines.add(engine)
    if isinstance(engine.pool, QueuePool):
        engine.pool._timeout = min(engine.pool._timeout, _MAX_POOL_SECONDS)
    return engine


def _driver_for(url: Any, is_async: bool) -> tuple[bool, str | None]:
    """Whether ``url`` means another database system, and the PostgreSQL driver for it.

    No driver for what is no URL at all: SQLAlchemy says that better.
    """
    if url is None:
        note("an engine was made for no URL at all (a variable of the environment that is not set?)")
        return False, _ASYNC_DRIVER if is_async else "postgresql+psycopg2"
    if isinstance(url, str) and "://" not in url:
        return False, None
    try:
        scheme = make_url(url).drivername
        shown = make_url(url).render_as_string(hide_password=True)
    except (sqlalchemy.exc.ArgumentError, ValueError, TypeError):
        if not isinstance(url, str):
            return False, None
        scheme = url.partition("://")[0].strip()
        shown = f"{scheme}://..."
        note(f"{shown} cannot be read as a URL: was it put together from variables that are not set?")
    database, _, driver = scheme.partition("+")
    is_foreign = database not in ("postgresql", "postgres")
    if is_foreign:
        note(f"{shown} was redirected to PostgreSQL")
    elif url != os.environ.get("DATABASE_URL"):  # that one was ours to choose
        _note_how_it_would_be(scheme, driver, is_async)
    wants_psycopg3 = driver in ("psycopg", "psycopg_async") and not is_foreign
    if is_async:
        return is_foreign, _ASYNC_DRIVER
    return is_foreign, "postgresql+psycopg" if wants_psycopg3 else "postgresql+psycopg2"


def _note_how_it_would_be(scheme: str, driver: str, is_async: bool) -> None:
    """What is taken here, and needs something else where plain SQLAlchemy takes it."""
    if is_async:
        if driver not in _AWAITED and (driver or _IS_2_0):
            note(
                f"{scheme}:// is taken for an async engine here, but not by SQLAlchemy itself: name a driver that can"
                " be awaited, such as postgresql+psycopg://"
            )
    elif scheme == "postgres":
        note("postgres:// is taken here, but not by SQLAlchemy itself: write postgresql://")
    elif scheme == "postgresql" and not _IS_2_0:
        note(
            "postgresql:// is taken for psycopg2 here, as SQLAlchemy 2.0 takes it; since 2.1 it means psycopg 3:"
            " pip install 'psycopg[binary]', or write postgresql+psycopg2://"
        )


def _drop(arguments: dict[str, Any], names: list[str], whose: str) -> None:
    for name in names:
        del arguments[name]
        if name not in ("echo", "echo_pool") and not name.startswith(
            "_"
        ):  # a framework's own, not the student's
            note(f"the argument {name} of {whose} was left out")


def _redirect(_dialect: Any, _record: Any, positional: list[Any], named: dict[str, Any]) -> None:
    """Listener on every engine: replaces the address, keeps what else the submission asked for."""
    positional.clear()
    for name in [n for n in named if n in _ADDRESS or n.startswith("ssl")]:
        del named[name]
    named.update(_address())


def _address() -> dict[str, Any]:
    target = _target[0]
    return {
        "host": target.host,
        "port": target.port,
        "dbname": target.dbname,
        "user": target.user,
        "password": target.password,
    }


def _wrap_drivers() -> None:
    psycopg2.connect = _redirected(psycopg2.connect)
    for owner, wrap in (
        (psycopg.Connection, _redirected_method),
        (psycopg.AsyncConnection, _redirected_async),
    ):
        function = owner.__dict__["connect"].__func__
        setattr(owner, "connect", classmethod(wrap(function)))  # noqa: B010  a class of the driver's, not ours
    psycopg.connect = psycopg.Connection.connect


def _redirected(connect: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(connect)
    def wrapper(*positional: Any, **named: Any) -> Any:
        for name, value in zip(("dsn", "connection_factory", "cursor_factory"), positional, strict=False):
            named[name] = value
        return _tracked(connect(**_raw(named)))

    return wrapper


def _redirected_method(connect: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(connect)
    def wrapper(cls: Any, _conninfo: str = "", **named: Any) -> Any:
        return _tracked(connect(cls, "", **_raw(named)))

    return wrapper


def _redirected_async(connect: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(connect)
    async def wrapper(cls: Any, _conninfo: str = "", **named: Any) -> Any:
        return _tracked(await connect(cls, "", **_raw(named)))

    return wrapper


def _raw(named: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in named.items() if name in _RAW_KEEP} | _address()


def _tracked(connection: Any) -> Any:
    _connections.add(connection)
    return connection


def _optional(name: str) -> Any:
    """A module that not every release has, or that needs something else installed."""
    try:
        return __import__(name, fromlist=["_"])
    except ImportError:
        return None
