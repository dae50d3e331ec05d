"""How a worker ended, in an outcome and a sentence."""

from __future__ import annotations

import signal

from grader.model import Outcome
from grader.worker.protocol import NO_MEMORY_LEFT, Forked, Limits, Where

_MEANINGS = {
    "SIGSEGV": "segmentation fault",
    "SIGABRT": "aborted",
    "SIGKILL": "killed",
    "SIGTERM": "terminated",
    "SIGINT": "interrupted",
}


class WorkerEnded(Exception):  # noqa: N818  a submission's end is no error of ours
    """There is no answer, and there will be none: the process is gone, or was ended here.

    A submission's doing, and so a finding, not an error. ``detail`` is a sentence without a full stop.
    ``is_deadline``: there was no answer in time. ``where``: the line that was being carried out then, if it was told.
    """

    def __init__(
        self, outcome: Outcome, detail: str, is_deadline: bool = False, where: Where | None = None
    ) -> None:
        super().__init__(detail)
        self.outcome = outcome
        self.detail = detail
        self.is_deadline = is_deadline
        self.where = where

    def at(self, where: Where) -> WorkerEnded:
        """The same end, with the line that was being carried out."""
        return WorkerEnded(self.outcome, self.detail, self.is_deadline, where)


def timed_out(seconds: float) -> WorkerEnded:
    return WorkerEnded(Outcome.TIMED_OUT, f"no answer within {seconds:g} s", is_deadline=True)


def invalid_message(detail: str) -> WorkerEnded:
    return WorkerEnded(Outcome.CRASHED, f"sent an invalid message: {detail}")


def explain(forked: Forked, limits: Limits) -> WorkerEnded:
    """``limits`` are those that the process had."""
    # The kernel sends SIGXCPU a little early by its own account, and SIGKILL some time after a SIGXCPU that was
    # ignored.
    spent = forked.cpu_seconds >= limits.cpu_seconds
    if forked.signal is not None and (spent or forked.signal == signal.SIGXCPU):
        return WorkerEnded(Outcome.TIMED_OUT, f"used up its {limits.cpu_seconds} s of CPU time")
    if forked.signal is not None:
        return WorkerEnded(Outcome.CRASHED, f"ended by signal {forked.signal} ({_meaning(forked.signal)})")
    if forked.exit_code == NO_MEMORY_LEFT:
        return WorkerEnded(Outcome.OUT_OF_MEMORY, f"used up its {limits.memory_mb} MiB of memory")
    return WorkerEnded(
        Outcome.CRASHED, f"left the process with exit code {forked.exit_code}, as os._exit() does"
    )


def _meaning(number: int) -> str:
    try:
        name = signal.Signals(number).name
    except ValueError:
        return "unknown"
    return _MEANINGS.get(name, name)
