"""As many servers as submissions are graded at once, where they are the grader's own.

What a server has for all of its databases (locks, connections, the memory of its count, notifications) a
submission can use up. So no two submissions share a server at the same time, and none shares that of the
reference solutions.
"""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Self

from grader.postgres.server import Server, ServerInfo


class ServerPool:
    """A context manager: all are closed at the end. Safe to use from several threads."""

    def __init__(self, first: Server, another: Callable[[], Server] | None = None) -> None:
        """``another``: starts one more like the first; None: there is only that one, for everybody."""
        self._another = another
        self._idle = [first]
        self._all = [first]
        self._trusted: Server | None = None
        self._lock = threading.Lock()
        self.info: ServerInfo = first.info

    @contextlib.contextmanager
    def lease(self) -> Iterator[Server]:
        """A server for one submission. One on which something went wrong is given to nobody else.

        Raises ``OperatorError`` when none can be started.
        """
        server = self._take()
        try:
            yield server
        except BaseException:
            self._discard(server)
            raise
        self._give_back(server)

    def trusted(self) -> Server:
        """The server of the reference solutions: no submission comes there. Raises as ``lease``."""
        with self._lock:
            if self._trusted is None:
                self._trusted = self._take()
            return self._trusted

    def close(self) -> None:
        with contextlib.ExitStack() as stack:
            for server in self._all:
                stack.callback(server.close)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _take(self) -> Server:
        if self._another is None:
            return self._all[0]
        try:
            return self._idle.pop()
        except IndexError:
            self._all.append(self._another())
            return self._all[-1]

    def _give_back(self, server: Server) -> None:
        if self._another is not None:
            self._idle.append(server)

    def _discard(self, server: Server) -> None:
        if self._another is not None:
            self._all.remove(server)
            server.close()
