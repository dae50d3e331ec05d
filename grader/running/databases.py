"""A database for each run, in which no other run has left anything: proven, or copied."""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from grader.postgres.database import Database
from grader.postgres.insert import RowToInsert
from grader.postgres.tenant import Tenant

_LOG = logging.getLogger(__name__)


@dataclass
class DatabaseLease:
    """``rows_only``: the run came to its end, and changed nothing but rows and sequences."""

    database: Database
    rows_only: bool = False


class RunDatabases:
    """Those of the runs that are forked from one import. ``base``: the database that it left, empty."""

    def __init__(self, tenant: Tenant, base: Database) -> None:
        self._tenant, self._base = tenant, base
        self._kept: Database | None = None

    @contextlib.contextmanager
    def lease(self, rows: Sequence[RowToInsert], is_new: bool = False) -> Iterator[DatabaseLease]:
        """One that holds these rows. ``is_new``: a copy, whatever the run before did. Raises ``RowsDoNotFitError``."""
        lease = DatabaseLease(self._with_rows(rows, is_new))
        try:
            yield lease
        finally:
            if lease.rows_only:
                self._kept = lease.database
            else:
                lease.database.drop()

    def _with_rows(self, rows: Sequence[RowToInsert], is_new: bool) -> Database:
        kept, self._kept = self._kept, None
        if kept is not None:
            if not is_new and kept.begin_anew(rows):
                return kept
            kept.drop()
        _LOG.debug("a run gets a new copy of the database")
        database = self._tenant.database(copy_of=self._base)
        try:
            database.insert(rows)
        except BaseException:
            database.drop()
            raise
        return database

    def close(self) -> None:
        if self._kept is not None:
            self._kept.drop()
            self._kept = None
