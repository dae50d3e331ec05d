"""Forking a run from the imported submission, and leaving nothing of it behind."""

from __future__ import annotations

import os
import sys
import threading
from pathlib import Path

from grader.worker.confinement import namespaces
from grader.worker.process import supervisor
from grader.worker.protocol import Forked


def fork() -> int:
    """As ``os.fork``; the run ends when this process does, and so does all that the run starts."""
    namespaces.become_subreaper()
    pid = os.fork()
    if pid == 0:
        namespaces.die_with_parent()
    return pid


def ended(pid: int, namespaced: bool) -> Forked:
    """Wait for a run to end, then end whatever it left running."""
    forked = supervisor.wait_for(pid)
    supervisor.end_all_children(namespaced)
    return forked


def leaves_nothing_running() -> bool:
    """False when a thread or a child would be lost, or shared, by a fork. False where forking is not done."""
    if sys.platform != "linux":
        return False
    tasks = list(Path("/proc/self/task").iterdir())
    children = "".join(path.read_text() for path in Path("/proc/self/task").glob("*/children"))
    return threading.active_count() == 1 and len(tasks) == 1 and not children.strip()
