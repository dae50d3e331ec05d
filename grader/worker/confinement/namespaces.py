"""Namespaces of Linux for one worker, without privileges: user, pid, ipc, uts, net, and mount for its file view.

In a pid namespace everything dies with its first process: daemons, double forks and new sessions included.
In a net namespace nothing is reachable but what has a path, such as PostgreSQL's Unix socket.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import re
import socket
from pathlib import Path

from grader.worker.confinement import system

NAMES = ("user", "pid", "ipc", "uts", "net")
# CLONE_NEWUSER, NEWPID, NEWIPC, NEWUTS, NEWNET and NEWNS of linux/sched.h: unshare(2).
_FLAGS = 0x10000000 | 0x20000000 | 0x08000000 | 0x04000000 | 0x40000000
_MOUNTS = 0x00020000
_NOBODY = 65534
_PIDS_ARE_COUNTED_APART = (6, 14)
_RESERVED_PIDS = 300  # of kernel/pid.c: below these, the kernel hands out each number once

# Of linux/prctl.h: prctl(2); the version of linux/capability.h: capset(2).
_PR_SET_DUMPABLE = 4
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION_3 = 0x20080522


def enter(mounts: bool) -> None:
    """Move into new namespaces, as nobody. The next child is the first process of the pid namespace.

    Raises ``OSError`` where the system does not let this user make them.
    """
    uid, gid = os.getuid(), os.getgid()
    system.call("unshare", _FLAGS | (_MOUNTS if mounts else 0))
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_NOBODY} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{_NOBODY} {gid} 1")
    socket.sethostname("worker")


def drop_capabilities() -> None:
    """A new user namespace comes with every capability inside it: enough to mount, or to make devices."""
    no_new_privileges()
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    system.call("capset", header, none)


def no_new_privileges() -> None:
    system.prctl(_PR_SET_NO_NEW_PRIVS, 1)


def can_limit_processes() -> bool:
    """RLIMIT_NPROC binds everybody but root; a pid namespace with a limit of its own binds root too."""
    return os.getuid() != 0 or _version() >= _PIDS_ARE_COUNTED_APART


def limit_processes(most: int) -> None:
    """By the first process of a pid namespace, which counts among them. Only where the namespace has a number of
    its own: on older kernels this would be the whole machine's."""
    if _version() >= _PIDS_ARE_COUNTED_APART:
        Path("/proc/sys/kernel/pid_max").write_text(str(_RESERVED_PIDS + most - 1))
        with contextlib.suppress(FileNotFoundError):  # else the reserved ones are handed out once
            Path("/proc/sys/kernel/ns_last_pid").write_text(str(_RESERVED_PIDS))


def _version() -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", os.uname().release)[:2])


def become_subreaper() -> None:
    """Orphaned descendants become this process's children instead of init's, so that they can be found."""
    system.prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    system.prctl(_PR_SET_PDEATHSIG, 9)


def set_dumpable(dumpable: bool) -> None:
    """A process that is not dumpable cannot be traced or read by its neighbours of the same user."""
    system.prctl(_PR_SET_DUMPABLE, int(dumpable))
