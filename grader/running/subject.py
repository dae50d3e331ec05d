"""Submissions in the sandbox, their databases beside it: plans in, evidence out. Judges nothing.

A ``Subject`` is one imported submission (or reference solution). Each run gets a process and a database
that no other run has touched: forked from the imported submission and copied from the database that its
import left, where the import left nothing running behind; else everything is imported anew.
"""

from __future__ import annotations

import contextlib
import datetime
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

import psycopg

from grader.errors import InternalError
from grader.judging import Judges
from grader.language.exercise import Exercise
from grader.model import Catalog, Outcome, RunEvidence, ServerCount, SubmissionEvidence, TableRows
from grader.planning.plan import Plan
from grader.postgres.database import Database
from grader.postgres.insert import LayingError, RowToLay, TooSlowError
from grader.postgres.pool import Servers
from grader.postgres.quota import Quota
from grader.postgres.server import Server
from grader.postgres.tenant import Tenant
from grader.running import plain_classes
from grader.running.tables import NoTableError, Tables
from grader.sandbox import Run, Sandbox, Worker, WorkerEnded
from grader.worker.protocol import Act, Append, Limits, Observation, Read, Remove, RowToLoad, Set, Transact

_NOTICED_SECONDS = 1.0
"""Within which the server notices that a connection is closed, also on a busy machine."""


@dataclass(frozen=True)
class Tools:
    """Where submissions run, where their databases are, and who judges them."""

    servers: Servers
    sandbox: Sandbox
    judges: Judges


class NotLaidError(Exception):
    """The exercise's rows do not fit into the submission's tables; the message says why."""


class Subject:
    """One submission, imported, ready to run plans. Leaving it ends everything that it started."""

    def __init__(self, path: Path, exercise: Exercise, tools: Tools, trusted: bool = False) -> None:
        """``trusted``: a reference solution, which comes to a server where no submission is."""
        self._path = path.resolve() if trusted else path.absolute()
        self._exercise, self._tools = exercise, tools
        self._trusted = trusted
        self._stack = ExitStack()
        self._too_slow = ""  # why nothing can be laid: once is enough to wait for it

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

    def run(self, plan: Plan) -> RunEvidence:
        """Carry out a plan, up to an act that raises unplanned. Raises as ``begin``."""
        with self.begin(plan) as live:
            for step in plan.steps:
                observation = live.do(step.act, step.watched)
                if observation is None or observation.problem or (observation.raised and not step.goes_on):
                    break
            return live.end()

    def begin(self, plan: Plan) -> LiveRun:
        """A run whose acts come one by one. Raises ``NotLaidError``, and ``WorkerEnded`` where the imported submission
        does not stay until its run begins, twice."""
        if self._worker.is_over:
            self.renew()
        try:
            opened = self._open(plan)
        except WorkerEnded:  # between two runs, as an alarm that rings late does: nobody waited for its word
            self.renew()
            opened = self._open(plan)
        return LiveRun(plan, opened, self._tables(), _wall(self._exercise.limits.check_seconds))

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
        self._base = self._tenant.database()
        self._imports.callback(self._base.drop)
        self._worker = self._imports.enter_context(self._fresh_worker(self._base))
        self.evidence = self._import(self._worker, self._base)
        self._forks = self._is_clean() and self._is_emptied(self._base)

    def _fresh_worker(self, database: Database) -> Worker:
        limits = self._limits(self._exercise.limits.import_seconds)
        return self._tools.sandbox.worker(self._path, database.target.host, limits)

    def _import(self, worker: Worker, database: Database) -> SubmissionEvidence:
        seconds = self._exercise.limits.import_seconds
        nothing = Catalog({}, {})
        try:
            with self._quota(database) as quota:
                imported = worker.load(database.target, _wall(seconds))
                _end_if_exceeded(quota)
        except WorkerEnded as ended:
            return SubmissionEvidence(ended.outcome, _detail(ended, _wall(seconds)), None, None, nothing)
        if imported.raised:
            return SubmissionEvidence(
                Outcome.IMPORT_FAILED, imported.stage, imported, imported.raised, nothing
            )
        catalog = database.catalog()
        imported = plain_classes.with_models(imported, catalog, self._exercise)
        return SubmissionEvidence(Outcome.COMPLETED, "", imported, None, catalog)

    def _is_clean(self) -> bool:
        imported = self.evidence.imported
        return (
            self.evidence.outcome is Outcome.COMPLETED
            and imported is not None
            and imported.forkable
            and self._worker.can_fork
            and self._base.connections() == 0
        )

    def _is_emptied(self, database: Database) -> bool:
        """Whether what the import stored is gone; a table that is locked or guarded keeps it."""
        try:
            database.empty()
        except TooSlowError as error:
            self._too_slow = str(error)
            return False
        except LayingError:
            return False
        return True

    # ---- runs ----

    def _open(self, plan: Plan) -> _Open:
        """A database with the plan's rows, and a process that has the submission imported."""
        if self._too_slow:
            raise NotLaidError(self._too_slow)
        with ExitStack() as stack:
            if self._forks:
                database = self._tenant.database(copy_of=self._base)
                stack.callback(database.drop)
                imported = database.count()
                self._lay(database, plan)
                run = stack.enter_context(
                    self._worker.run(database.target, self._limits(self._exercise.limits.check_seconds))
                )
            else:
                database = self._tenant.database()
                stack.callback(database.drop)
                worker = stack.enter_context(self._fresh_worker(database))
                self._import(worker, database)
                imported = database.count()
                if not self._is_emptied(database):
                    raise NotLaidError(
                        "what the import stored cannot be deleted: is a transaction left open there?"
                    )
                self._lay(database, plan)
                run = stack.enter_context(worker.itself())
            quota = stack.enter_context(self._quota(database))
            return _Open(database, run, quota, imported, stack.pop_all())

    def _lay(self, database: Database, plan: Plan) -> None:
        tables = self._tables()
        try:
            rows = [RowToLay(*tables.row(row)) for row in plan.drawn.rows]
            pairs = [RowToLay(*tables.pair(pair)) for pair in plan.drawn.pairs]
            database.insert([*rows, *pairs])
        except (LayingError, NoTableError) as error:
            self._too_slow = str(error) if isinstance(error, TooSlowError) else ""
            raise NotLaidError(str(error)) from None

    def _tables(self) -> Tables:
        imported = self.evidence.imported
        return Tables(imported.models if imported else (), self.evidence.catalog, self._exercise)

    def _quota(self, database: Database) -> Quota:
        return Quota(database, self._exercise.limits.database_mb)

    def _limits(self, seconds: int) -> Limits:
        allowed = self._exercise.limits
        return Limits(seconds, allowed.memory_mb, allowed.file_mb, allowed.open_files, allowed.processes)


@dataclass(frozen=True)
class _Open:
    """What one run holds open."""

    database: Database
    run: Run
    quota: Quota
    imported: ServerCount | None  # what was counted before the rows were laid
    stack: ExitStack


class LiveRun:
    """One run, act by act. ``end`` gives the evidence; leaving the context ends the process."""

    def __init__(self, plan: Plan, opened: _Open, tables: Tables, seconds: float) -> None:
        self._plan, self._tables = plan, tables
        self._database, self._run, self._stack = opened.database, opened.run, opened.stack
        self._quota = opened.quota
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds
        self._observations: list[Observation] = []
        self._ended: WorkerEnded | None = None
        self._refusal: Observation | None = None
        self._imported = opened.imported
        self._before: ServerCount | None = None
        self._checked_out = 0
        self._left_open = 0
        self._sent: dict[int, ServerCount] = {}
        self._loud: set[int] = set()
        self._is_closed = False
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.push(self._stack)
            self._load()
            self._before = self._database.count()
            self._began = time.monotonic()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def do(self, act: Act, watched: bool = False) -> Observation | None:
        """What an act did; None when the process has ended. ``watched``: the server counts it by itself."""
        number = len(self._observations)
        before = self._database.count() if watched else None
        silent = self._database.traffic() if self._is_closed and isinstance(act, Read) else None
        observation = self._done(act)
        if before and (after := self._database.count()):
            self._sent[number] = after.since(before)
        if silent and self._database.traffic().is_beyond(silent):
            self._loud.add(number)
        self._is_closed = _is_closed(act, self._is_closed)
        return observation

    def _done(self, act: Act) -> Observation | None:
        if self._ended:
            return None
        if self._refusal:
            self._observations.append(self._refusal)
            return self._refusal
        try:
            observation = plain_classes.with_objects(self._run.do(act, self._left()), self._tables.exercise)
        except WorkerEnded as ended:
            self._ended = ended
            return None
        self._observations.append(observation)
        return observation

    def rows(self) -> dict[str, TableRows]:
        """The rows of every model of the exercise, as another connection sees them now."""
        return self._tables.read(self._database)

    def end(self) -> RunEvidence:
        """The evidence. The run is ended from outside: its database is closed to it, and its connections are ended,
        before the rows are read and the statements counted. Nothing that its process does at its end, such as a
        rollback that commits, can change them any more."""
        seconds = time.monotonic() - self._began
        self._end_if_exceeded()
        rows = self._look_at_what_is_open() if self._plan.judges_open and not self._ended else None
        self._database.shut_out()
        self._sync()
        self._run.close()
        if rows is None:
            rows = self._rows_read()
        after = self._database.count()
        return RunEvidence(
            size=self._plan.size,
            outcome=self._ended.outcome if self._ended else Outcome.COMPLETED,
            detail=_detail(self._ended, self._seconds) if self._ended else "",
            observations=tuple(self._observations),
            rows=rows,
            server=after.since(self._before) if after and self._before else None,
            ahead=self._ahead(),
            left_open=self._left_open,
            seconds=seconds,
            moment=datetime.datetime.now(datetime.UTC),
            checked_out=self._checked_out,
            sent=self._sent,
            loud=frozenset(self._loud),
        )

    def _rows_read(self) -> dict[str, TableRows]:
        return self.rows() if self._ended is None and self._plan.reads_rows else {}

    def _look_at_what_is_open(self) -> dict[str, TableRows]:
        """The rows, then what is still open once the run's own sessions are closed. In this order: the closing is
        done by the submission's process, which may do something else instead."""
        rows = self._rows_read()
        self._finish()
        deadline = (
            time.monotonic() + _NOTICED_SECONDS
        )  # the server takes a moment to notice a closed connection
        while (number := self._database.open_transactions()) and time.monotonic() < deadline:
            time.sleep(0.02)
        self._left_open = number
        return rows

    def _load(self) -> None:
        """Hand over rows as loaded objects. Where that is not possible, the first act is refused for it."""
        try:
            loaded = self._run.load(_rows_to_load(self._plan, self._tables), self._plan.callees, self._left())
        except WorkerEnded as ended:
            self._ended = ended
            return
        problem = loaded.problem
        if loaded.raised:
            problem = f"its rows could not be loaded: {loaded.raised.type}: {loaded.raised.message}"
        elif loaded.missing:
            problem = f"its rows are not in the database: {', '.join(loaded.missing)}"
        if problem:
            self._refusal = Observation(None, None, problem, (), 0.0)

    def _ahead(self) -> int:
        """Statements between the laying of the rows and the acts that loading does not explain. A row costs a
        statement, and one more for each relationship that the exercise names and that is loaded eagerly with it."""
        if self._before is None or self._imported is None:
            return 0
        models = self._tables.exercise.models.values()
        each = 1 + sum(len(model.relationships) for model in models)
        return max(0, self._before.since(self._imported).total - each * len(self._plan.load))

    def _finish(self) -> None:
        try:
            self._checked_out = self._run.finish(self._left()).checked_out
        except WorkerEnded as ended:
            self._ended = ended

    def _sync(self) -> None:
        """The last answer may have been said by somebody else in the run, before the one that was asked for."""
        if self._ended:
            return
        try:
            self._run.sync(self._left())
        except WorkerEnded as ended:
            self._ended = ended

    def _end_if_exceeded(self) -> None:
        try:
            _end_if_exceeded(self._quota)
        except WorkerEnded as ended:
            self._ended = self._ended or ended

    def _left(self) -> float:
        return max(0.1, self._deadline - time.monotonic())


def _is_closed(act: Act, before: bool) -> bool:
    """Whether the objects of a run belong to no session after an act: from its `close` on, until another act could
    bring them, or others, into one."""
    match act:
        case Transact(verb=verb):
            return verb == "close" or (before and verb == "expire")
        case Read() | Set() | Append() | Remove():
            return before
    return False


def _end_if_exceeded(quota: Quota) -> None:
    if quota.is_exceeded():
        raise WorkerEnded(Outcome.OUT_OF_MEMORY, f"stored more than {quota.megabytes} MiB in its database")


def _wall(seconds: int) -> float:
    """Wall-clock seconds for so many of CPU time: a loaded machine is nobody's fault."""
    return 3.0 * seconds + 5.0


def _detail(ended: WorkerEnded, seconds: float) -> str:
    """What ended a process. The same for the same reason: with the limit, not with what was left of it."""
    return f"no answer within {seconds:g} s" if ended.is_deadline else ended.detail


def _rows_to_load(plan: Plan, tables: Tables) -> tuple[RowToLoad, ...]:
    names = plan.drawn.names
    return tuple(RowToLoad(name, names[name].model, tables.key(names[name])) for name in plan.load)
