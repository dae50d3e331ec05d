"""The unit of counting: what the server counted, sorted into what counts and what does not.

The server's count is ``pg_stat_statements``: every statement of one role in one database, constants replaced
by ``$1``, with the number of calls. It is sorted by the text alone:

- **statements**: what the submission sent. An ``executemany`` of 200 parameter sets is 200 calls.
  ``DECLARE ... CURSOR`` is one statement, whatever is fetched from it.
- **nested**: what ran inside functions, ``DO`` blocks and triggers (``toplevel`` is false).
- **housekeeping**: transaction control, reading on in a cursor, and the look-ups that drivers, SQLAlchemy's
  dialects and its pool make by themselves, by exact text (``OWN_LOOKUPS``).
- nowhere: the server's own foreign-key queries (``_REFERENTIAL``), which no submission sends.

A statement that failed is not in the server's count: PostgreSQL counts at the end of a statement.

``create_all``'s look for existing tables is a statement: the submission's code asked for it, and reflection
in the middle of a function is work that its author can avoid.

The text of an entry is that of the first statement with its meaning: ``SELECT 1`` sent after
``PREPARE p AS SELECT 2`` stands under the latter's text. So a text that is no housekeeping when first sent
must never look like it: comments and white space are read exactly as PostgreSQL reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import groupby

from grader.model import CountedStatement, ServerCount

_CONTROL = re.compile(
    r"(BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE"
    r"|SET\s+(LOCAL\s+|SESSION\s+)?TRANSACTION|SET\s+SESSION\s+CHARACTERISTICS|SET\s+CONSTRAINTS"
    r"|SET\s+(SESSION\s+)?default_transaction_(isolation|read_only|deferrable)"
    r"|FETCH|MOVE|CLOSE|DEALLOCATE|DISCARD|UNLISTEN)\b",
    re.IGNORECASE | re.ASCII,
)
"""How statements begin that control transactions, cursors and prepared statements.

Not ``PREPARE TRANSACTION``: ``transaction`` is a name that a prepared query may have.
"""

OWN_LOOKUPS = frozenset(
    {
        # SQLAlchemy 2.0 and 2.1, both drivers, first connection of an engine
        "select pg_catalog.version()",
        "select current_schema()",
        "show standard_conforming_strings",
        "show transaction isolation level",
        # pool_pre_ping
        "SELECT $1",
        # psycopg2: HstoreAdapter.get_oids, called by SQLAlchemy
        "SELECT t.oid, typarray FROM pg_type t JOIN pg_namespace ns"
        " ON typnamespace = ns.oid WHERE typname = $1",
        # psycopg 3.2 and 3.3: TypeInfo.fetch, called by SQLAlchemy for hstore
        "SELECT typname AS name, oid, typarray AS array_oid, oid::regtype::text AS regtype,"
        " typdelim AS delimiter FROM pg_type t WHERE t.oid = to_regtype($1) ORDER BY t.oid",
    }
)
"""Sent by drivers, dialects and pool on their own, white space squeezed. Found by experiment."""

_REFERENTIAL = re.compile(
    r"SELECT \$\d+ FROM (ONLY )?\S.* x WHERE .* FOR KEY SHARE OF x"
    r"|SELECT \$\d+ FROM \(SELECT .* FOR KEY SHARE OF x\) x1 HAVING .*"
    r"|DELETE FROM (ONLY )?\S.* WHERE \$\d+.* OPERATOR\(pg_catalog\.=\) .*"
    r"|UPDATE (ONLY )?\S.* SET .* WHERE \$\d+.* OPERATOR\(pg_catalog\.=\) .*"
    r"|SELECT fk\..* FROM (ONLY )?\S.* fk LEFT OUTER JOIN (ONLY )?\S.* pk ON .*",
    re.DOTALL,
)
"""The queries of PostgreSQL's ``ri_triggers.c``: look-ups, cascades, and the check of a new constraint."""

_DEFERRED_LOOKUP = re.compile(
    r'SELECT \$\d+ FROM (ONLY )?"[^;]*" x WHERE [^;]*OPERATOR\(pg_catalog\.=\)[^;]* FOR KEY SHARE OF x'
)
"""A deferred constraint's look-up runs at COMMIT, outside of any statement: top level for the server."""

_LONGEST_OWN = 1000
"""No text of a driver's or of the server's own is longer: what is, need not be matched, at whatever cost."""

_CURSOR_NAME = re.compile(r'"c_[0-9a-f]+_[0-9a-f]+"')
"""SQLAlchemy names a server-side cursor after an address."""

_CONTAINS_QUERY = re.compile(r"(DECLARE|CREATE|COPY|EXPLAIN|REFRESH)\b", re.IGNORECASE | re.ASCII)


@dataclass(frozen=True)
class Entry:
    """A row of ``pg_stat_statements``."""

    sql: str
    toplevel: bool
    calls: int
    rows: int


def server_count(entries: Iterable[Entry], complete: bool) -> ServerCount:
    """Sort the entries of one role in one database, in the order of their texts."""
    merged = _merged(entries)
    top = {entry.sql: entry for entry in merged if entry.toplevel}
    nested = [_without_own(entry, top) for entry in merged if not entry.toplevel]
    return ServerCount(
        statements=_counted(entry for entry in top.values() if not is_housekeeping(entry.sql)),
        nested=_counted(entry for entry in nested if not _is_referential(entry.sql)),
        housekeeping=_counted(entry for entry in top.values() if is_housekeeping(entry.sql)),
        complete=complete,
    )


def _is_referential(sql: str) -> bool:
    """Whether a nested statement is one of the server's own for foreign keys."""
    own = len(sql) <= _LONGEST_OWN and ("OPERATOR(pg_catalog.=)" in sql or "LEFT OUTER JOIN" in sql)
    return own and _REFERENTIAL.fullmatch(sql) is not None


def is_housekeeping(sql: str) -> bool:
    """Whether a statement that was sent does not count."""
    text = without_leading_comments(sql[:_LONGEST_OWN])
    return len(sql) <= _LONGEST_OWN and bool(
        _CONTROL.match(text) or " ".join(text.split()) in OWN_LOOKUPS or _DEFERRED_LOOKUP.fullmatch(text)
    )


def without_leading_comments(sql: str) -> str:
    """``sql`` from its first word on. Comments nest, and ``--`` ends at a carriage return too."""
    rest = sql.lstrip(" \t\n\r\f\v")
    while rest.startswith(("--", "/*")):
        rest = _after_line(rest) if rest.startswith("--") else _after_block(rest)
        rest = rest.lstrip(" \t\n\r\f\v")
    return rest


def _after_line(sql: str) -> str:
    parts = re.split(r"[\n\r]", sql, maxsplit=1)
    return parts[1] if len(parts) > 1 else ""


def _after_block(sql: str) -> str:
    depth = 0
    for mark in re.finditer(r"/\*|\*/", sql):
        depth += 1 if mark[0] == "/*" else -1
        if depth == 0:
            return sql[mark.end() :]
    return ""


def _merged(entries: Iterable[Entry]) -> list[Entry]:
    """Entries with the same text added up, the same cursor under one name each time."""
    named = (replace(entry, sql=_CURSOR_NAME.sub('"cursor"', entry.sql)) for entry in entries)
    same = groupby(sorted(named, key=_identity), key=_identity)
    return [
        Entry(sql, toplevel, sum(entry.calls for entry in group), sum(entry.rows for entry in group))
        for (sql, toplevel), group in ((key, list(group)) for key, group in same)
    ]


def _identity(entry: Entry) -> tuple[str, bool]:
    return entry.sql, entry.toplevel


def _without_own(nested: Entry, top: dict[str, Entry]) -> Entry:
    """PostgreSQL 18 calls the query inside a DECLARE and its like nested, under the text of the whole."""
    outer = top.get(nested.sql)
    if outer is None or not _CONTAINS_QUERY.match(without_leading_comments(nested.sql)):
        return nested
    return replace(nested, calls=max(0, nested.calls - outer.calls))


def _counted(entries: Iterable[Entry]) -> tuple[CountedStatement, ...]:
    return tuple(CountedStatement(entry.sql, entry.calls, entry.rows) for entry in entries if entry.calls > 0)
