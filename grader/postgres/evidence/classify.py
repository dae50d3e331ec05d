"""The unit of counting: what the server counted, sorted into what counts and what does not.

The server's count is ``pg_stat_statements``: every statement of one role in one database, constants replaced
by ``$1``, with the number of calls. It is sorted by the text:

- **statements**: what the submission sent. An ``executemany`` of 200 parameter sets is 200 calls.
  ``DECLARE ... CURSOR`` is one statement, whatever is fetched from it.
- **nested**: what ran inside functions, ``DO`` blocks and triggers (``toplevel`` is false).
- **housekeeping**: transaction control, reading on in a cursor, and the look-ups that drivers, SQLAlchemy's
  dialects and its pool make by themselves, by exact text, where these cannot mean anything else.
- nowhere: the server's own foreign-key queries (``_REFERENTIAL``), which no submission sends.

A statement that failed while it ran, or whose connection hung up before it ended, counts too: the server
planned it, or wrote its error down. One that failed before (a syntax error, an unknown column) does not: it could
not read anything.

``create_all``'s look for existing tables is a statement: the submission's code asked for it, and reflection
in the middle of a function is work that its author can avoid.

The text of an entry is that of the first statement with its meaning: ``SELECT 1`` sent after
``PREPARE p AS SELECT 2`` stands under the latter's text. So a text that is no housekeeping when first sent
must never look like it: comments and white space are read exactly as PostgreSQL reads them.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import NamedTuple

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

_LOOKUPS = frozenset(
    {
        # SQLAlchemy 2.0 and 2.1, both drivers, first connection of an engine
        "select pg_catalog.version()",
        "show standard_conforming_strings",
        "show transaction isolation level",
        # pool_pre_ping
        "SELECT $1",
    }
)
"""Sent by drivers, dialects and pool on their own, white space squeezed. Found by experiment."""

OWN_FUNCTION_LOOKUP = "select current_schema()"
"""Sent by SQLAlchemy's dialects too. Unlike the others its name may lead to a submission's own function."""

_TABLE_LOOKUPS = frozenset(
    {
        # psycopg2: HstoreAdapter.get_oids, called by SQLAlchemy
        "SELECT t.oid, typarray FROM pg_type t JOIN pg_namespace ns"
        " ON typnamespace = ns.oid WHERE typname = $1",
        # psycopg 3.2 and 3.3: TypeInfo.fetch, called by SQLAlchemy for hstore
        "SELECT typname AS name, oid, typarray AS array_oid, oid::regtype::text AS regtype,"
        " typdelim AS delimiter FROM pg_type t WHERE t.oid = to_regtype($1) ORDER BY t.oid",
    }
)
"""Sent by the drivers on a new connection. Their names may lead to a submission's own tables; hstore is not
installed here, so that the honest ones find nothing."""

_COLUMN = r'"(?:[^"]|"")+"'
_TABLE = rf"(?:ONLY )?{_COLUMN}\.{_COLUMN}"
_CAST = r'(?:::[\w."]+(?: [\w."]+)*(?:\(\d+\))?)?'
_OPERAND = rf"(?:{_COLUMN}|\$\d+){_CAST}"
_EQUALS = rf"{_OPERAND} OPERATOR\(pg_catalog\.=\) {_OPERAND}"
_KEY = rf"WHERE {_EQUALS}(?: AND {_EQUALS})*"
_SET = rf"{_COLUMN} = (?:\$\d+|NULL|DEFAULT)"
_LOOKUP = rf"SELECT \$\d+ FROM {_TABLE} x {_KEY} FOR KEY SHARE OF x"  # noqa: S608 - a pattern

_REFERENTIAL = re.compile(
    rf"{_LOOKUP}"  # noqa: S608 - a pattern
    rf"|DELETE FROM {_TABLE} {_KEY}"
    rf"|UPDATE {_TABLE} SET {_SET}(?:, {_SET})* {_KEY}"
    # The check of a new constraint, and no other left join: nothing but keys without a partner.
    rf"|SELECT fk\.{_COLUMN}(?:, fk\.{_COLUMN})* FROM {_TABLE} fk LEFT OUTER JOIN {_TABLE} pk ON \( .* \)"
    rf" WHERE pk\.{_COLUMN} IS NULL AND \(fk\.{_COLUMN} IS NOT NULL(?: (?:AND|OR) fk\.{_COLUMN} IS NOT NULL)*\)",
)
"""The queries of PostgreSQL's ``ri_triggers.c``: look-ups, cascades, and the check of a new constraint."""

_DEFERRED_LOOKUP = re.compile(_LOOKUP)
"""A deferred constraint's look-up runs at COMMIT, outside of any statement: top level for the server.

A submission may send the same text. So no more of them are the server's than rows were written."""

_PLANNED = re.compile(r"\(|(SELECT|VALUES|TABLE|INSERT|UPDATE|DELETE|MERGE|WITH)\b", re.IGNORECASE | re.ASCII)
"""How a statement begins that is planned itself, and not only the query in it."""

_SHOWS = re.compile(r"SHOW\b", re.IGNORECASE | re.ASCII)

_READS = re.compile(r"\b(SELECT|VALUES|TABLE|INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE | re.ASCII)
"""Words that no expression without a query holds: its constants are replaced by ``$1``."""

_TABLES = re.compile(r"\b(FROM|TABLE|INSERT|UPDATE|DELETE|MERGE)\b", re.IGNORECASE | re.ASCII)
"""Words of which a query that reads a table itself has one."""

_CODE = re.compile(
    r"DO\b|(CREATE|DROP)\s*(/\*|--|OR\b|FUNCTION\b|PROCEDURE\b|ROUTINE\b|SCHEMA\b|OWNED\b)",
    re.IGNORECASE | re.ASCII,
)
"""How statements begin that hold code, or that remove functions."""

_RAISES = re.compile(r"\braise\s+exception\b", re.IGNORECASE | re.ASCII)
_GIVES_UP = re.compile(r"\b(exception|open|cursor|refcursor)\b", re.IGNORECASE | re.ASCII)
"""The words with which PL/pgSQL catches errors and leaves cursors behind."""

_SPELT_OTHERWISE = re.compile(r"\ADROP\b|\b(E|U&)'|'\s*[\n\r]\s*'", re.IGNORECASE | re.ASCII)
"""Code that is gone, or that is a string with escapes or of several parts, in which such a word cannot be found."""

_WRITES = re.compile(r"(INSERT|UPDATE|WITH)\b", re.IGNORECASE | re.ASCII)

_LONGEST_OWN = 1000
"""No text of a driver's or of the server's own is longer: what is, need not be matched, at whatever cost."""

_CURSOR_NAME = re.compile(r'"c_[0-9a-f]+_[0-9a-f]+"')
"""SQLAlchemy names a server-side cursor after an address."""

_CONTAINS_QUERY = re.compile(r"(DECLARE|CREATE|COPY|EXPLAIN|REFRESH)\b", re.IGNORECASE | re.ASCII)


FAILED = "(a statement that failed)"
"""Stands for the text of a statement that the server never counted: it keeps none of those."""


class Counted(NamedTuple):
    """A row of ``pg_stat_statements``. ``query``: its identifier; ``own``: of ``OWN_FUNCTION_LOOKUP``."""

    sql: str
    toplevel: bool
    calls: int
    plans: int
    rows: int
    query: int
    own: bool


@dataclass(frozen=True)
class Entry:
    """A statement, and how often it was executed, to its end or not.

    ``own``: it is ``OWN_FUNCTION_LOOKUP``, of PostgreSQL's own function.
    """

    sql: str
    toplevel: bool
    calls: int
    rows: int
    own: bool = False


def entries(counted: Sequence[Counted], failures: Mapping[int, int]) -> list[Entry]:
    """Entries from the server's rows. ``failures``: errors that it wrote down, by the queries that were sent.

    What never came to its end, such as a DO block, has no row: it is told by its errors alone.
    """
    known = {row.query for row in counted if row.toplevel}
    others = sum(number for query, number in failures.items() if query not in known)
    found = [_entry(row, failures.get(row.query, 0) if row.toplevel else 0) for row in counted]
    return [*found, Entry(FAILED, True, others, 0)]


def _entry(row: Counted, failed: int) -> Entry:
    """What failed, or was given up, is no call, but was planned: each time, unless its plan was kept.

    PL/pgSQL plans an expression once and evaluates it without a call; one that reads tables is a query.
    """
    queries = row.toplevel or _READS.search(row.sql) is not None
    executions = max(row.plans, row.calls + failed) if queries else row.calls
    return Entry(row.sql, row.toplevel, executions, row.rows, row.own)


def changes_rows_only(counted: Iterable[Counted], failures: Mapping[int, int]) -> bool:
    """Whether these statements, and those that failed, can have changed nothing in a database but rows and sequences.

    What has a plan reads and writes rows. What has none, and controls no transaction, may do anything: set, analyze,
    lock, define. Of what failed, only statements that were planned are known.
    """
    planned = {row.query for row in counted if row.plans > 0}
    return failures.keys() <= planned and all(_changes_rows_only(row) for row in counted)


def _changes_rows_only(row: Counted) -> bool:
    if len(row.sql) > _LONGEST_OWN and not row.plans:
        return False
    text = without_leading_comments(row.sql)
    if _CONTROL.match(text) or _SHOWS.match(text):
        return True
    return (row.plans > 0 or _is_referential(row.sql)) and bool(_PLANNED.match(text))


def server_count(entries: Iterable[Entry], complete: bool) -> ServerCount:
    """Sort the entries of one role in one database, in the order of their texts."""
    merged = _merged(entries)
    top = {entry.sql: entry for entry in merged if entry.toplevel}
    nested = [_without_own(entry, top) for entry in merged if not entry.toplevel]
    deferred, sent = _divided(top.values(), _is_deferred_lookup)
    theirs, ours = _deferred(deferred, sum(entry.rows for entry in sent if _is_write(entry)))
    housekeeping, statements = _divided(sent, is_housekeeping)
    return ServerCount(
        statements=_counted([*statements, *ours]),
        nested=_counted(entry for entry in nested if not _is_referential(entry.sql)),
        housekeeping=_counted([*housekeeping, *theirs]),
        complete=complete,
    )


def reads_inside(entries: Iterable[Entry]) -> bool:
    """Whether code inside the server, such as a function or a DO block, read or wrote a table."""
    return any(
        not entry.toplevel and not _is_referential(entry.sql) and _TABLES.search(entry.sql) is not None
        for entry in entries
    )


def may_give_up(entries: Iterable[Entry], functions: Iterable[str]) -> bool:
    """Whether code that was sent, or of functions, may begin to execute a query and not come to its end.

    PL/pgSQL plans a query without variables once for all executions (``choose_custom_plan`` in plancache.c), and an
    execution that does not end is no call: how often there was one, the server does not know.
    """
    texts = (without_leading_comments(entry.sql) for entry in entries)
    sent = [text for text in texts if _CODE.match(text)]
    return any(_SPELT_OTHERWISE.search(text) for text in sent) or any(
        _GIVES_UP.search(_RAISES.sub("", text)) for text in (*sent, *functions)
    )


def _divided(entries: Iterable[Entry], condition: Callable[[Entry], bool]) -> tuple[list[Entry], list[Entry]]:
    """Those that meet a condition, and the others."""
    found: tuple[list[Entry], list[Entry]] = ([], [])
    for entry in entries:
        found[0 if condition(entry) else 1].append(entry)
    return found


def _deferred(lookups: Iterable[Entry], written: int) -> tuple[list[Entry], list[Entry]]:
    """Look-ups that are the server's own, as many as rows were written, and those that must be sent ones."""
    theirs, ours = [], []
    for entry in lookups:
        explained = min(entry.calls, written)
        written -= explained
        theirs.append(replace(entry, calls=explained))
        ours.append(replace(entry, calls=entry.calls - explained))
    return theirs, ours


def _is_deferred_lookup(entry: Entry) -> bool:
    """Of the shape that a deferred constraint's look-up has. It finds one row, or none."""
    sql = entry.sql
    return len(sql) <= _LONGEST_OWN and entry.rows <= entry.calls and bool(_DEFERRED_LOOKUP.fullmatch(sql))


def _is_write(entry: Entry) -> bool:
    return bool(_WRITES.match(without_leading_comments(entry.sql[:_LONGEST_OWN])))


def _is_referential(sql: str) -> bool:
    """Whether a nested statement is one of the server's own for foreign keys."""
    return len(sql) <= _LONGEST_OWN and _matches_referential(sql)


@functools.lru_cache(1024)
def _matches_referential(sql: str) -> bool:
    own = "OPERATOR(pg_catalog.=)" in sql or "LEFT OUTER JOIN" in sql
    return own and _REFERENTIAL.fullmatch(sql) is not None


def is_housekeeping(entry: Entry) -> bool:
    """Whether a statement that was sent does not count."""
    if len(entry.sql) > _LONGEST_OWN:
        return False
    text = without_leading_comments(entry.sql)
    squeezed = " ".join(text.split())
    if squeezed == OWN_FUNCTION_LOOKUP:
        return entry.own
    if squeezed in _TABLE_LOOKUPS:
        return entry.rows == 0
    return bool(_CONTROL.match(text)) or squeezed in _LOOKUPS


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
    same = groupby(sorted(map(_with_one_name, entries), key=_identity), key=_identity)
    return [
        Entry(
            sql,
            toplevel,
            sum(entry.calls for entry in group),
            sum(entry.rows for entry in group),
            all(entry.own for entry in group),
        )
        for (sql, toplevel), group in ((key, list(group)) for key, group in same)
    ]


def _with_one_name(entry: Entry) -> Entry:
    if '"c_' not in entry.sql:
        return entry
    return replace(entry, sql=_CURSOR_NAME.sub('"cursor"', entry.sql))


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
