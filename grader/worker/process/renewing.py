"""Making a run's process as it was when it was forked, for the next run of a submission that keeps nothing by itself."""

from __future__ import annotations

import contextlib
import gc
import os
import time
from pathlib import Path

from grader.worker import engines
from grader.worker.process import forking
from grader.worker.process.shared import Shared
from grader.worker.protocol import Limits

_SHARE_OF_CPU = 0.1
"""Of the seconds that a run may use: with more than these used, the next one would not have its own."""


class Renewal:
    """Made in the forked process before it does anything: how it is then is how it is to be again."""

    def __init__(self, shared: Shared, limits: Limits) -> None:
        self._shared = shared.renewed()
        self._marks = shared.marks()
        self._cpu_seconds = limits.cpu_seconds * _SHARE_OF_CPU
        self._environment = dict(os.environ)
        self._folder = Path.cwd()

    def renew(self) -> bool:
        """After a run has ended and is forgotten. False where it left something."""
        gc.collect()  # what only circles hold gives its connections back
        are_back = engines.renew_pools()
        return are_back and self._restore() and self._left_nothing()

    def _restore(self) -> bool:
        if dict(os.environ) != self._environment:
            os.environ.clear()
            os.environ.update(self._environment)
        with contextlib.suppress(OSError):
            os.chdir(self._folder)
            return True
        return False

    def _left_nothing(self) -> bool:
        numbers = [connection.fileno() for connection in engines.pooled_connections()]
        return (
            time.process_time() < self._cpu_seconds
            and forking.leaves_nothing_running()
            and self._shared.is_still(self._marks)
            and not self._shared.has_descriptors_besides(numbers)
        )
