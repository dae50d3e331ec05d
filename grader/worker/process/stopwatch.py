"""Tells which line of the submission was carried out when its time was over.

Linux sends SIGXCPU when the CPU seconds are used up (setrlimit(2)), and SIGALRM when the clock of ``setitimer(2)`` rings.
Both end a process that has no handler for them. The one here says the line, and ends the process as before: whoever is
asked gives up in any case, and the line is only a claim.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from types import FrameType

from grader.worker.places import Places
from grader.worker.protocol import Limits, Stopped

Tell = Callable[[Stopped], None]


class Stopwatch:
    """``tell`` is called at most once a run, and only while code of the submission is on the stack: nothing else is being
    said then."""

    def __init__(self, places: Places, tell: Tell) -> None:
        self._places, self._tell = places, tell
        self._rings_at = float("inf")
        if sys.platform != "win32":
            signal.signal(signal.SIGALRM, self._ring)
            signal.signal(signal.SIGXCPU, self._ring)

    def start(self, limits: Limits) -> None:
        """From now on the seconds of the clock are counted. CPU seconds are the kernel's affair."""
        if sys.platform != "win32" and limits.wall_seconds:
            self._rings_at = time.monotonic() + limits.wall_seconds
            signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds)

    if sys.platform != "win32":

        def _ring(self, number: int, frame: FrameType | None) -> None:
            is_ours = number == signal.SIGXCPU or time.monotonic() >= self._rings_at
            where = self._places.innermost(frame) if is_ours else None
            if where is not None:
                self._tell(Stopped(where, number == signal.SIGXCPU))
            if number == signal.SIGXCPU or not is_ours:  # an alarm that the submission has set itself ends it
                signal.signal(number, signal.SIG_DFL)
                os.kill(os.getpid(), number)
