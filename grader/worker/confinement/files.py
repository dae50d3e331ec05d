"""The file view of one worker: a root of its own that holds what a submission needs, and nothing else.

The root is an empty tmpfs. Into it are mounted, read-only, each at the path that it has outside: the
interpreter's libraries, the worker's own code, shared libraries, the one submission, the folder of the
database's socket. ``/proc`` shows the worker's own processes, ``/dev`` four devices, ``/tmp`` is a small
tmpfs of the worker's own. A link that leads to anything else leads nowhere.

Entered by the first process of a pid namespace, with the capabilities of a new user namespace.
"""

from __future__ import annotations

import ctypes
import os
import stat
import sys
import sysconfig
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.worker.confinement import installed, system

_WORKER = Path(__file__).resolve().parents[1]
SCRATCH = "/tmp"  # noqa: S108  the worker's own
DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
_LIBRARIES = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64", "/usr/local/lib")
_DATA = ("/etc/ld.so.cache", "/etc/localtime", "/usr/share/zoneinfo")
_COVERED = ("/sys", "/mnt", "/srv", "/media", "/opt")
_SCRATCH_FILES = 2048
_MAX_LINKS = 64

# MS_RDONLY, MS_NOSUID and so on, of linux/mount.h: mount(2).
_RDONLY, _NOSUID, _NODEV, _NOEXEC, _NOATIME, _BIND, _REC, _PRIVATE = (
    1,
    2,
    4,
    8,
    0x400,
    0x1000,
    0x4000,
    0x40000,
)
_MNT_DETACH = 2  # of linux/fs.h: umount2(2)
_AT_FDCWD, _AT_RECURSIVE = -100, 0x8000  # of linux/fcntl.h
# Of asm-generic/unistd.h, and unistd_64.h on x86_64: the C library has no functions for them.
_MOUNT_SETATTR = 442
_PIVOT_ROOT = {"x86_64": 155, "aarch64": 41}


class Unshown(Exception):  # noqa: N818  it names what happened
    """A path that cannot be part of a view."""


@dataclass(frozen=True)
class ReachablePart:
    """``mounted``: real paths, none inside another. ``links``: the links on the way to them, by path."""

    mounted: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


def part(paths: Iterable[str], beside: ReachablePart | None = None) -> ReachablePart:
    """The part of a view that shows ``paths``, as far as they exist and ``beside`` does not show them."""
    links: dict[str, str] = {}
    real = {_follow(path, links) for path in paths if os.path.lexists(path)}
    shown = list(beside.mounted) if beside else []
    mounted: list[str] = []
    for path in sorted(real, key=lambda found: found.count("/")):
        if path in ("/", SCRATCH):
            raise Unshown(f"{path} cannot be shown to a worker: everything that it holds would be")
        if Path(path).exists() and not _is_within(path, [*shown, *mounted]):
            mounted.append(path)
    return ReachablePart(
        tuple(mounted), tuple(link for link in links.items() if not _is_within(link[0], [*shown, *mounted]))
    )


def is_without_links(path: str) -> bool:
    """Whether a path is that of a file or folder itself. A submission's was, before it came here."""
    return os.path.realpath(path) == path


def needed_by_python() -> list[str]:
    """What every worker sees: enough to import whatever is installed."""
    paths = sysconfig.get_paths()
    found = [paths[name] for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    found += [f"{sys.base_prefix}/lib", f"{sys.base_prefix}/lib64", *sys.path]
    found += [sys.executable, str(_WORKER), *_mapped_libraries()]
    found += [*installed.find_editable(), *installed.find_linked()]
    return [path for path in [*found, *_LIBRARIES, *_DATA] if path.startswith("/")]


def enter(parts: Sequence[ReachablePart], scratch_mb: int) -> None:
    """Raises ``OSError`` where the system does not allow it: then this process must not go on."""
    system.call("mount", None, b"/", None, ctypes.c_ulong(_REC | _PRIVATE), None)
    mounted = [path for each in parts for path in each.mounted]
    root = _free_folder(mounted)
    _mount("tmpfs", root, "tmpfs", _NOSUID | _NODEV, "size=1m,nr_inodes=4096,mode=0755")
    for name in ("/proc", "/dev", SCRATCH):
        Path(root + name).mkdir()
    scratch = f"size={scratch_mb}m,nr_inodes={_SCRATCH_FILES},mode=0700"
    # Without times of access: a run could leave a bit in that of each link, by following it or not.
    _mount("tmpfs", root + SCRATCH, "tmpfs", _NOSUID | _NODEV | _NOATIME, scratch)
    _mount("proc", root + "/proc", "proc", _NOSUID | _NODEV | _NOEXEC, "hidepid=2,subset=pid")
    for device in DEVICES:
        _bind(root, device, _RDONLY | _NOSUID | _NOEXEC)
    for path in mounted:
        _bind(root, path, _RDONLY | _NOSUID | _NODEV)
    for path, leads_to in (link for each in parts for link in each.links):
        Path(root + path).parent.mkdir(parents=True, exist_ok=True)
        if not os.path.lexists(root + path):
            Path(root + path).symlink_to(leads_to)
    _hide_the_rest_of_the_grader(root, mounted)
    os.chdir(root)
    system.syscall("pivot_root", _PIVOT_ROOT[system.MACHINE], b".", b".")
    system.call("umount2", b".", _MNT_DETACH)
    os.chdir("/")
    _set_attributes("/", _RDONLY | _NOSUID | _NODEV, recursive=False)
    os.chdir(SCRATCH)


def _mapped_libraries() -> set[str]:
    """Files that this process runs from, wherever they lie: ``libpython`` beside an interpreter, say."""
    lines = Path("/proc/self/maps").read_text().splitlines()
    return {fields[5] for fields in (line.split(maxsplit=5) for line in lines) if len(fields) == 6}


def _follow(path: str, links: dict[str, str]) -> str:
    """The real path of ``path``; every link on the way goes into ``links``."""
    at, rest, followed = "/", path.split("/"), 0
    while rest:
        name = rest.pop(0)
        if name in ("", "."):
            continue
        if name == "..":
            at = os.path.dirname(at)  # noqa: PTH120  strings, not Path: this runs for every worker
            continue
        step = os.path.join(at, name)  # noqa: PTH118
        if not os.path.islink(step):  # noqa: PTH114
            at = step
            continue
        followed += 1
        if followed > _MAX_LINKS:
            raise Unshown(f"too many links: {path}")
        links[step] = os.readlink(step)  # noqa: PTH115
        rest = links[step].split("/") + rest
        at = "/" if links[step].startswith("/") else at
    return at


def _is_within(path: str, folders: Iterable[str]) -> bool:
    return any(path == folder or path.startswith(folder + "/") for folder in folders)


def _free_folder(mounted: Sequence[str]) -> str:
    """A folder to build the new root on: it hides what is under it until the new root is all there is."""
    for folder in _COVERED:
        real = os.path.realpath(folder)
        hides = any(_is_within(path, [real]) for path in mounted)
        if Path(real).is_dir() and real != "/" and not hides and not _is_within(real, mounted):
            return real
    raise OSError(f"none of {', '.join(_COVERED)} is there to build a root on")


def _bind(root: str, path: str, attributes: int) -> None:
    """Held open meanwhile: mount(2) follows links, and somebody may put one in the way of ``path`` at any time."""
    target = Path(root + path)
    source = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        opened = f"/proc/self/fd/{source}"
        if os.readlink(opened) != path:  # noqa: PTH115  strings, as above
            raise Unshown(f"{path} has become a link")
        if stat.S_ISDIR(os.fstat(source).st_mode):
            target.mkdir(parents=True, exist_ok=True)
        else:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch()
        _mount(opened, root + path, None, _BIND | _REC)
    finally:
        os.close(source)
    _set_attributes(root + path, attributes, recursive=True)


def _hide_the_rest_of_the_grader(root: str, mounted: Sequence[str]) -> None:
    """Where the grader is installed beside what submissions import, only the worker's code is to be seen."""
    for folder in (entry for entry in sys.path if os.path.realpath(entry) == str(_WORKER.parents[1])):
        grader = f"{os.path.realpath(folder)}/{_WORKER.parent.name}"
        if str(_WORKER) in mounted:
            return
        _mount("tmpfs", root + grader, "tmpfs", _NOSUID | _NODEV, "size=64k,mode=0755")
        _bind(root, str(_WORKER), _RDONLY | _NOSUID | _NODEV)
        _set_attributes(root + grader, _RDONLY, recursive=False)


def _mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    system.call(
        "mount",
        os.fsencode(source),
        os.fsencode(target),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        options.encode() or None,
    )


def _set_attributes(path: str, attributes: int, recursive: bool) -> None:
    """Adds to what is locked already, so that it works on a mount that was read-only before."""
    change = (ctypes.c_uint64 * 4)(attributes, 0, 0, 0)
    flags = _AT_RECURSIVE if recursive else 0
    system.syscall(
        "mount_setattr", _MOUNT_SETATTR, _AT_FDCWD, os.fsencode(path), flags, ctypes.byref(change), 32
    )
