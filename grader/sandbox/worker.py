"""A worker and its runs, as the grader sees them: questions with deadlines, answers or ``WorkerEnded``.

Any ``WorkerEnded`` ends the whole worker, the imported submission with it: a run that had to be ended by
force may have left anything behind. The next run then takes a new worker.
"""

from __future__ import annotations

import contextlib
import dataclasses
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar, cast

from grader.model import Outcome
from grader.sandbox import ended
from grader.sandbox.channel import Channel, Closed
from grader.sandbox.ended import WorkerEnded
from grader.sandbox.processes import Process
from grader.worker import protocol
from grader.worker.protocol import (
    NOTHING_BESIDES,
    Act,
    Callee,
    Do,
    DoAll,
    Finish,
    Finished,
    Fork,
    Forked,
    Import,
    Imported,
    Limits,
    Load,
    Loaded,
    Observation,
    OwnName,
    Renew,
    Renewed,
    RowToLoad,
    Stopped,
    Surroundings,
    Sync,
    Synced,
    Target,
)

T = TypeVar("T")
_PATIENCE = 5.0


class _StoppedError(Exception):
    def __init__(self, told: Stopped) -> None:
        super().__init__()
        self.told = told


def _hear(channel: Channel, expected: type[T], deadline: float) -> T:
    answer = channel.receive(cast("type[T | Stopped]", expected | Stopped), deadline)
    if isinstance(answer, Stopped):
        raise _StoppedError(answer)
    return answer


class Worker:
    """A context manager: leaving it kills everything that the worker started."""

    def __init__(
        self, path: Path, limits: Limits, channel: Channel, process: Process, can_fork: bool
    ) -> None:
        self._path = path
        self._limits = limits
        self.can_fork = can_fork
        self._channel = channel
        self._process = process
        self._run: Run | None = None
        self._is_over = False

    @property
    def is_over(self) -> bool:
        """Whether it was ended, by itself or by force: it answers no more."""
        return self._is_over

    def load(self, target: Target, seconds: float, surroundings: Surroundings = NOTHING_BESIDES) -> Imported:
        """Import the submission, or what counts of it. Raises ``WorkerEnded``."""
        path = protocol.encode_path(str(self._path))
        request = Import(path, target, self._limits, surroundings)
        imported = self._ask(self._channel, request, Imported, seconds, self._own_end)
        return dataclasses.replace(imported, forkable=imported.forkable and self.can_fork)

    def run(self, target: Target, limits: Limits) -> Run:
        """A run forked from the imported submission; one at a time. Raises ``WorkerEnded``."""
        if not self.can_fork:
            raise ValueError("this worker cannot fork; use itself() after an import of its own")
        if self._run is not None and not self._run.is_closed:
            raise ValueError("the run before is still open")
        ours, theirs = socket.socketpair()
        with theirs:
            deadline = time.monotonic() + _PATIENCE
            self._guard(
                lambda: self._channel.send(Fork(target, limits), deadline, (theirs.fileno(),)),
                self._own_end,
                _PATIENCE,
            )
        self._run = Run(self, Channel(ours), limits)
        return self._run

    def itself(self) -> Run:
        """The one run of a worker that never forks: in the process and the database of the import."""
        return Run(self, self._channel, None)

    def end(self) -> None:
        """Kill everything that the worker started, and wait until it is gone. A second time does nothing."""
        self._is_over = True
        self._process.end()
        self._channel.close()

    def __enter__(self) -> Worker:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.end()

    # ---- for runs ----

    def ask(self, run: Run, request: Any, expected: type[T], seconds: float) -> T:
        return self._ask(run.channel, request, expected, seconds, self._why(run))

    def hear(self, run: Run, expected: type[T], seconds: float) -> T:
        """One more answer to what was asked last. Raises as ``ask``."""
        deadline = time.monotonic() + seconds
        return self._guard(lambda: _hear(run.channel, expected, deadline), self._why(run), seconds)

    def _why(self, run: Run) -> Callable[[], WorkerEnded]:
        limits = run.limits
        return self._own_end if limits is None else lambda: self._explain_end(limits)

    def forked(self) -> Forked:
        """How the run ended that was forked last. Raises ``TimeoutError``, ``Closed``, ``ProtocolError``."""
        return self._channel.receive(Forked, time.monotonic() + _PATIENCE)

    def end_for(self, why: str) -> WorkerEnded:
        """End it for an answer that no honest process gives."""
        return self._over(ended.invalid_message(why))

    def end_unless_clean(self) -> None:
        """After a run: end, unless the next run can be forked from the same import."""
        try:
            clean = self.forked().left_nothing
        except (TimeoutError, Closed, protocol.ProtocolError):
            clean = False
        if not clean:
            self.end()

    def _ask(
        self,
        channel: Channel,
        request: Any,
        expected: type[T],
        seconds: float,
        why: Callable[[], WorkerEnded],
    ) -> T:
        deadline = time.monotonic() + seconds

        def talk() -> T:
            channel.send(request, deadline)
            return _hear(channel, expected, deadline)

        return self._guard(talk, why, seconds)

    def _guard(self, talk: Callable[[], T], why: Callable[[], WorkerEnded], seconds: float) -> T:
        """Whatever goes wrong in ``talk`` ends the worker. ``why`` finds out how a process ended."""
        if self._is_over:
            raise WorkerEnded(Outcome.CRASHED, "the worker has ended before")
        try:
            return talk()
        except TimeoutError:
            raise self._over(ended.timed_out(seconds)) from None
        except _StoppedError as stopped:
            where = stopped.told.where
            end = why() if stopped.told.of_cpu else ended.timed_out(seconds)
            raise self._over(end.at(where)) from None
        except protocol.ProtocolError as error:
            raise self._over(ended.invalid_message(str(error))) from None
        except Closed:
            raise self._over(why()) from None
        except BaseException:
            self.end()
            raise

    def _over(self, end: WorkerEnded) -> WorkerEnded:
        self.end()
        return end

    def _own_end(self) -> WorkerEnded:
        forked = self._process.how_it_ended()
        if forked is None:
            return WorkerEnded(Outcome.CRASHED, "closed its channel to the grader")
        return ended.explain(forked, self._limits)

    def _explain_end(self, limits: Limits) -> WorkerEnded:
        """Of the run that was forked last, with these limits."""
        with contextlib.suppress(TimeoutError, Closed, protocol.ProtocolError):
            return ended.explain(self.forked(), limits)
        return self._own_end()


class Run:
    """One run: rows are loaded, acts are carried out, the transaction is ended. A context manager."""

    def __init__(self, worker: Worker, channel: Channel, limits: Limits | None) -> None:
        self.channel = channel
        self.limits = limits  # None in the process of the import: it has the limits of that
        self._worker = worker
        self.is_closed = False

    def load(
        self,
        rows: tuple[RowToLoad, ...],
        calls: tuple[Callee, ...],
        seconds: float,
        names: tuple[OwnName, ...] = (),
    ) -> Loaded:
        """Raises ``WorkerEnded``, as all of these do."""
        return self._worker.ask(self, Load(rows, calls, names), Loaded, seconds)

    def do(self, act: Act, seconds: float) -> Observation:
        return self._worker.ask(self, Do(act), Observation, seconds)

    def do_all(
        self, acts: tuple[Act, ...], goes_on: tuple[bool, ...], seconds: float
    ) -> Iterator[Observation]:
        """What each act did, as soon as it is told, up to one that could not be carried out, or that raised and was not
        to go on after that. ``seconds``: for all of them."""
        deadline = time.monotonic() + seconds
        observation = self._worker.ask(self, DoAll(acts, goes_on), Observation, seconds)
        yield observation
        for goes_on_after_it in goes_on[:-1]:
            if observation.ends_acts(goes_on_after_it):
                return
            observation = self._worker.hear(self, Observation, max(0.0, deadline - time.monotonic()))
            yield observation

    def finish(self, seconds: float) -> Finished:
        return self._worker.ask(self, Finish(), Finished, seconds)

    def sync(self, seconds: float) -> None:
        """Make sure that every answer so far was the one that was asked for: another one may still be on its way."""
        self._worker.ask(self, Sync(), Synced, seconds)

    def renew(self, seconds: float) -> bool:
        """End the run, and make its process ready for the next one: then this is that run. False: the process is not
        as it was at first, and the run is to be closed."""
        if self.limits is None:
            return False
        return self._worker.ask(self, Renew(), Renewed, seconds).clean

    def close(self) -> None:
        """End the run and whatever it started, so that the next can be forked. A second time does nothing."""
        if self.is_closed:
            return
        self.is_closed = True
        if self.limits is None:
            self._worker.end()
            return
        self.channel.close()
        if not self._worker.is_over:
            self._worker.end_unless_clean()

    def __enter__(self) -> Run:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()
