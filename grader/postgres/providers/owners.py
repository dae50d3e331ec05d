"""Which process made a thing that can outlive it, and whether that process is still there."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from pathlib import Path


def this_process() -> str:
    """A name for this process that no other process ever has: machine, process id, start."""
    return f"{_machine()}/{os.getpid()}/{_started(os.getpid())}"


def is_dead(owner: str) -> bool:
    """Whether ``owner``, named by ``this_process``, has ended. False where that cannot be known from here."""
    machine, pid, started = owner.rsplit("/", 2)
    return machine == _machine() and os.name == "posix" and _started(int(pid)) != started


def _machine() -> str:
    """Process ids mean something within this only. On Linux also: since it was booted, in this namespace."""
    if sys.platform == "linux":
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        return f"{boot}/{Path('/proc/self/ns/pid').readlink()}"
    return platform.node()


def _started(pid: int) -> str:
    """When a process started; empty when there is none."""
    if sys.platform == "linux":
        try:
            # After the program's name, which may hold spaces and brackets: state is field 3, the start 22.
            return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[19]
        except OSError:
            return ""
    if os.name != "posix":
        return ""
    asked = ["/bin/ps", "-o", "lstart=", "-p", str(pid)]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()  # noqa: S603 - numbers only
