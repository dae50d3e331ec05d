"""Resource limits of one process: CPU time, memory, files, processes. Empty words where the system has none."""

from __future__ import annotations

import sys
from pathlib import Path

from grader.worker.protocol import Limits

if sys.platform != "win32":
    import resource

_MIB = 1024 * 1024
_STACK = 8 * _MIB


class Memory:
    """Measures memory from where the process stands now, so that the warm process's own is not counted."""

    def __init__(self) -> None:
        self._base = _address_space()

    def ceiling(self, limits: Limits) -> int:
        return self._base + limits.memory_mb * _MIB


def limit_import(limits: Limits, memory: Memory, counts_apart: bool) -> None:
    """The hard CPU limit stays as it is: a run forked later gets seconds of its own.

    ``counts_apart``: this worker's processes are counted by themselves, not with all others of the user.
    """
    if sys.platform != "win32":
        _limit_memory(limits, memory)
        _limit_files(limits)
        if counts_apart:
            _lower(resource.RLIMIT_NPROC, limits.processes)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (_cpu_used() + limits.cpu_seconds, hard))


def limit_run(limits: Limits, memory: Memory) -> None:
    if sys.platform != "win32":
        _limit_memory(limits, memory)
        _limit_files(limits)
        soft = _cpu_used() + limits.cpu_seconds
        resource.setrlimit(resource.RLIMIT_CPU, (soft, soft + 1))


if sys.platform != "win32":

    def _limit_files(limits: Limits) -> None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        _lower(resource.RLIMIT_FSIZE, limits.file_mb * _MIB)
        _lower(resource.RLIMIT_NOFILE, limits.open_files)
        _lower(resource.RLIMIT_STACK, _STACK)

    def _lower(kind: int, most: int) -> None:
        _, hard = resource.getrlimit(kind)
        least = most if hard == resource.RLIM_INFINITY else min(most, hard)
        resource.setrlimit(kind, (least, least))

    def _limit_memory(limits: Limits, memory: Memory) -> None:
        if sys.platform == "darwin":  # it counts hundreds of GiB of shared regions, so no limit would hold
            return
        _lower(resource.RLIMIT_AS, memory.ceiling(limits))

    def _cpu_used() -> int:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        return int(usage.ru_utime + usage.ru_stime)


def _address_space() -> int:
    """Bytes that count towards RLIMIT_AS now, 0 where it cannot be told."""
    if sys.platform != "linux":
        return 0
    pages = int(Path("/proc/self/statm").read_text().split()[0])
    return pages * resource.getpagesize()
