"""What something costs: wall time, and CPU time of this process and of everything that it starts.

``wait4`` tells only of processes that somebody waits for, and a sandbox leaves some to the kernel. So the kernel is asked
to count the whole tree by itself (perf_event_open(2), a clock that children inherit). Where it may not be asked, what was
waited for is all there is, and ``CpuClock.counts_all`` says so.
"""

from __future__ import annotations

import ctypes
import os
import platform
import resource
import statistics
import struct
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_PERF_EVENT_OPEN = {"x86_64": 298, "aarch64": 241}
_SOFTWARE, _TASK_CLOCK, _INHERIT = 1, 1, 1 << 1
_ATTRIBUTE_BYTES = 128


@dataclass(frozen=True)
class Cost:
    """Seconds."""

    cpu: float
    wall: float

    def __add__(self, other: Cost) -> Cost:
        return Cost(self.cpu + other.cpu, self.wall + other.wall)

    def __sub__(self, other: Cost) -> Cost:
        return Cost(self.cpu - other.cpu, self.wall - other.wall)

    def __truediv__(self, number: float) -> Cost:
        return Cost(self.cpu / number, self.wall / number)


class CpuClock:
    """Counts from its making on, for this thread and all processes and threads that come of it."""

    def __init__(self) -> None:
        self._file = _open_clock()
        self.counts_all = self._file is not None

    def seconds(self) -> float:
        if self._file is not None:
            nanoseconds: int = struct.unpack("Q", os.read(self._file, 8))[0]
            return nanoseconds / 1e9
        used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(each.ru_utime + each.ru_stime for each in used)

    def cost(self, act: Callable[[], object]) -> Cost:
        """What an act costs."""
        cpu, wall = self.seconds(), time.perf_counter()
        act()
        return Cost(self.seconds() - cpu, time.perf_counter() - wall)


def _open_clock() -> int | None:
    number = _PERF_EVENT_OPEN.get(platform.machine())
    if number is None or platform.system() != "Linux":
        return None
    attribute = bytearray(_ATTRIBUTE_BYTES)
    struct.pack_into("IIQ", attribute, 0, _SOFTWARE, _ATTRIBUTE_BYTES, _TASK_CLOCK)
    struct.pack_into("Q", attribute, 40, _INHERIT)
    buffer = (ctypes.c_char * _ATTRIBUTE_BYTES).from_buffer(attribute)
    descriptor: int = ctypes.CDLL(None).syscall(number, buffer, 0, -1, -1, 0)
    return descriptor if descriptor >= 0 else None


def median(costs: Sequence[Cost]) -> Cost:
    return Cost(statistics.median(cost.cpu for cost in costs), statistics.median(cost.wall for cost in costs))
