"""The system call filter: a BPF program that the kernel runs for every system call of a submission.

Two variants. ``imported``: a plain fork is allowed, because runs are forked from this process; what a submission
forks itself during the import is counted, makes the import unfit to fork from, and ends with the worker.
``run``: laid over it in a run, no process at all, threads only. Neither starts another program.
A refused call fails with EPERM, one that is newer than this list with ENOSYS, as on an older kernel.
"""

from __future__ import annotations

import ctypes
import errno
import functools

from grader.worker.confinement import system

# AUDIT_ARCH_* of linux/audit.h, and __X32_SYSCALL_BIT of asm/unistd.h: seccomp(2).
_ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_NEWEST = 446  # landlock_restrict_self; the C library goes back to older calls for what came later
_X32 = 0x40000000

_REFUSED: dict[str, tuple[int | None, int | None]] = {  # of asm/unistd_64.h on x86_64, asm-generic/unistd.h on aarch64
    # other programs, other processes
    "execve": (59, 221), "execveat": (322, 281), "vfork": (58, None), "ptrace": (101, 117),
    "process_vm_readv": (310, 270), "process_vm_writev": (311, 271), "process_madvise": (440, 440),
    "kcmp": (312, 272), "pidfd_getfd": (438, 438),
    # a session of its own: the kernel shares processors out by sessions, and a worker gets one share
    "setsid": (112, 157),
    # mounts, namespaces, files by handle
    "mount": (165, 40), "umount2": (166, 39), "pivot_root": (155, 41), "chroot": (161, 51),
    "unshare": (272, 97), "setns": (308, 268), "open_tree": (428, 428), "move_mount": (429, 429),
    "fsopen": (430, 430), "fsconfig": (431, 431), "fsmount": (432, 432), "fspick": (433, 433),
    "mount_setattr": (442, 442), "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265),
    "fanotify_init": (300, 262), "fanotify_mark": (301, 263), "quotactl": (179, 60), "quotactl_fd": (443, 443),
    "sysfs": (139, None), "ustat": (136, None), "uselib": (134, None), "acct": (163, 89),
    # memory that no limit counts
    "memfd_create": (319, 279), "shmget": (29, 194), "msgget": (68, 186), "semget": (64, 190),
    "mq_open": (240, 180),
    # large parts of the kernel that no exercise needs
    "io_uring_setup": (425, 425), "io_uring_enter": (426, 426), "io_uring_register": (427, 427),
    "userfaultfd": (323, 282), "bpf": (321, 280), "perf_event_open": (298, 241),
    "add_key": (248, 217), "request_key": (249, 218), "keyctl": (250, 219), "personality": (135, 92),
    "modify_ldt": (154, None), "move_pages": (279, 239), "migrate_pages": (256, 238),
    "mbind": (237, 235), "set_mempolicy": (238, 237), "lookup_dcookie": (212, 18),
    # the machine
    "init_module": (175, 105), "finit_module": (313, 273), "delete_module": (176, 106),
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "reboot": (169, 142), "swapon": (167, 224),
    "swapoff": (168, 225), "syslog": (103, 116), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "adjtimex": (159, 171), "clock_adjtime": (305, 266), "sethostname": (170, 161),
    "setdomainname": (171, 162), "ioprio_set": (251, 30), "vhangup": (153, 58), "iopl": (172, None), "ioperm": (173, None),
}  # fmt: skip
_FORK = (57, None)
_CLONE, _CLONE3 = (56, 220), (435, 435)
_SOCKET, _SOCKETPAIR = (41, 198), (53, 199)
_PRCTL, _PRLIMIT = (157, 167), (302, 261)
_OF_ITSELF = {  # by the number of arguments, from the first on, that must be 0: the caller itself
    "sched_setparam": (1, (142, 118)), "sched_setscheduler": (1, (144, 119)), "sched_setattr": (1, (314, 274)),
    "sched_setaffinity": (1, (203, 122)), "setpriority": (2, (141, 140)),
}  # fmt: skip
"""Else a run could give them to the process that it was forked from, and the next run would inherit them."""

_CLONE_THREAD = 0x00010000
# CLONE_VM | VFORK | PARENT | UNTRACED, and every namespace: what a plain fork has none of
_NO_PLAIN_FORK = 0x00000100 | 0x00004000 | 0x00008000 | 0x00800000 | 0x7E020080
_AF_UNIX = 1
_PR_SET_DUMPABLE, _PR_SET_PTRACER, _PR_SET_MM = 4, 0x59616D61, 35

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
_SET_SECCOMP, _FILTER_MODE = 22, 2

_Instruction = tuple[int, int, int, int]


class _Filter(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("yes", ctypes.c_uint8),
        ("no", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("filter", ctypes.POINTER(_Filter)))


def install(run: bool) -> None:
    """For this process and all that it starts. Cannot be taken back. ``no_new_privs`` must be set before."""
    block = assemble(run)
    program = _Program(len(block), block)
    system.call(
        "prctl",
        _SET_SECCOMP,
        ctypes.c_ulong(_FILTER_MODE),
        ctypes.byref(program),
        ctypes.c_ulong(0),
        ctypes.c_ulong(0),
    )


@functools.cache  # filled by the warm process, for all workers
def assemble(run: bool) -> ctypes.Array[_Filter]:
    instructions = _program(run)
    return (_Filter * len(instructions))(*(_Filter(*each) for each in instructions))


def _program(run: bool) -> list[_Instruction]:
    if system.MACHINE not in _ARCHITECTURES:
        raise OSError(errno.ENOSYS, f"no list of system calls for {system.MACHINE}")
    refuse = (_RETURN, 0, 0, _ERRNO | errno.EPERM)
    unknown = (_RETURN, 0, 0, _ERRNO | errno.ENOSYS)
    program: list[_Instruction] = [
        (_LOAD, 0, 0, 4),
        (_EQUAL, 1, 0, _ARCHITECTURES[system.MACHINE]),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, 0),
        *((_AT_LEAST, 0, 1, _X32), refuse),
        *((_AT_LEAST, 0, 1, _NEWEST + 1), unknown),
    ]
    for numbers in [*_REFUSED.values(), *([_FORK] if run else [])]:
        program += _if(numbers, [refuse])
    program += _if(_CLONE3, [unknown])
    allow = (_RETURN, 0, 0, _ALLOW)
    thread = [(_ANY_BIT, 0, 1, _CLONE_THREAD), allow]
    plain = [(_ANY_BIT, 1, 0, _NO_PLAIN_FORK), allow]
    program += _if(_CLONE, [_argument(0), *thread, *([] if run else plain), refuse])
    for numbers in (_SOCKET, _SOCKETPAIR):
        program += _if(numbers, [_argument(0), (_EQUAL, 1, 0, _AF_UNIX), refuse, allow])
    traceable = [(_EQUAL, 0, 3, _PR_SET_DUMPABLE), _argument(1), (_EQUAL, 1, 0, 0), refuse, _argument(0)]
    others = [(_EQUAL, 0, 1, option) for option in (_PR_SET_PTRACER, _PR_SET_MM)]
    program += _if(
        _PRCTL, [_argument(0), *traceable, *(part for check in others for part in (check, refuse)), allow]
    )
    program += _if(_PRLIMIT, [_argument(0), (_EQUAL, 1, 0, 0), refuse, allow])
    for arguments, numbers in _OF_ITSELF.values():
        zero = [part for i in range(arguments) for part in (_argument(i), (_EQUAL, 1, 0, 0), refuse)]
        program += _if(numbers, [*zero, allow])
    program.append(allow)
    return program


def _if(numbers: tuple[int | None, int | None], then: list[_Instruction]) -> list[_Instruction]:
    """Carry out ``then``, which always returns, for the call of that number."""
    number = numbers[0 if system.MACHINE == "x86_64" else 1]
    return [] if number is None else [(_EQUAL, 0, len(then), number), *then]


def _argument(index: int) -> _Instruction:
    """Load the lower half: what the kernel itself looks at of a flag, a family or an option."""
    return (_LOAD, 0, 0, 16 + 8 * index)
