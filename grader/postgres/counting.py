"""The unit of counting: what the server counted, sorted into what counts and what does not.

The server's count is ``pg_stat_statements``: every statement of one role in one database, constants replaced
by ``$1``, with the number of calls. It is sorted by the text alone:

- **statements**: what the submission sent. An ``executemany`` of 200 parameter sets is 200 calls.
  ``DECLARE ... CURSOR`` is one statement.
- **nested**: what ran inside functions, ``DO`` blocks, triggers and other statements (``toplevel`` is false).
- **housekeeping**: transaction control, reading on in a cursor, and the look-ups that drivers and
  SQLAlchemy's dialects make on a new connection, by exact text (``FIRST_CONNECT``).
- nowhere: the server's own foreign-key queries (``_REFERENTIAL``), which no submission sends.

``create_all``'s look for existing tables is a statement: the submission's code asked for it, and reflection
in the middle of a function is work that the student can avoid.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from grader.model import CountedStatement, ServerCount

_LEADING = re.compile(r"(\s|--[^\n]*(\n|$)|/\*([^*]|\*(?!/))*\*/)*")
"""White space and comments (not nested ones) before a statement."""

_CONTROL = re.compile(
    r"(BEGIN|START\s+TRANSACTION|COMMIT|END|ROLLBACK|ABORT|SAVEPOINT|RELEASE|PREPARE\s+TRANSACTION"
    r"|SET\s+(LOCAL\s+|SESSION\s+)?TRANSACTION|SET\s+SESSION\s+CHARACTERISTICS|SET\s+CONSTRAINTS"
    r"|FETCH|MOVE|CLOSE|DEALLOCATE|DISCARD|UNLISTEN)\b",
    re.IGNORECASE,
)
"""How statements begin that control transactions, cursors and prepared statements."""

FIRST_CONNECT: frozenset[str] = frozenset()

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


@dataclass(frozen=True)
class Entry:
    """A row of ``pg_stat_statements``, summed over entries with the same text."""

    sql: str
    toplevel: bool
    calls: int
    rows: int


def is_housekeeping(sql: str) -> bool:
    text = sql[_LEADING.match(sql).end() :]  # type: ignore[union-attr]  # it matches the empty string
    return (
        bool(_CONTROL.match(text))
        or _squeezed(text) in FIRST_CONNECT
        or bool(_DEFERRED_LOOKUP.fullmatch(text))
    )


def is_referential(entry: Entry) -> bool:
    return not entry.toplevel and bool(_REFERENTIAL.fullmatch(entry.sql))


def server_count(entries: Iterable[Entry], complete: bool) -> ServerCount:
    """Sort the entries of one role in one database, in the order of their texts."""
    counted = sorted((entry for entry in entries if not is_referential(entry)), key=lambda entry: entry.sql)
    top = [entry for entry in counted if entry.toplevel]
    return ServerCount(
        statements=_counted(entry for entry in top if not is_housekeeping(entry.sql)),
        nested=_counted(entry for entry in counted if not entry.toplevel),
        housekeeping=_counted(entry for entry in top if is_housekeeping(entry.sql)),
        complete=complete,
    )


def _counted(entries: Iterable[Entry]) -> tuple[CountedStatement, ...]:
    return tuple(CountedStatement(entry.sql, entry.calls, entry.rows) for entry in entries)


def _squeezed(sql: str) -> str:
    return " ".join(sql.split())
