"""One piece of work in several threads at once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any


class _Thread(threading.Thread):
    def __init__(self, work: Callable[[], Any], start: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self._work, self._start = work, start
        self.result: Any = None
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            self._start.wait()
            self.result = self._work()
        except BaseException as error:
            self.error = error


def in_threads(number: int, work: Callable[[], Any]) -> list[Any]:
    """What ``work`` gives in each of ``number`` threads, which begin together.

    Raises what the first of them raised, when all have ended.
    """
    start = threading.Barrier(number)
    threads = [_Thread(work, start) for _ in range(number)]
    try:
        for thread in threads:
            thread.start()
    except BaseException:  # no thread more: those that wait for it are let go
        start.abort()
        raise
    for thread in threads:
        thread.join()
    for thread in threads:
        if thread.error is not None:
            raise thread.error
    return [thread.result for thread in threads]
