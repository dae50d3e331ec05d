"""One run of a submission, act by act, and the evidence of it."""

from __future__ import annotations

import contextlib
import datetime
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from grader.language.inheritance import list_own_relationships
from grader.model import Outcome, RunEvidence, ServerCount, TableRows
from grader.planning.plan import Plan, Step
from grader.postgres.quota import Quota
from grader.running import key_order, plain_classes
from grader.running.databases import DatabaseLease
from grader.running.own_names import OwnNames
from grader.running.processes import ProcessLease
from grader.running.tables import Tables
from grader.sandbox import WorkerEnded
from grader.worker.protocol import Act, Append, Callee, Observation, Read, Remove, RowToLoad, Set, Transact

_NEXT_SECOND = 1.05
TELLING_SECONDS = 0.5
"""A worker whose time is over has so long to say where it is."""

_NOTICED_SECONDS = 1.0
"""Within which the server notices that a connection is closed, also on a busy machine."""


@dataclass(frozen=True)
class OpenRun:
    """What one run holds open. ``imported``: what was counted before its rows are loaded."""

    database: DatabaseLease
    process: ProcessLease
    imported: ServerCount | None
    quota: Quota
    stack: ExitStack


_End = tuple[dict[str, TableRows], ServerCount | None]
"""The rows, and what was counted."""


class LiveRun:
    """One run, act by act. ``end`` gives the evidence; leaving the context ends the process."""

    def __init__(self, plan: Plan, opened: OpenRun, tables: Tables, names: OwnNames, seconds: float) -> None:
        self._plan, self._tables, self._names = plan, tables, names
        self._opened, self._stack = opened, opened.stack
        self._database, self._run = opened.database.database, opened.process.run
        self._quota = opened.quota
        self._seconds = seconds
        self._deadline = time.monotonic() + seconds + TELLING_SECONDS
        self._observations: list[Observation] = []
        self._ended: WorkerEnded | None = None
        self._refusal: Observation | None = None
        self._imported = opened.imported
        self._before: ServerCount | None = None
        self._loads: list[ServerCount] = []
        self._checked_out = 0
        self._left_open = 0
        self._sent: dict[int, ServerCount] = {}
        self._counted: ServerCount | None = None  # up to now, where nothing was sent since
        self._loud: set[int] = set()
        self._is_closed = False
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        with ExitStack() as stack:
            stack.push(self._stack)
            self._load()
            self._before = self._counted = self._count_before_acts()
            self._began = time.monotonic()
            self._stack = stack.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stack.close()

    def carry_out(self, steps: Sequence[Step]) -> None:
        """Acts in order, up to one that raises unplanned."""
        for stretch in _stretches(steps):
            self._wait(stretch[0])
            if len(stretch) > 1:
                goes_on = self._do_all(stretch)
            else:
                step = stretch[0]
                goes_on = _goes_on(step, self.do(step.act, step.watched))
            if not goes_on:
                return

    def _wait(self, step: Step) -> None:
        if step.apart_from is None or self._ended:
            return
        values = [value for row in self.rows()[step.apart_from].rows for value in row.values()]
        moments = [value for value in values if isinstance(value, datetime.datetime)]
        if moments and not any(moment.microsecond for moment in moments):
            time.sleep(_NEXT_SECOND)

    def do(self, act: Act, watched: bool = False) -> Observation | None:
        """What an act did; None when the process has ended. ``watched``: the server counts it by itself."""
        number = len(self._observations)
        before = (self._counted or self._database.count()) if watched else None
        silent = self._database.traffic() if self._is_closed and isinstance(act, Read) else None
        self._counted = None
        observation = self._done(act)
        if before and (after := self._database.count()):
            self._sent[number] = after.since(before)
            self._counted = after
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
            return self._observed(self._run.do(self._written(act), self._left()))
        except WorkerEnded as ended:
            self._ended = ended
            return None

    def _do_all(self, steps: Sequence[Step]) -> bool:
        """Acts that nothing is asked about in between, in one message; whether the next ones follow."""
        if self._ended or self._refusal:
            return _goes_on(steps[0], self._done(steps[0].act))
        self._counted = None
        acts = tuple(self._written(step.act) for step in steps)
        go_on = tuple(step.goes_on for step in steps)
        try:
            for step, observation in zip(steps, self._run.do_all(acts, go_on, self._left()), strict=False):
                self._is_closed = _is_closed(step.act, self._is_closed)
                if not _goes_on(step, self._observed(observation)):
                    return False
        except WorkerEnded as ended:
            self._ended = ended
            return False
        return True

    def _written(self, act: Act) -> Act:
        """As the submission is asked for it."""
        return self._names.write_act(self._tables.fill(act))

    def _observed(self, observation: Observation) -> Observation:
        told = self._names.read_observation(observation)
        known = plain_classes.with_objects(told, self._tables.exercise)
        known = key_order.with_keys(known, self._tables.key_orders)
        self._observations.append(known)
        return known

    def rows(self) -> dict[str, TableRows]:
        """The rows of every model of the exercise, as another connection sees them now."""
        return self._tables.read(self._database)

    def end(self) -> RunEvidence:
        """The evidence. What is found in the database is looked at from outside, and before the run's process is asked
        to do anything at its end: a rollback that commits cannot change it any more."""
        seconds = time.monotonic() - self._began
        self._end_if_exceeded()
        rows, after = self._end_for_another() or self._end_alone(None)
        return RunEvidence(
            size=self._plan.size,
            outcome=self._ended.outcome if self._ended else Outcome.COMPLETED,
            detail=describe_end(self._ended, self._seconds) if self._ended else "",
            observations=tuple(self._observations),
            rows=rows,
            server=self._count_acts(after),
            ahead=self._ahead(),
            left_open=self._left_open,
            seconds=seconds,
            moment=datetime.datetime.now(datetime.UTC),
            checked_out=self._checked_out,
            sent=self._sent,
            loud=frozenset(self._loud),
            stopped_at=self._ended.where if self._ended else None,
        )

    def _count_acts(self, after: ServerCount | None) -> ServerCount | None:
        """What was counted for the acts alone."""
        if after is None or self._before is None:
            return None
        counted = after.since(self._before)
        for load in self._loads:
            counted = counted.since(load)
        return counted

    def _end_alone(self, rows: dict[str, TableRows] | None) -> _End:
        """The database is closed to the run, and its connections are ended, before the rows are read and the statements
        counted. ``rows``: where they were read before."""
        if rows is None and self._plan.judges_open and not self._ended:
            rows = self._look_at_what_is_open()
        was_idle = self._database.shut_out()
        self._sync()
        self._run.close()
        if rows is None:
            rows = self._rows_read()
        tally = self._database.tally()
        self._opened.database.rows_only = was_idle and tally.rows_only and self._ended is None
        return rows, tally.count

    def _end_for_another(self) -> _End | None:
        """The process and its connections stay for another run, where they can be made as new; None where this run ended,
        or no other may take its process."""
        if not self._opened.process.may_stay or self._ended:
            return None
        if self._plan.judges_open:
            rows = self._look_at_what_is_open()
        else:
            rows = self._rows_read()
            self._finish()
        if self._ended:
            return self._end_alone(rows)
        tally = self._database.tally()
        if not (tally.rows_only and tally.is_at_rest and self._is_renewed()):
            return self._end_alone(rows)
        self._opened.process.is_renewed = self._opened.database.rows_only = True
        return rows, tally.count

    def _is_renewed(self) -> bool:
        with contextlib.suppress(WorkerEnded):
            return self._run.renew(self._left())
        return False

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
        """Open the run. Where a row cannot be loaded, the first act is refused for it."""
        problem = self._hand_over(self._plan.load, self._plan.callees)
        if problem:
            self._refusal = Observation(None, None, problem, (), 0.0)

    def load(self, rows: Sequence[str], callees: Sequence[Callee]) -> str | None:
        """Hand over rows of the data as loaded objects, to what will be called; why that is not possible, else None.
        What this sends is not counted."""
        if self._ended or self._refusal:
            return None
        before = self._database.count()
        problem = self._hand_over(rows, callees)
        after = self._counted = self._database.count()
        if before and after:
            self._loads.append(after.since(before))
        return problem

    def _hand_over(self, rows: Sequence[str], callees: Sequence[Callee]) -> str | None:
        named = self._plan.data.names
        models = self._names.models
        asked = tuple(
            RowToLoad(name, models.get(row.model, row.model), self._tables.key(row))
            for name, row in ((name, named[name]) for name in rows)
        )
        called = tuple(map(self._names.write_callee, callees))
        try:
            loaded = self._run.load(asked, called, self._left(), self._names.list_for_worker())
        except WorkerEnded as ended:
            self._ended = ended
            return None
        if loaded.raised:
            return f"its rows could not be loaded: {loaded.raised.type}: {loaded.raised.message}"
        if loaded.missing:
            return f"its rows are not in the database: {', '.join(loaded.missing)}"
        return loaded.problem

    def _count_before_acts(self) -> ServerCount | None:
        """Of a process that stayed, and loads nothing, nothing can have come before: its connections are there, and its
        source does nothing by itself."""
        if self._opened.process.has_stayed and not self._plan.load:
            return self._opened.imported
        return self._database.count()

    def _ahead(self) -> int:
        """Statements between the inserting of the rows and the acts that loading does not explain. A row costs a
        statement, and one more for each relationship that the exercise names and that is loaded eagerly with it, and for
        each model that inherits and whose columns are."""
        if self._before is None or self._imported is None:
            return 0
        models = self._tables.exercise.models
        each = 1 + sum(
            len(list_own_relationships(models, name)) + (model.is_a is not None)
            for name, model in models.items()
        )
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
            end_if_exceeded(self._quota)
        except WorkerEnded as ended:
            self._ended = self._ended or ended

    def _left(self) -> float:
        return max(0.1, self._deadline - time.monotonic())


def _stretches(steps: Sequence[Step]) -> Iterator[list[Step]]:
    """Each act that the server is asked about before and after it alone, those between them together. Objects that belong
    to no session any more are asked whether they read nothing."""
    stretch: list[Step] = []
    is_closed = False
    for step in steps:
        is_alone = step.watched or (is_closed and isinstance(step.act, Read))
        is_closed = _is_closed(step.act, is_closed)
        if stretch and (is_alone or step.apart_from):
            yield stretch
            stretch = []
        stretch.append(step)
        if is_alone:
            yield stretch
            stretch = []
    if stretch:
        yield stretch


def _goes_on(step: Step, observation: Observation | None) -> bool:
    """Whether the act after it follows."""
    return observation is not None and not observation.ends_acts(step.goes_on)


def _is_closed(act: Act, before: bool) -> bool:
    """Whether the objects of a run belong to no session after an act: from its `close` on, until another act could
    bring them, or others, into one."""
    match act:
        case Transact(verb=verb):
            return verb == "close" or (before and verb == "expire")
        case Read() | Set() | Append() | Remove():
            return before
    return False


def end_if_exceeded(quota: Quota) -> None:
    if quota.is_exceeded():
        raise WorkerEnded(Outcome.OUT_OF_MEMORY, f"stored more than {quota.megabytes} MiB in its database")


def describe_end(ended: WorkerEnded, seconds: float) -> str:
    """What ended a process. The same for the same reason: with the limit, not with what was left of it."""
    return f"no answer within {seconds:g} s" if ended.is_deadline else ended.detail
