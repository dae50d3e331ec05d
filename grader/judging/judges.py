"""Judges as the grader sees them: questions with deadlines, findings or ``JudgingFailed``."""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Iterator
from multiprocessing.connection import Connection
from typing import Any, Protocol, Self

from grader.checks.contract import Live
from grader.errors import InternalError
from grader.judging import process
from grader.judging.messages import (
    Broken,
    Compare,
    Faulty,
    FindMissing,
    Found,
    GiveRows,
    Learn,
    LoadRows,
    Question,
    RunCheck,
)
from grader.judging.process import CPU_SECONDS
from grader.language.exercise import Exercise
from grader.model import Finding
from grader.planning.data import Data

_LOG = logging.getLogger(__name__)

_PATIENCE = 60.0
"""Seconds in which a judge starts on a busy machine."""

_SECONDS = 3.0 * CPU_SECONDS + 5.0
"""Of wall-clock time for one question: a loaded machine is nobody's fault."""


class JudgingFailed(Exception):  # noqa: N818  of a submission's values, no error of ours
    """What a submission gave could not be compared. ``is_slow``: it took all the time that a comparison may take.

    ``reason`` is one line; ``trace`` is Python's traceback where there is one.
    """

    def __init__(self, reason: str, trace: str = "", is_slow: bool = False) -> None:
        super().__init__(reason)
        self.reason, self.trace, self.is_slow = reason, trace, is_slow


class Judges:
    """A context manager: all processes end with it. Made before the grader has threads; then safe to use from many."""

    def __init__(self) -> None:
        self._origin: _Origin = _Fork() if sys.platform == "linux" else _Spawn()
        self._idle: list[Judge] = []
        self._all: list[Judge] = []
        self._lock = threading.Lock()

    @contextlib.contextmanager
    def lease(self) -> Iterator[Judge]:
        """A judge for one submission at a time."""
        with self._lock:
            judge = self._idle.pop() if self._idle else Judge(self._origin)
            if judge not in self._all:
                self._all.append(judge)
        try:
            yield judge
        finally:
            with self._lock:
                self._idle.append(judge)

    def close(self) -> None:
        for judge in self._all:
            judge.end()
        self._origin.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class Judge:
    """One judge. Its process is started when it is first asked something, and again after it was ended."""

    def __init__(self, origin: _Origin) -> None:
        self._origin = origin
        self._process: _Process | None = None
        self._knows: Exercise | None = None

    def missing(self, exercise: Exercise, question: FindMissing) -> tuple[Finding, ...]:
        """Raises ``JudgingFailed``, ``AuthorError`` and ``InternalError``, as all of these do."""
        return self._ask(exercise, question)

    def compare(self, exercise: Exercise, question: Compare) -> tuple[Finding, ...]:
        return self._ask(exercise, question)

    def run_check(self, exercise: Exercise, check: str, data: Data, live: Live) -> tuple[Finding, ...]:
        """``live`` is what the check's acts are done on."""
        return self._ask(exercise, RunCheck(check, data), live)

    def end(self) -> None:
        """A second time does nothing."""
        if self._process is not None:
            self._process.end()
        self._process = self._knows = None

    def _ask(self, exercise: Exercise, question: Question, live: Live | None = None) -> tuple[Finding, ...]:
        asked = self._send(exercise, question)
        began = time.monotonic()
        try:
            answer = self._answer(asked, live)
        except (EOFError, OSError):
            self.end()
            failed = _ended(time.monotonic() - began)
            _LOG.warning("the judge's process is replaced: %s", failed.reason)
            raise failed from None
        except BaseException:
            self.end()
            raise
        match answer:
            case Found(findings=findings):
                return findings
            case Faulty(error=error):
                raise error
            case Broken(reason=reason, trace=trace):
                raise JudgingFailed(reason, trace)
        raise InternalError(f"a judge answered {type(answer).__name__}")

    def _send(self, exercise: Exercise, question: Question) -> Connection:
        """Ask, and give the connection to listen to. A process that ended while it had nothing to do is replaced:
        where memory is short, the kernel may have taken it."""
        try:
            connection = self._ready(exercise)
            connection.send(question)
        except OSError as error:
            _LOG.warning("the judge's process is replaced: it ended while it had nothing to do (%s)", error)
            self.end()
            connection = self._ready(exercise)
            connection.send(question)
        return connection

    def _ready(self, exercise: Exercise) -> Connection:
        """The connection of a process that knows the exercise."""
        if self._process is None:
            self._process = self._origin.start()
        if self._knows is not exercise:
            self._process.connection.send(Learn(exercise))
            self._knows = exercise
        return self._process.connection

    def _answer(self, asked: Connection, live: Live | None) -> Any:
        """The last word of a judge; what it asks for before that is done in ``live``."""
        while True:
            if not asked.poll(_SECONDS):
                raise EOFError
            said = asked.recv()
            if live is None or isinstance(said, Found | Broken | Faulty):
                return said
            asked.send(_answer(live, said))


def _answer(live: Live, said: Any) -> Any:
    """What came of what a judge asks for in a run that goes on."""
    match said:
        case GiveRows():
            return live.rows()
        case LoadRows(rows=rows, callees=callees):
            return live.load(rows, callees)
    return live.do(said)


def _ended(seconds: float) -> JudgingFailed:
    """Why there is no answer: it took too long, or it took too much memory."""
    if seconds >= CPU_SECONDS:
        return JudgingFailed(f"no result after {CPU_SECONDS} s of CPU time", is_slow=True)
    return JudgingFailed("the process that compares ended, as one does that uses up its memory")


# ---- how processes come to be -------------------------------------------------------------------


class _Process(Protocol):
    connection: Connection

    def end(self) -> None: ...


class _Origin(Protocol):
    def start(self) -> _Process: ...

    def close(self) -> None: ...


class _Fork:
    """Linux: judges are forked from a copy of this process as it was at the beginning, in 2 ms each."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._socket, theirs = socket.socketpair()
        self._pid = os.fork()
        if self._pid == 0:
            process.originate(theirs)
        theirs.close()

    def start(self) -> _Process:
        ours, theirs = multiprocessing.Pipe()
        try:
            with theirs, self._lock:
                socket.send_fds(self._socket, [b"\n"], [theirs.fileno()])
            return _Forked(ours)
        except (OSError, EOFError) as error:
            raise InternalError(f"no judge could be started: {error!r}") from error

    def close(self) -> None:
        self._socket.close()
        with contextlib.suppress(ChildProcessError):  # reaped by whoever waits for all children
            os.waitpid(self._pid, 0)


class _Forked:
    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        if not connection.poll(_PATIENCE):
            raise EOFError("it does not answer")
        self._pidfd = os.pidfd_open(connection.recv())

    def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
        os.close(self._pidfd)
        self.connection.close()


class _Spawn:
    """Elsewhere: an interpreter for each judge."""

    def start(self) -> _Process:
        ours, theirs = multiprocessing.Pipe()
        with theirs:
            started = multiprocessing.get_context("spawn").Process(
                target=process.serve, args=(theirs,), daemon=True
            )
            started.start()
        return _Spawned(ours, started)

    def close(self) -> None:
        """Every judge has ended."""


class _Spawned:
    def __init__(self, connection: Connection, started: Any) -> None:
        self.connection, self._started = connection, started
        if not connection.poll(_PATIENCE):
            raise InternalError("no judge could be started")
        connection.recv()

    def end(self) -> None:
        self._started.kill()
        self._started.join()
        self.connection.close()
