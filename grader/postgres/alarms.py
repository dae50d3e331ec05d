"""Actions that are due after a time unless they are called off: one thread waits for all of them.

Most are called off. ``threading.Timer`` would start a thread for each of them.
"""

from __future__ import annotations

import heapq
import itertools
import threading
import time
from collections.abc import Callable
from typing import Protocol


class Alarm(Protocol):
    def cancel(self) -> None:
        """Call it off. One that is due already goes on."""


class Alarms:
    """Safe to use from several threads. Each action that is due runs in its own thread, so that none delays another."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._due: list[tuple[float, int]] = []
        self._actions: dict[int, Callable[[], None]] = {}
        self._numbers = itertools.count()
        self._is_started = False

    def set(self, seconds: float, action: Callable[[], None]) -> Alarm:
        """``action`` is called in ``seconds`` from now. It must not raise."""
        with self._changed:
            number = next(self._numbers)
            self._actions[number] = action
            heapq.heappush(self._due, (time.monotonic() + seconds, number))
            if self._due[0][1] == number:
                self._changed.notify()
            if not self._is_started:
                self._is_started = True
                threading.Thread(target=self._wait, name="grader-alarms", daemon=True).start()
        return _Alarm(self, number)

    def cancel(self, number: int) -> None:
        with self._changed:
            self._actions.pop(number, None)
            while self._due and self._due[0][1] not in self._actions:
                heapq.heappop(self._due)

    def _wait(self) -> None:
        while True:
            with self._changed:
                action = self._next_due()
            if action is not None:
                threading.Thread(target=action, daemon=True).start()

    def _next_due(self) -> Callable[[], None] | None:
        """The action that is due now. Else it waits until one may be, or others came; then there is none."""
        if not self._due:
            self._changed.wait()
            return None
        when, number = self._due[0]
        if (left := when - time.monotonic()) > 0:
            self._changed.wait(left)
            return None
        heapq.heappop(self._due)
        return self._actions.pop(number, None)


class _Alarm:
    def __init__(self, alarms: Alarms, number: int) -> None:
        self._alarms, self._number = alarms, number

    def cancel(self) -> None:
        self._alarms.cancel(self._number)


ALARMS = Alarms()
"""Those of this process."""
