"""What a submission makes a server store outside of its database, where ``pg_database_size`` does not look.

Notifications wait in ``pg_notify`` until every listener has ended the transaction that it had open; temporary files
are limited for each connection, not for all of them; the count of statements keeps their texts in a file of its own.
Large objects and unlogged tables are inside of a database, the log of changes is bounded by ``max_wal_size``, and
prepared transactions and replication slots are not to be had.
"""

from __future__ import annotations

from psycopg import sql

from grader.postgres.connections import Connection, fetch
from grader.postgres.evidence.counter import Counter

_ALL = """
    SELECT coalesce((pg_catalog.pg_stat_file('pg_stat_tmp/pgss_query_texts.stat', true)).size, 0)
         + (SELECT coalesce(sum(size), 0) FROM pg_catalog.pg_ls_tmpdir())
         + pg_catalog.pg_notification_queue_usage()
             * coalesce(current_setting('max_notify_queue_pages', true)::int8, 1048576)
             * current_setting('block_size')::int8
"""
"""The pages for notifications are a setting from PostgreSQL 17 on; before, async.c has the same number
(half of QUEUE_MAX_PAGE + 1). Asking for their usage lets go of those that everybody has read."""

_MANY_TEXTS = 64 * 2**20
"""Below, PostgreSQL itself drops texts that nothing refers to any more. Where they were long it waits until the file
has twice their mean length for each of its entries (need_gc_qtexts of pg_stat_statements.c): gigabytes."""


class Storage:
    """Since a database was made, on a server that nobody else uses. With others there, nobody can tell whose it is."""

    def __init__(self, before: int) -> None:
        """``before``: what was stored elsewhere before."""
        self._before = before

    def since(self, stored: int) -> int:
        """Bytes."""
        return max(0, stored - self._before)


STORED = sql.SQL(_ALL)
"""Asks for all bytes that are stored elsewhere."""


def shorten_texts(connection: Connection, counter: Counter | None, stored: int) -> int:
    """Texts that an earlier run left go, and with them all that was counted before; what is stored from then on."""
    if counter is None or stored <= _MANY_TEXTS:
        return stored
    counter.restart(connection)
    return int(fetch(connection, STORED)[0][0][0])
