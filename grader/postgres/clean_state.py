"""A database whose next run begins as if it were new: what must not have changed, and how the rest is put back.

Copying a database for each run is proof enough that no run meets what another left, and takes 20 ms. Emptying its
tables takes 2 ms, and is as good where these three hold:

- Nothing was defined, changed or dropped in it, nor attempted: the template's DDL witness has not moved
  (``preparation``). What that does not see (a setting, ANALYZE, a role's password) is a statement that the server
  counts, and that has no plan: ``classify.changes_rows_only``.
- It holds nothing of the submission's that could run while the grader resets it: no function, trigger, rule or policy.
- It holds no large object, and never held one: what is gone has left its place on the disk.

Where one of them does not hold, the next run gets a copy.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, LiteralString

import psycopg
from psycopg import sql

from grader.model import TableName
from grader.postgres import insert
from grader.postgres.connections import one
from grader.postgres.evidence.catalog import OWN_SCHEMAS
from grader.postgres.insert import Known, RowToInsert
from grader.postgres.preparation import DDL_WITNESS

Reader = psycopg.Connection[Any]

_FIRST_OWN = 16384
"""The first number that PostgreSQL gives to what was not there from the beginning (FirstNormalObjectId)."""

_SUPERUSER = 10
"""The role that PostgreSQL begins with (BOOTSTRAP_SUPERUSERID). The functions of an extension that anybody may make are
its own, whoever makes the extension, and no submission can give it one."""

_CODE: LiteralString = f"""
    SELECT EXISTS (SELECT FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
                    WHERE p.oid >= {_FIRST_OWN} AND n.nspname <> 'pg_catalog' AND p.proowner <> {_SUPERUSER})
        OR EXISTS (SELECT FROM pg_catalog.pg_trigger WHERE NOT tgisinternal)
        OR EXISTS (SELECT FROM pg_catalog.pg_rewrite WHERE oid >= {_FIRST_OWN})
        OR EXISTS (SELECT FROM pg_catalog.pg_policy)
"""  # noqa: S608 - parts of our own

_HOLDERS = f"""
    SELECT c.oid::pg_catalog.int8, pg_catalog.format('%I.%I', n.nspname, c.relname), s.seqstart
      FROM pg_catalog.pg_class c
      JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
      LEFT JOIN pg_catalog.pg_sequence s ON s.seqrelid = c.oid
     WHERE c.relkind IN ('r', 'S') AND c.relpersistence <> 't' AND {OWN_SCHEMAS}
     ORDER BY n.nspname, c.relname
"""  # noqa: S608 - parts of our own

_MARKS = f"""
    SELECT last_value,
           pg_catalog.pg_relation_size('pg_catalog.pg_largeobject_metadata')
           + pg_catalog.pg_relation_size('pg_catalog.pg_largeobject') > 0
      FROM {DDL_WITNESS}
"""  # noqa: S608 - parts of our own

_ROWS_AT_ONCE = 40
"""In one statement: PostgreSQL takes 65,535 parameters, and a table has at most 1,600 columns."""


@dataclass(frozen=True)
class CleanState:
    """What an empty database was seen to be. ``tables``: by the server's number, as SQL writes them, partitions and no
    partitioned ones. ``sequences``: as SQL writes them, and where they start. ``ddl``: where the witness stands."""

    tables: Mapping[int, str]
    sequences: Mapping[str, int]
    ddl: int


def read_clean_state(reader: Reader) -> CleanState | None:
    """The state of a database that is empty now; None where emptying its tables would not bring it back."""
    ddl, had_objects = _marks(reader)
    if had_objects or one(reader.execute(_CODE.encode()))[0]:
        return None
    found = reader.execute(_HOLDERS.encode()).fetchall()
    return CleanState(
        tables={oid: name for oid, name, start in found if start is None},
        sequences={name: start for _, name, start in found if start is not None},
        ddl=ddl,
    )


def is_kept(reader: Reader, state: CleanState) -> bool:
    """Whether nothing but rows and sequences can have changed since then."""
    return _marks(reader) == (state.ddl, False)


def replace_rows(reader: Reader, state: CleanState, rows: Sequence[RowToInsert], known: Known) -> bool:
    """Bring back the state, and insert rows, in one round trip; False where it must be done in another way, and nothing
    was done then. ``known``: as ``insert_rows``."""
    try:
        insert.read_unknown(reader, rows, known)
        with reader.pipeline(), reader.transaction():
            for statement, parameters in _statements(state, rows, known):
                reader.execute(statement, parameters)
    except (psycopg.Error, ValueError, OverflowError, insert.RowsDoNotFitError):
        return False
    return True


def _marks(reader: Reader) -> tuple[int, bool]:
    ddl, had_objects = one(reader.execute(_MARKS.encode(), prepare=True))
    return int(ddl), bool(had_objects)


def _statements(
    state: CleanState, rows: Sequence[RowToInsert], known: Known
) -> Iterator[tuple[sql.SQL | bytes, Sequence[Any] | None]]:
    if state.tables:
        yield f"TRUNCATE {', '.join(state.tables.values())}".encode(), None
    if state.sequences:
        yield _set_sequences(state.sequences, insert.highest_ids(known, rows)), None
    before: Counter[TableName] = Counter()
    for (table, names), group in groupby(rows, key=lambda row: (row.table, tuple(row.values))):
        columns, same = insert.find_columns(known, table, names), list(group)
        for start in range(0, len(same), _rows_at_once(names)):
            some = same[start : start + _rows_at_once(names)]
            yield insert.insert_statement(table, columns, some, before[table] + 1)
            before[table] += len(some)


def _rows_at_once(names: Sequence[str]) -> int:
    """In one statement. One without columns inserts a single row."""
    return _ROWS_AT_ONCE if names else 1


def _set_sequences(starts: Mapping[str, int], given: Mapping[str, int]) -> bytes:
    """Back to where they start, or past the ids that rows were given."""
    last = {
        name: (max(start, given.get(name, start)), start <= given.get(name, start - 1))
        for name, start in starts.items()
    }
    calls = (
        f"pg_catalog.setval({insert.literal(name)}::pg_catalog.regclass, {value}, {is_given})"
        for name, (value, is_given) in last.items()
    )
    return f"SELECT {', '.join(calls)}".encode()
