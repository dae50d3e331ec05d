"""Submissions in the sandbox, their databases beside it: plans in, evidence out. Judges nothing.

A ``Subject`` is one imported submission (or reference solution). Each run gets a process that no other run has
touched, forked from the imported submission, and a database in which no other run has left anything
(``databases``), where the import left nothing running behind; else everything is imported anew.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from grader.errors import InternalError
from grader.language.exercise import Exercise
from grader.model import Catalog, Outcome, RunEvidence, ServerCount, SubmissionEvidence
from grader.planning.data import Data
from grader.planning.plan import Plan
from grader.planning.uses import Uses
from grader.postgres.database import Database
from grader.postgres.insert import RowsDoNotFitError, RowToInsert, TooSlowError
from grader.postgres.quota import Quota
from grader.postgres.server import Server
from grader.postgres.tenant import Tenant
from grader.running import own_names
from grader.running.databases import DatabaseLease, RunDatabases
from grader.running.fitting import fit
from grader.running.live_run import TELLING_SECONDS, LiveRun, OpenRun, describe_end, end_if_exceeded
from grader.running.own_names import OwnNames
from grader.running.processes import ProcessLease, RunProcesses
from grader.running.tables import NoTableError, Tables
from grader.running.tools import Tools
from grader.sandbox import Worker, WorkerEnded
from grader.worker.protocol import Limits, Surroundings

_LOG = logging.getLogger(__name__)


class NotInsertedError(Exception):
    """The exercise's rows do not fit into the submission's tables; the message says why."""


class Subject:
    """One submission, imported, ready to run plans. Leaving it ends everything that it started."""

    def __init__(self, path: Path, exercise: Exercise, tools: Tools, trusted: bool = False) -> None:
        """``trusted``: a reference solution, which comes to a server where no submission is."""
        self._path = path.resolve() if trusted else path.absolute()
        self._exercise, self._tools = exercise, tools
        self._trusted = trusted
        self._stack = ExitStack()
        self.own_names = OwnNames()
        self._too_slow = ""  # why nothing can be inserted: once is enough to wait for it

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            self._tenant: Tenant = stack.enter_context(self._server(stack).tenant())
            self._imports = stack.enter_context(ExitStack())
            self._prepare()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.__exit__(kind, error, trace)

    def _server(self, stack: ExitStack) -> Server:
        servers = self._tools.servers
        return servers.trusted() if self._trusted else stack.enter_context(servers.lease())

    def run(self, plan: Plan, is_new: bool = False) -> RunEvidence:
        """Carry out a plan, up to an act that raises unplanned. Raises as ``begin``."""
        with self.begin(plan, is_new) as live:
            live.carry_out(plan.steps)
            return live.end()

    def begin(self, plan: Plan, is_new: bool = False) -> LiveRun:
        """A run whose acts come one by one. ``is_new``: in a process and a database that no run had before. Raises ``NotInsertedError``, and ``WorkerEnded`` where the imported submission
        does not stay until its run begins, twice."""
        if self._worker.is_over:
            _LOG.info("imported again: its process has ended")
            self.renew()
        try:
            opened = self._open(plan, is_new)
        except (
            WorkerEnded
        ) as ended:  # between two runs, as an alarm that rings late does: nobody waited for its word
            _LOG.info("imported again: its process ended between two runs: %s", ended.detail)
            self.renew()
            opened = self._open(plan, is_new)
        seconds = _wall(self._exercise.limits.check_seconds)
        return LiveRun(plan, opened, self._tables(), self.own_names, seconds)

    def fit(self, data: Data, uses: Uses) -> Data:
        """See ``planning.plan.Fit``."""
        return fit(data, uses, self._tables(), self._base.are_let_in)

    def renew(self) -> None:
        """Import again, in a fresh worker and database."""
        self._imports.close()
        self._prepare()

    def restart(self, error: BaseException) -> None:
        """Begin again with everything fresh, after ``error``: a server on which it happened is given to nobody else."""
        with contextlib.suppress(InternalError, psycopg.Error, OSError):  # of a server that is gone already
            self._stack.__exit__(type(error), error, error.__traceback__)
        self._stack = ExitStack()
        self.__enter__()

    # ---- import ----

    def _prepare(self) -> None:
        """Import into a database that serves as the template of all runs."""
        self._base = self._new_database()
        self._imports.callback(self._base.drop)
        self._worker = self._imports.enter_context(self._fresh_worker(self._base))
        self.evidence = self._import(self._worker, self._base)
        why = self._reason_not_to_fork()
        self._forks = not why
        self._databases = RunDatabases(self._tenant, self._base)
        self._imports.callback(self._databases.close)
        keeps = self.evidence.imported.keeps if self.evidence.imported else ""
        limits = self._limits(self._exercise.limits.check_seconds)
        self._processes = RunProcesses(self._worker, limits, may_stay=not keeps)
        self._imports.callback(self._processes.close)
        if keeps:
            _LOG.debug("each run has a process of its own: %s", keeps)
        if why:
            _LOG.info("no run is forked from its import: %s", why)

    def _new_database(self) -> Database:
        database, before = self._tenant.database(), self._exercise.before
        if before:
            database.make(before.schemas, before.extensions)
        return database

    def _fresh_worker(self, database: Database) -> Worker:
        limits = self._limits(self._exercise.limits.import_seconds)
        return self._tools.sandbox.worker(self._path, database.target.host, limits)

    def _import(self, worker: Worker, database: Database) -> SubmissionEvidence:
        exercise = self._exercise
        seconds = exercise.limits.import_seconds
        surroundings = Surroundings(
            exercise.counts,
            tuple(exercise.environment.items()),
            exercise.support,
            requests=tuple(own_names.list_requests(exercise)),
        )
        nothing = Catalog({}, {})
        try:
            with self._quota(database) as quota:
                imported = worker.load(database.target, _wall(seconds) + TELLING_SECONDS, surroundings)
                end_if_exceeded(quota)
        except WorkerEnded as ended:
            detail = describe_end(ended, _wall(seconds))
            return SubmissionEvidence(ended.outcome, detail, None, None, nothing, ended.where)
        if imported.raised:
            return SubmissionEvidence(
                Outcome.IMPORT_FAILED, imported.stage, imported, imported.raised, nothing
            )
        catalog = database.catalog()
        imported, self.own_names = own_names.read(imported, catalog, self._exercise)
        return SubmissionEvidence(Outcome.COMPLETED, "", imported, None, catalog)

    def _reason_not_to_fork(self) -> str:
        """Why each run imports it anew; empty where runs can be forked from the import."""
        evidence = self.evidence
        if evidence.outcome is not Outcome.COMPLETED or evidence.imported is None:
            return f"it ended as {evidence.outcome} ({evidence.detail})"
        if not self._worker.can_fork:
            return "workers cannot be forked on this system"
        if not evidence.imported.forkable:
            return "it left a thread or a connection behind"
        if number := self._base.connections():
            return f"it left {number} connections to its database open"
        return "" if self._is_emptied(self._base) else "what it stored cannot be deleted"

    def _is_emptied(self, database: Database) -> bool:
        """Whether what the import stored is gone; a table that is locked or guarded keeps it."""
        try:
            database.empty()
        except TooSlowError as error:
            self._too_slow = str(error)
            return False
        except RowsDoNotFitError:
            return False
        return True

    # ---- runs ----

    def _open(self, plan: Plan, is_new: bool) -> OpenRun:
        """A database with the plan's rows, and a process that has the submission imported."""
        if self._too_slow:
            raise NotInsertedError(self._too_slow)
        with ExitStack() as stack:
            opened = self._open_fork(plan, is_new, stack) if self._forks else self._open_import(plan, stack)
            return OpenRun(*opened, stack.enter_context(self._quota(opened[0].database)), stack.pop_all())

    def _open_fork(
        self, plan: Plan, is_new: bool, stack: ExitStack
    ) -> tuple[DatabaseLease, ProcessLease, ServerCount | None]:
        with self._telling_what_does_not_fit():
            lease = stack.enter_context(self._databases.lease(self._rows(plan), is_new))
        imported = lease.database.count()
        return lease, stack.enter_context(self._processes.lease(lease.database.target, is_new)), imported

    def _open_import(
        self, plan: Plan, stack: ExitStack
    ) -> tuple[DatabaseLease, ProcessLease, ServerCount | None]:
        """Everything of its own, the import too."""
        database = self._new_database()
        stack.callback(database.drop)
        worker = stack.enter_context(self._fresh_worker(database))
        self._import(worker, database)
        imported = database.count()
        if not self._is_emptied(database):
            raise NotInsertedError(
                "what the import stored cannot be deleted: is a transaction left open there?"
            )
        with self._telling_what_does_not_fit():
            database.insert(self._rows(plan))
        process = ProcessLease(stack.enter_context(worker.itself()), may_stay=False)
        return DatabaseLease(database), process, imported

    def _rows(self, plan: Plan) -> list[RowToInsert]:
        """Raises ``NoTableError``."""
        tables = self._tables()
        rows = [RowToInsert(*part) for row in plan.data.rows for part in tables.rows(row)]
        return [*rows, *(RowToInsert(*tables.pair(pair)) for pair in plan.data.pairs)]

    @contextlib.contextmanager
    def _telling_what_does_not_fit(self) -> Iterator[None]:
        try:
            yield
        except (RowsDoNotFitError, NoTableError) as error:
            self._too_slow = str(error) if isinstance(error, TooSlowError) else ""
            raise NotInsertedError(str(error)) from None

    def _tables(self) -> Tables:
        imported, catalog = self.evidence.imported, self.evidence.catalog
        if imported is None:
            return Tables((), catalog, self._exercise)
        return Tables(imported.models, catalog, self._exercise, imported.failed_tables)

    def _quota(self, database: Database) -> Quota:
        return Quota(database, self._exercise.limits.database_mb)

    def _limits(self, seconds: int) -> Limits:
        allowed = self._exercise.limits
        return Limits(
            seconds, allowed.memory_mb, allowed.file_mb, allowed.open_files, allowed.processes, _wall(seconds)
        )


def _wall(seconds: int) -> float:
    """Wall-clock seconds for so many of CPU time: a loaded machine is nobody's fault."""
    return 3.0 * seconds + 5.0
