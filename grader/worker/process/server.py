"""Answers requests on a channel: in the process that imported the submission, in each run forked from it."""

from __future__ import annotations

import contextlib
import dataclasses
import gc
import os
import socket
import sys
from typing import Any, NoReturn

from grader.worker import engines, protocol
from grader.worker.acting.acts import RunOfActs
from grader.worker.confinement import limits
from grader.worker.confinement.confinement import UNCONFINED, Confinement
from grader.worker.observing import reporting
from grader.worker.places import Places
from grader.worker.process import forking, hiding
from grader.worker.process.renewing import Renewal
from grader.worker.process.shared import Shared
from grader.worker.process.stopwatch import Stopwatch
from grader.worker.process.wire import Channel
from grader.worker.protocol import (
    Do,
    DoAll,
    Finish,
    Fork,
    Import,
    Load,
    Renew,
    Renewed,
    Sync,
    Synced,
)
from grader.worker.submission import loading, stateless
from grader.worker.submission.applications import Applications


def silence() -> None:
    """Point standard input, output and error to nothing: prints and ``input()`` cannot touch a channel."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for fd in (0, 1, 2):
        os.dup2(nothing, fd)
    if nothing > 2:
        os.close(nothing)


def serve(channel: Channel, confined: Confinement = UNCONFINED) -> NoReturn:
    """Answer until the other side has gone, then end at once: no ``atexit``, no ``__del__``, no thread."""
    code = 1
    try:
        code = Server(channel, confined).run()
    except MemoryError:
        code = protocol.NO_MEMORY_LEFT
    finally:
        os._exit(code)


class Server:
    def __init__(self, channel: Channel, confined: Confinement) -> None:
        self._channel = channel
        self._confined = confined
        self._memory = limits.Memory()
        self._is_forked = False
        self._shared: Shared | None = None
        self._submission: loading.Submission | None = None
        self._applications: Applications | None = None
        self._run: RunOfActs | None = None
        self._renewal: Renewal | None = None
        self._stopwatch: Stopwatch | None = None
        self._limits: protocol.Limits | None = None
        self._handlers: dict[type, Any] = {
            Import: self._import,
            Fork: self._fork,
            Load: self._load,
            Do: self._do,
            DoAll: self._do_all,
            Finish: self._finish,
            Renew: self._renew,
            Sync: self._sync,
        }

    def run(self) -> int:
        while True:
            request = self._channel.receive(protocol.Request)
            if request is None:
                return 0
            reply = self._handlers[type(request)](request)
            if reply is not None:
                self._send(reply)

    def _send(self, reply: protocol.Reply) -> None:
        """What is too long for a message is left out, and that is told."""
        try:
            self._channel.send(reply)
        except protocol.ProtocolError:
            self._channel.send(_shortened(reply))

    @property
    def _acts(self) -> RunOfActs:
        if self._run is None:
            if self._submission is None or self._applications is None:
                raise protocol.ProtocolError("nothing was imported yet")
            self._run = RunOfActs(self._submission, self._applications)
        return self._run

    @property
    def _imported_shares(self) -> Shared:
        if self._shared is None:
            raise protocol.ProtocolError("nothing was imported yet")
        return self._shared

    def _import(self, request: Import) -> protocol.Imported:
        limits.limit_import(request.limits, self._memory, self._confined.namespaced)
        os.environ.update(request.surroundings.environment)
        engines.aim(request.target)
        sys.dont_write_bytecode = True
        self._submission = loading.Submission(
            Places.of(protocol.decode_path(request.path)), self._confined.scratch, request.surroundings.counts
        )
        self._stopwatch = Stopwatch(self._submission.places, self._tell_where)
        self._stopwatch.start(request.limits)
        self._limits = request.limits
        keeps = stateless.why_not_shared(self._submission.places.source_files())
        imports = self._submission.list_imports()
        self._submission.stand_among_its_files()
        self._applications = Applications(self._submission, self._confined.scratch)
        self._applications.prepare()
        self._submission.support = request.surroundings.support
        self._shared = Shared(self._confined.scratch)
        hiding.hide()
        imported = reporting.import_and_report(self._submission, self._applications.make, self._is_forkable)
        routed = self._applications.find_routed(request.surroundings.requests)
        return dataclasses.replace(
            imported,
            keeps=keeps,
            imports=imports or (),
            all_imports=imports is not None,
            routed=tuple(routed[: protocol.MAX_ITEMS]),
        )

    def _tell_where(self, stopped: protocol.Stopped) -> None:
        self._channel.send(stopped)

    def _is_forkable(self) -> bool:
        """Whether runs forked from here would share nothing with each other, and lose nothing."""
        return (
            engines.leaves_no_connection_open()
            and forking.leaves_nothing_running()
            and self._imported_shares.is_empty()
        )

    def _load(self, request: Load) -> protocol.Loaded:
        if not self._is_forked and self._run is None:
            self._confined.confine_run()
        if self._run is None and self._stopwatch and self._limits:
            self._stopwatch.start(self._limits)
        return self._acts.load(request)

    def _do(self, request: Do) -> protocol.Observation:
        return self._acts.do(request.act)

    def _do_all(self, request: DoAll) -> None:
        for act, goes_on in zip(request.acts, request.goes_on, strict=True):
            observation = self._acts.do(act)
            self._send(observation)
            if observation.ends_acts(goes_on):
                return

    def _renew(self, _: Renew) -> Renewed:
        """In a run: end it, and forget it. The process of the import is no run's for long."""
        if self._renewal is None:
            return Renewed(False)
        run, self._run = self._run, None
        finished = protocol.Finished(None)
        if run is not None:
            finished = run.finish()
            run.close()
        del run
        return Renewed(self._renewal.renew() and finished.raised is None)

    def _finish(self, _: Finish) -> protocol.Finished:
        return self._acts.finish()

    def _sync(self, _: Sync) -> Synced:
        return Synced()

    def _fork(self, request: Fork) -> protocol.Forked | None:
        """In the imported process: wait for the run, and say how it ended. In the run: go on serving."""
        run_fd = self._channel.take_fd()
        engines.dispose_all()
        shared = self._imported_shares
        marks = shared.marks()
        gc.freeze()  # a run's collections go through what is its own alone, and copy no page for it
        pid = forking.fork()
        if pid:
            os.close(run_fd)
            forked = forking.ended(pid, self._confined.namespaced)
            return dataclasses.replace(forked, left_nothing=shared.is_still(marks))
        self._channel.close()
        self._channel = Channel(socket.socket(fileno=run_fd))
        self._is_forked = True
        self._limits = request.limits
        limits.limit_run(request.limits, self._memory)
        self._confined.confine_run()
        engines.aim(request.target)
        with contextlib.suppress(OSError):  # its folder is gone: then there is no renewal
            self._renewal = Renewal(shared, request.limits)
        return None


def _shortened(reply: protocol.Reply) -> protocol.Reply:
    if isinstance(reply, protocol.Observation):
        value = protocol.Opaque("cut", "too large to be told")
        more = reply.more_statements + sum(statement.executions for statement in reply.statements)
        return dataclasses.replace(reply, value=value, statements=(), more_statements=more)
    if isinstance(reply, protocol.Imported):
        note = "The models, functions and names are too many for one report: none of them is looked at."
        empty = dataclasses.replace(reply, models=(), classes=(), functions=(), names=(), notes=(note,))
        return dataclasses.replace(empty, imports=(), all_imports=False)
    return reply
