"""The warm process: has imported what every submission imports, and forks workers. Never sees a submission.

In:   on its socket, one byte with two descriptors for each worker to be started: its channel, its control.
Out:  on its socket, one ``Isolation`` when it is ready; on each control, the worker's ``Isolation`` with a
      pidfd of its first process, later how it ended.
It ends when its socket is closed.
"""

from __future__ import annotations

import gc
import os
import signal
import socket
from typing import NoReturn

from grader.worker import confinement, engines, namespaces, protocol, serving, statements, supervising
from grader.worker.wire import Channel


def main(connection: socket.socket) -> None:
    warm_up()
    namespaces.become_subreaper()
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the kernel reaps; a pidfd still tells that one has ended
    isolation = confinement.probe()
    gc.collect()
    gc.freeze()
    connection.sendall(protocol.encode(isolation))
    while True:
        _, fds, _, _ = socket.recv_fds(connection, 1, 2)
        if len(fds) != 2:
            return
        _fork_worker(connection, fds[0], fds[1], isolation)
        for fd in fds:
            os.close(fd)


def warm_up() -> None:
    """Import, and put every hook in place, before any submission's code runs."""
    engines.install()
    statements.install()
    protocol.resolve()


def _fork_worker(
    connection: socket.socket, channel_fd: int, control_fd: int, isolation: protocol.Isolation
) -> None:
    if os.fork() != 0:
        return
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        connection.close()
        _start_supervisor(channel_fd, control_fd, isolation)
    finally:
        os._exit(1)


def _start_supervisor(channel_fd: int, control_fd: int, isolation: protocol.Isolation) -> None:
    """Runs in a process of its own, whose one child is the first process in the new pid namespace."""
    os.setsid()
    namespaced = isolation.level == confinement.NAMESPACES
    if namespaced:
        namespaces.enter()
    control = Channel(socket.socket(fileno=control_fd))

    def submission() -> NoReturn:
        _hold_submission(channel_fd)

    ready_to_read, told = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(told)
        os.read(ready_to_read, 1)
        os.close(ready_to_read)
        supervising.supervise(control, control_fd, submission, namespaced)
    pidfd = os.pidfd_open(pid)
    control.send(isolation, (pidfd,))
    os._exit(0)


def _hold_submission(channel_fd: int) -> NoReturn:
    os.setsid()
    namespaces.die_with_parent()
    confinement.confine()
    serving.silence()
    serving.serve(Channel(socket.socket(fileno=channel_fd)))
