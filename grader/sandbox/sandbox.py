"""One sandbox for a grader's process: workers come from it, and end with it."""

from __future__ import annotations

import sys
from pathlib import Path
from types import TracebackType

from grader.sandbox.starting import FreshStarter, Starter, WarmStarter
from grader.sandbox.worker import Worker
from grader.worker.protocol import Isolation, Limits, Start, encode_path


class Sandbox:
    """Safe to use from several threads; each worker belongs to one of them at a time."""

    def __init__(self, warm: bool = sys.platform == "linux", confines: bool = True) -> None:
        """``warm``: fork workers from a process that has everything imported, instead of starting each anew.
        ``confines``: False is for measuring what isolation costs, never for a submission that is not one's own.

        The warm process is not waited for here, but when something is first asked of it.
        """
        self._starter: Starter = WarmStarter(confines) if warm else FreshStarter()

    @property
    def isolation(self) -> Isolation:
        """What keeps workers apart on this machine. Raises ``OperatorError`` when no worker can be started there."""
        return self._starter.isolation

    @property
    def can_fork(self) -> bool:
        return self._starter.can_fork

    def worker(self, path: Path, host: str, limits: Limits) -> Worker:
        """A fresh process for the submission at ``path``, which is all that it will see of its kind, and for a
        database at ``host``. It holds no submission yet. Raises ``InternalError`` when none can be started."""
        path = _without_links_above(path)
        socket_folder = encode_path(host) if host.startswith("/") else None
        start = Start(encode_path(str(path)), socket_folder, limits)
        channel, process = self._starter.start(start)
        return Worker(path, limits, channel, process, self._starter.can_fork)

    def close(self) -> None:
        """End the warm process. Workers live until they are left."""
        self._starter.close()

    def __enter__(self) -> Sandbox:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()


def _without_links_above(path: Path) -> Path:
    """A submission that is a link itself, by now perhaps, is not followed: the worker finds nothing there."""
    return path.resolve() if path.name == ".." else path.parent.resolve() / path.name
