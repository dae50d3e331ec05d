"""Starts the warm process (Linux), or an interpreter for each worker (elsewhere, or where asked for)."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Protocol

from grader import worker
from grader.errors import InternalError, OperatorError
from grader.sandbox.channel import Channel, Closed
from grader.sandbox.processes import Process, Spawned, Warmed
from grader.worker import protocol
from grader.worker.protocol import Isolation, Start

_PATIENCE = 60.0  # seconds in which an interpreter starts and imports SQLAlchemy on a busy machine
_ENTRY = str(Path(worker.__file__).resolve().parent / "__main__.py")
_FLAGS = ("-s", "-P", "-B", "-X", "utf8")  # not -I: it would ignore PYTHONHASHSEED


class Starter(Protocol):
    can_fork: bool

    @property
    def isolation(self) -> Isolation: ...

    def start(self, start: Start) -> tuple[Channel, Process]: ...

    def close(self) -> None: ...


class WarmStarter:
    """Forks workers from one process that has everything imported. Safe to use from several threads.

    That process is waited for when something is first asked of it: it imports for half a second."""

    can_fork = True

    def __init__(self, confines: bool) -> None:
        self._lock = threading.Lock()
        self._isolation: Isolation | None = None
        self._socket, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter and our own file
                _command("warm" if confines else "bare"),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                env=_environment(),
                cwd="/",
                start_new_session=True,  # Ctrl-C is for the grader: it decides what becomes of its workers
            )

    @property
    def isolation(self) -> Isolation:
        """Raises ``OperatorError`` when no worker can be started on this machine."""
        with self._lock:
            if self._isolation is None:
                self._isolation = self._first_word()
            return self._isolation

    def start(self, start: Start) -> tuple[Channel, Process]:
        ours, theirs = socket.socketpair()
        our_control, their_control = socket.socketpair()
        control = Channel(our_control)
        with theirs, their_control, self._lock:
            try:
                control.send(start, time.monotonic() + _PATIENCE)
                socket.send_fds(self._socket, [b"\n"], [theirs.fileno(), their_control.fileno()])
            except (OSError, Closed) as error:
                raise InternalError(f"the warm process is gone: {error}") from error
        try:
            isolation, pidfd = control.receive_with_fd(Isolation, time.monotonic() + _PATIENCE)
        except (TimeoutError, Closed, OSError, protocol.ProtocolError) as error:
            raise InternalError(f"no worker could be started: {error!r}") from error
        process = Warmed(pidfd, control, "pid namespace" in isolation.in_force)
        if isolation.level == "failed":
            process.end()
            ours.close()
            raise InternalError(f"no worker could be kept apart: {isolation.missing[0]}")
        return Channel(ours), process

    def close(self) -> None:
        self._socket.close()
        self._process.kill()
        with self._process:  # its streams are closed, and its end is waited for
            pass

    def _first_word(self) -> Isolation:
        try:
            return Channel(self._socket).receive(Isolation, time.monotonic() + _PATIENCE)
        except (TimeoutError, Closed, protocol.ProtocolError):
            self._process.kill()
            assert self._process.stderr is not None
            raise OperatorError(
                "No worker can be started: " + _last_line(self._process.stderr.read()),
                "The same interpreter must find sqlalchemy, psycopg2 and psycopg without PYTHONPATH, and not in a person's"
                " own folder, where pip install --user puts them: install the grader into a virtual environment.",
            ) from None


class FreshStarter:
    """An interpreter for each worker: no fork, no namespaces. What macOS and Windows can do."""

    can_fork = False
    isolation = Isolation(
        "reduced",
        ("a process of its own", "process groups") if sys.platform != "win32" else ("a process of its own",),
        ("namespaces: only on Linux, by the warm process",),
    )

    def start(self, start: Start) -> tuple[Channel, Process]:  # noqa: ARG002  such a worker sees everything
        ours, theirs = socket.socketpair()
        with theirs:
            process = self._spawn(theirs)
        return Channel(ours), Spawned(process)

    def close(self) -> None:
        """There is nothing that outlives a worker."""

    def _spawn(self, theirs: socket.socket) -> subprocess.Popen[bytes]:
        null = subprocess.DEVNULL
        if sys.platform != "win32":
            return subprocess.Popen(  # noqa: S603  our own interpreter and our own file
                _command("alone"),
                stdin=theirs.fileno(),
                stdout=null,
                stderr=null,
                env=_environment(),
                cwd="/",
                start_new_session=True,
            )
        process = subprocess.Popen(  # noqa: S603  our own interpreter and our own file
            _command("alone"), stdin=subprocess.PIPE, stdout=null, stderr=null, env=_environment()
        )
        shared = theirs.share(process.pid)
        assert process.stdin is not None
        process.stdin.write(len(shared).to_bytes(4, "big") + shared)
        process.stdin.close()
        return process


def _command(role: str) -> list[str]:
    return [sys.executable, *_FLAGS, _ENTRY, role]


def _environment() -> dict[str, str]:
    """Nothing of the grader's own: it may hold tokens. Windows cannot open a socket without its root.

    The C library would reserve 64 MiB of address space for each new thread, and that is what is limited.
    """
    kept = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    return {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "HOME": "/nonexistent",
        "PYTHONHASHSEED": "0",
        "MALLOC_ARENA_MAX": "2",
        **kept,
    }


def _last_line(error: bytes) -> str:
    lines = error.decode("utf-8", "replace").strip().splitlines()
    return lines[-1] if lines else "it did not say why"
