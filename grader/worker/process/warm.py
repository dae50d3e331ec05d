"""The warm process: has imported what every submission imports, and forks workers. Never sees a submission.

In:   on its socket, one byte with two descriptors for each worker to be started: its channel, its control;
      on that control, a ``Start``.
Out:  on its socket, one ``Isolation`` when it is ready; on each control, the worker's ``Isolation`` with a
      pidfd of its first process, later how it ended.
It ends when its socket is closed.
"""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import socket
from typing import NoReturn

from grader.worker import codec, engines, protocol
from grader.worker.confinement import confinement, namespaces
from grader.worker.confinement.confinement import Confinement
from grader.worker.observing import statements
from grader.worker.process import rehearsal, server, supervisor
from grader.worker.process.wire import Channel
from grader.worker.submission import harmless


def main(connection: socket.socket, confines: bool) -> None:
    warm_up()
    namespaces.become_subreaper()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps; a pidfd still tells that one has ended
    confined = confinement.probe() if confines else confinement.BARE
    gc.collect()
    gc.freeze()
    connection.sendall(codec.encode(confined.isolation))
    while True:
        _, fds, _, _ = socket.recv_fds(connection, 1, 2)
        if len(fds) != 2:
            return
        _fork_worker(connection, fds[0], fds[1], confined)
        for fd in fds:
            os.close(fd)


def warm_up() -> None:
    """Import, use once what is made at its first use, and put every hook in place, before any submission's code runs."""
    with contextlib.suppress(Exception):  # then it is made at its first use
        rehearsal.rehearse()
    engines.install()
    statements.install()
    codec.resolve()
    harmless.reserved_names()


def _fork_worker(connection: socket.socket, channel_fd: int, control_fd: int, confined: Confinement) -> None:
    if os.fork() != 0:
        return
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        connection.close()
        _start_supervisor(channel_fd, control_fd, confined)
    finally:
        os._exit(1)


def _start_supervisor(channel_fd: int, control_fd: int, confined: Confinement) -> None:
    """Runs in a process of its own, whose one child is the first process in the new pid namespace."""
    os.setsid()
    control = Channel(socket.socket(fileno=control_fd))
    start = control.receive(protocol.Start)
    if start is None:
        return
    confined.enter_namespaces()
    if os.fork() == 0:
        _be_first(control, control_fd, channel_fd, start, confined)
    os._exit(0)


def _be_first(
    control: Channel, control_fd: int, channel_fd: int, start: protocol.Start, confined: Confinement
) -> NoReturn:
    """The first process of a worker. Nothing of the submission runs unless all was done that was promised."""
    try:
        pidfd = os.pidfd_open(os.getpid())
        try:
            confined.enter_view(start)
        except Exception as error:  # whatever it was: there is no worker, and that is told
            told = protocol.Isolation(confinement.FAILED, (), (f"{type(error).__name__}: {error}",))
            control.send(told, (pidfd,))
            os._exit(1)
        control.send(confined.isolation, (pidfd,))
        os.close(pidfd)
        supervisor.supervise(
            control, control_fd, lambda: _hold_submission(channel_fd, start, confined), confined.namespaced
        )
    finally:
        os._exit(1)


def _hold_submission(channel_fd: int, start: protocol.Start, confined: Confinement) -> NoReturn:
    os.setsid()
    namespaces.die_with_parent()
    server.silence()
    confined.confine(start)
    server.serve(Channel(socket.socket(fileno=channel_fd)), confined)
