"""Namespaces of Linux for one worker, without privileges: user, pid, ipc, uts, net.

In a pid namespace everything dies with its first process: daemons, double forks and new sessions included.
In a net namespace nothing is reachable but what has a path, such as PostgreSQL's Unix socket.
"""

from __future__ import annotations

import ctypes
import functools
import os
import socket
from pathlib import Path

NAMES = ("user", "pid", "ipc", "uts", "net")
_FLAGS = 0x10000000 | 0x20000000 | 0x08000000 | 0x04000000 | 0x40000000
_NOBODY = 65534

_PR_SET_DUMPABLE = 4
_PR_SET_PDEATHSIG = 1
_PR_SET_CHILD_SUBREAPER = 36
_PR_SET_NO_NEW_PRIVS = 38
_CAPABILITY_VERSION_3 = 0x20080522


@functools.cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def enter() -> None:
    """Move into new namespaces, as nobody. The next child is the first process of the pid namespace.

    Raises ``OSError`` where the system does not let this user make them.
    """
    uid, gid = os.getuid(), os.getgid()
    if _libc().unshare(_FLAGS) != 0:
        raise _last_error("unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{_NOBODY} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{_NOBODY} {gid} 1")
    socket.sethostname("worker")


def drop_capabilities() -> None:
    """A new user namespace comes with every capability inside it: enough to mount, or to make devices."""
    _prctl(_PR_SET_NO_NEW_PRIVS, 1)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    if _libc().capset(header, none) != 0:
        raise _last_error("capset")


def become_subreaper() -> None:
    """Orphaned descendants become this process's children instead of init's, so that they can be found."""
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def die_with_parent() -> None:
    _prctl(_PR_SET_PDEATHSIG, 9)


def set_dumpable(dumpable: bool) -> None:
    """A process that is not dumpable cannot be traced or read by its neighbours of the same user."""
    _prctl(_PR_SET_DUMPABLE, int(dumpable))


def _prctl(option: int, argument: int) -> None:
    if _libc().prctl(option, ctypes.c_ulong(argument), 0, 0, 0) != 0:
        raise _last_error("prctl")


def _last_error(call: str) -> OSError:
    number = ctypes.get_errno()
    return OSError(number, f"{call}: {os.strerror(number)}")
