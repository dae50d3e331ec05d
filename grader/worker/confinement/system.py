"""Calls to the Linux kernel that Python has no function for."""

from __future__ import annotations

import ctypes
import functools
import os
import platform

MACHINE = platform.machine()


@functools.cache
def libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def call(name: str, *arguments: object) -> int:
    """A function of the C library. Raises ``OSError`` when it says -1."""
    return _checked(name, libc()[name](*arguments))


def syscall(name: str, number: int, *arguments: object) -> int:
    """A system call by its number. Raises ``OSError`` when it fails."""
    words = [ctypes.c_long(word) if isinstance(word, int) else word for word in arguments]
    return _checked(name, libc().syscall(ctypes.c_long(number), *words))


def prctl(option: int, argument: int) -> None:
    call("prctl", option, ctypes.c_ulong(argument), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0))


def _checked(name: str, result: int) -> int:
    if result == -1:
        number = ctypes.get_errno()
        raise OSError(number, f"{name}: {os.strerror(number)}")
    return result
