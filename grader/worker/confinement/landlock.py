"""Landlock: rules on files, network, signals and tracing that a process lays on itself, and cannot lift."""

from __future__ import annotations

import ctypes
import os
import stat
from collections.abc import Iterable

from grader.worker.confinement import system

# Of asm-generic/unistd.h: landlock_create_ruleset(2), landlock_add_rule(2), landlock_restrict_self(2).
_CREATE, _ADD_RULE, _RESTRICT = 444, 445, 446
# LANDLOCK_ACCESS_FS_* of linux/landlock.h; which version has how many: landlock(7).
_READ_FILE, _READ_DIR, _WRITE_FILE = 1 << 2, 1 << 3, 1 << 1
_EXECUTE, _TRUNCATE, _IOCTL = 1 << 0, 1 << 14, 1 << 15
_MAKE_DEVICES = (1 << 6) | (1 << 11)
_OF_FILES = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL
_FILE_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
_ALL_FILE_RIGHTS = (1 << 16) - 1
_ALL_NETWORK, _ALL_SCOPES = 3, 3  # LANDLOCK_ACCESS_NET_*, from version 4, and LANDLOCK_SCOPE_*, from 6


class _Ruleset(ctypes.Structure):
    _fields_ = (("files", ctypes.c_uint64), ("network", ctypes.c_uint64), ("scopes", ctypes.c_uint64))


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("folder", ctypes.c_int32))


def abi() -> int:
    """The kernel's version of Landlock. Raises ``OSError`` where it has none."""
    return system.syscall("landlock_create_ruleset", _CREATE, None, 0, 1)


def restrict(version: int, readable: Iterable[str], writable: Iterable[str], devices: Iterable[str]) -> None:
    """From now on nothing but these paths can be opened; no TCP, no signal or trace to the outside.

    ``no_new_privs`` must be set before.
    """
    handled = _FILE_RIGHTS.get(version, _ALL_FILE_RIGHTS)
    ruleset = _create(handled, version)
    try:
        for paths, rights in (
            (readable, _READ_FILE | _READ_DIR),
            (writable, handled & ~(_EXECUTE | _MAKE_DEVICES | _IOCTL)),
            (devices, handled & (_READ_FILE | _WRITE_FILE | _TRUNCATE)),
        ):
            for path in paths:
                _allow(ruleset, path, rights)
        system.syscall("landlock_restrict_self", _RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)


def separate(version: int) -> None:
    """One more layer: what is outside of it, its own parent too, can no longer be traced or signalled."""
    ruleset = _create(_MAKE_DEVICES, version)
    try:
        system.syscall("landlock_restrict_self", _RESTRICT, ruleset, 0)
    finally:
        os.close(ruleset)


def _create(handled: int, version: int) -> int:
    rules = _Ruleset(handled, _ALL_NETWORK if version >= 4 else 0, _ALL_SCOPES if version >= 6 else 0)
    size = 24 if version >= 6 else 16 if version >= 4 else 8
    return system.syscall("landlock_create_ruleset", _CREATE, ctypes.byref(rules), size, 0)


def _allow(ruleset: int, path: str, rights: int) -> None:
    try:
        # The paths are those of files and folders themselves: a rule for a link would be one for what it leads to.
        folder = os.open(path, os.O_PATH | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return  # what is not there needs no permission
    try:
        if not stat.S_ISDIR(os.fstat(folder).st_mode):
            rights &= _OF_FILES
        rule = _Beneath(rights, folder)
        system.syscall("landlock_add_rule", _ADD_RULE, ruleset, 1, ctypes.byref(rule), 0)
    finally:
        os.close(folder)
