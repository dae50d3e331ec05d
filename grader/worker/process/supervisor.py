"""The first process of a worker on Linux: starts the one that holds the submission, and outlives it.

It listens on a control channel whose other end only the grader holds. When the grader closes it, or is
killed, or when the submission's process ends, everything that the submission started ends too.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

from grader.worker.confinement import namespaces
from grader.worker.process.wire import Channel
from grader.worker.protocol import Forked


def supervise(control: Channel, control_fd: int, start: Callable[[], NoReturn], namespaced: bool) -> NoReturn:
    """Fork ``start``, tell on ``control`` how it ended. Neither of the two processes returns."""
    namespaces.become_subreaper()
    namespaces.set_dumpable(False)
    pid = os.fork()
    if pid == 0:
        control.close()
        start()
    os.closerange(0, control_fd)
    os.closerange(control_fd + 1, 256)
    try:
        if _ended_before_the_grader(pid, control_fd):
            control.send(wait_for(pid))
    finally:
        if not namespaced:  # else this is the first process of its pid namespace, and the kernel does it
            end_all_children(namespaced)
        os._exit(0)


def wait_for(pid: int) -> Forked:
    """How the child ``pid`` ended. Waits for it."""
    _, status, usage = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    return Forked(
        exit_code=max(code, 0),
        signal=-code if code < 0 else None,
        cpu_seconds=round(usage.ru_utime + usage.ru_stime, 3),
    )


def end_all_children(namespaced: bool) -> None:
    """Kill and reap until there is no child left. A subreaper's children are all its orphans too.

    Inside a pid namespace, not by its first process: then everything but that one and this one ends.
    """
    while True:
        for child in [-1] if namespaced else _children():
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _children() -> list[int]:
    """Only ever children that were not reaped yet, so that no number can belong to a stranger."""
    listings = Path("/proc/self/task").glob("*/children")
    return [int(number) for listing in listings for number in listing.read_text().split()]


def _ended_before_the_grader(pid: int, control_fd: int) -> bool:
    child = os.pidfd_open(pid)
    try:
        ready = select.poll()
        ready.register(child, select.POLLIN)
        ready.register(control_fd, select.POLLIN)
        return any(fd == child for fd, _ in ready.poll())
    finally:
        os.close(child)
