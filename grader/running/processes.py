"""A process for each run, in which no other run has left anything: forked anew, or one whose source is proven to keep
nothing between two calls, and that was renewed."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass

from grader.sandbox import Run, Worker
from grader.worker.protocol import Limits, Target


@dataclass
class ProcessLease:
    """``has_stayed``: it was another run's before. ``may_stay``: another run may take it when it was renewed, which
    ``is_renewed`` says."""

    run: Run
    may_stay: bool
    has_stayed: bool = False
    is_renewed: bool = False


class RunProcesses:
    """Those of the runs that are forked from one import. ``may_stay``: its source is proven to keep nothing."""

    def __init__(self, worker: Worker, limits: Limits, may_stay: bool) -> None:
        self._worker, self._limits, self._may_stay = worker, limits, may_stay
        self._kept: tuple[Run, Target] | None = None

    @contextlib.contextmanager
    def lease(self, target: Target, is_new: bool = False) -> Iterator[ProcessLease]:
        """One whose connections go to ``target``. ``is_new``: forked, whatever stayed. Raises ``WorkerEnded``."""
        kept = self._take_kept(target, is_new)
        run = kept or self._worker.run(target, self._limits)
        lease = ProcessLease(run, self._may_stay, has_stayed=kept is not None)
        try:
            yield lease
        finally:
            if lease.is_renewed:
                self._kept = lease.run, target
            else:
                lease.run.close()

    def _take_kept(self, target: Target, is_new: bool) -> Run | None:
        """The process that stayed, unless another is needed: then it is ended."""
        if self._kept is None:
            return None
        run, its_target = self._kept
        self._kept = None
        if its_target == target and not is_new:
            return run
        run.close()
        return None

    def close(self) -> None:
        if self._kept is not None:
            self._kept[0].close()
            self._kept = None
