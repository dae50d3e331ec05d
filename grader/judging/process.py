"""The process of a judge, and the one that judges are forked from.

A judge holds no login, no channel of a worker and no file: only its own connection to the grader.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
import sys
import traceback
from collections.abc import Iterable, Sequence
from multiprocessing.connection import Connection
from typing import Any, NoReturn

from grader.checks import judge
from grader.checks.contract import CheckInput
from grader.checks.registry import DOCUMENTS
from grader.errors import AuthorError, InternalError
from grader.judging.messages import (
    Answer,
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
from grader.language.exercise import Exercise
from grader.model import Finding, TableRows
from grader.worker.protocol import Act, Callee, Observation

CPU_SECONDS = 10
"""For one question. Honest ones take milliseconds."""

_MEMORY = 1024 * 2**20
"""Bytes of address space on top of what the process has when it begins."""


def originate(connection: socket.socket) -> NoReturn:
    """Fork a judge for each descriptor that comes, until the grader has gone. Never returns.

    Forked from the grader before its threads and connections exist: a judge shares none of them.
    """
    try:
        _keep_only(connection.fileno())
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the whole group: the grader decides
        signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps
        gc.collect()
        gc.freeze()
        while True:
            _, descriptors, _, _ = socket.recv_fds(connection, 1, 1)
            if not descriptors:
                break
            if os.fork() == 0:
                connection.close()
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                serve(Connection(descriptors[0]))
                break
            os.close(descriptors[0])
    finally:
        os._exit(0)


def _keep_only(descriptor: int) -> None:
    """Close every descriptor but this one; standard input and outputs lead to nothing."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(nothing, standard)
    os.closerange(3, descriptor)
    os.closerange(descriptor + 1, os.sysconf("SC_OPEN_MAX"))


def serve(connection: Connection) -> None:
    """Answer questions until the grader has gone."""
    _limit_memory()
    connection.send(os.getpid())
    judging: _Judging | None = None
    while True:
        try:
            question = connection.recv()
        except EOFError:
            return
        if isinstance(question, Learn):
            judging = _Judging(question.exercise, connection)
        elif judging is not None:
            connection.send(judging.answer(question))


class _Judging:
    """Answers questions about one exercise."""

    def __init__(self, exercise: Exercise, connection: Connection) -> None:
        self._exercise, self._connection = exercise, connection

    def answer(self, question: Question) -> Answer:
        _limit_time(CPU_SECONDS)
        try:
            return Found(tuple(self._findings(question)))
        except AuthorError as error:
            return Faulty(error)
        except BaseException as error:  # a check's own Python may even try to leave
            return Broken(f"{type(error).__name__}: {_cut(str(error))}", _cut(traceback.format_exc()))
        finally:
            _limit_time(0)

    def _findings(self, question: Question) -> Iterable[Finding]:
        check = self._exercise.check(question.check)
        kind = DOCUMENTS.find_kind(check)
        match question:
            case RunCheck(data=data):
                if kind.drive is None:
                    raise InternalError(f"checks of the kind `{check.kind}` are not driven")
                return list(kind.drive(check, _Asking(self._connection), data, self._exercise))
            case FindMissing():
                asked = CheckInput(self._exercise, question.submission, ())
                return judge.missing(check, kind, asked)
            case Compare():
                asked = CheckInput(self._exercise, question.submission, question.runs, question.reference)
                return kind.findings(check, asked)


class _Asking:
    """A run that goes on in the grader, seen from a judge. Its time is the run's, not the judge's."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def do(self, act: Act) -> Observation | None:
        observation: Observation | None = self._ask(act)
        return observation

    def load(self, rows: Sequence[str], callees: Sequence[Callee]) -> str | None:
        problem: str | None = self._ask(LoadRows(tuple(rows), tuple(callees)))
        return problem

    def rows(self) -> dict[str, TableRows]:
        rows: dict[str, TableRows] = self._ask(GiveRows())
        return rows

    def _ask(self, question: Any) -> Any:
        self._connection.send(question)
        return self._connection.recv()


_MOST_TEXT = 20_000


def _cut(text: str) -> str:
    return text if len(text) <= _MOST_TEXT else f"{text[:_MOST_TEXT]}… ({len(text)} characters)"


def _limit_time(seconds: int) -> None:
    """End this process after so many seconds of CPU time; 0: never.

    Python's own handlers run between two byte codes only, so that a pattern or a power of integers would not be
    interrupted. The default action of SIGPROF ends the process at once (signal(7)).
    """
    if sys.platform != "win32":
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit_memory() -> None:
    if sys.platform != "linux":
        return
    import resource  # noqa: PLC0415  it is not on every system

    with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123
        size = int(file.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (size + _MEMORY, size + _MEMORY))
