"""Started processes, and how each kind of them is ended and asked how it ended.

``Warmed`` is forked by the warm process (Linux): a pidfd of the first process of its namespaces, and a
control channel. ``Spawned`` is an interpreter of its own (elsewhere).
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from typing import Protocol

from grader.sandbox.channel import Channel, Closed
from grader.worker import protocol
from grader.worker.protocol import Forked

_PATIENCE = 5.0
"""Seconds in which a process that was killed, or has closed its channel, is gone on a healthy machine."""


class Process(Protocol):
    def end(self) -> None:
        """Kill it with everything that it started, and wait until it is gone. A second time does nothing."""

    def how_it_ended(self) -> Forked | None:
        """None when it has not ended by itself within a short time."""


class Warmed:
    def __init__(self, pidfd: int, control: Channel, namespaced: bool) -> None:
        self._pidfd = pidfd
        self._control = control
        self._namespaced = namespaced
        self._ended = False

    def end(self) -> None:
        if self._ended:
            return
        self._ended = True
        self._control.close()  # outside of a pid namespace, the supervisor looks for what is left and ends it
        if self._namespaced or not self._is_gone(_PATIENCE):
            with contextlib.suppress(ProcessLookupError):
                signal.pidfd_send_signal(self._pidfd, signal.SIGKILL)
            self._is_gone(_PATIENCE)
        os.close(self._pidfd)

    def how_it_ended(self) -> Forked | None:
        try:
            return self._control.receive(Forked, time.monotonic() + _PATIENCE)
        except (TimeoutError, Closed, protocol.ProtocolError):
            return None

    def _is_gone(self, seconds: float) -> bool:
        """A pidfd is readable once its process has ended: a pid namespace's first, once all in it have."""
        poll = select.poll()
        poll.register(self._pidfd, select.POLLIN)
        return bool(poll.poll(seconds * 1000))


class Spawned:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def end(self) -> None:
        if sys.platform != "win32":
            # its group's number stays taken as long as the process itself was not waited for
            with contextlib.suppress(ProcessLookupError, PermissionError):
                if self._process.returncode is None:
                    os.killpg(self._process.pid, signal.SIGKILL)
        self._process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(_PATIENCE)

    def how_it_ended(self) -> Forked | None:
        with contextlib.suppress(subprocess.TimeoutExpired):
            code = self._process.wait(_PATIENCE)
            return Forked(exit_code=max(code, 0), signal=-code if code < 0 else None)
        return None
