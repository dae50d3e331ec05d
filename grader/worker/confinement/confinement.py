"""What a worker gives up before it sees a submission: decided once for a machine, then laid on each worker.

In order: namespaces (by the process that forks the worker), the file view (by the first process inside),
capabilities, Landlock and the system call filter (by the process that will hold the submission), one more
layer of Landlock and a narrower filter (by each run).
"""

from __future__ import annotations

import contextlib
import errno
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass

from grader.worker.confinement import files, landlock, namespaces, seccomp
from grader.worker.protocol import Isolation, Start, decode_path

FULL, REDUCED, FAILED = "full", "reduced", "failed"
_NOTHING = files.ReachablePart((), ())


@dataclass(frozen=True)
class Confinement:
    """What this machine allows. ``landlock``: its version, 0 where there is none."""

    isolation: Isolation
    base: files.ReachablePart = _NOTHING
    namespaced: bool = False
    view: bool = False
    landlock: int = 0
    seccomp: bool = False

    @property
    def scratch(self) -> str | None:
        """The one folder that can be written to; None where nothing was taken away."""
        return files.SCRATCH if self.view else None

    def enter_namespaces(self) -> None:
        """The next child is the first process inside."""
        _be_the_first_to_go()
        if self.namespaced:
            namespaces.enter(mounts=self.view)

    def enter_view(self, start: Start) -> None:
        """By the first process of a worker, which has no need of capabilities from here on."""
        if self.namespaced:
            namespaces.limit_processes(start.limits.processes)
        if self.view:
            files.enter((self.base, self._own(start)), start.limits.file_mb)
        namespaces.drop_capabilities()

    def confine(self, start: Start) -> None:
        """By the process that will hold the submission, as the last step before its import."""
        namespaces.drop_capabilities()
        if self.landlock and self.view:
            landlock.restrict(self.landlock, ("/",), (files.SCRATCH,), files.DEVICES)
        elif self.landlock:
            shown = (*self.base.mounted, *self._own(start).mounted, "/proc")
            landlock.restrict(self.landlock, shown, (), files.DEVICES)
        if self.seccomp:
            seccomp.install(run=False)

    def confine_run(self) -> None:
        """By a run, which must reach neither the process that it was forked from nor any new one."""
        if self.landlock:
            landlock.separate(self.landlock)
        if self.seccomp:
            seccomp.install(run=True)

    def _own(self, start: Start) -> files.ReachablePart:
        submission = decode_path(start.path)
        shown = [submission] if files.is_without_links(submission) else []
        if start.socket_folder is not None:
            shown.append(decode_path(start.socket_folder))
        return files.part(shown, beside=self.base)


UNCONFINED = Confinement(Isolation(REDUCED, (), ("everything: not on this system",)))
BARE = Confinement(Isolation(REDUCED, ("no capabilities", "resource limits"), ("the rest: not asked for",)))


def probe() -> Confinement:
    """What this machine lets an ordinary process do, found out by doing it in a child."""
    base = files.part(files.needed_by_python())
    for run in (False, True):
        with contextlib.suppress(OSError):  # told below
            seccomp.assemble(run)
    no_view = _try(lambda: namespaces.enter(mounts=True), lambda: files.enter((base,), 1))
    no_namespaces = no_view and _try(lambda: namespaces.enter(mounts=False))
    no_seccomp = _try(_try_seccomp)
    no_landlock = _try(lambda: _try_landlock(base))
    no_process_limit = no_namespaces or (
        None if namespaces.can_limit_processes() else "the kernel is older than 6.14, and root is not bound"
    )
    found = {
        **{f"{name} namespace": no_namespaces for name in namespaces.NAMES},
        "file view": no_view,
        "seccomp": no_seccomp,
        "landlock": no_landlock,
        "process limit": no_process_limit,
    }
    missing = tuple(f"{name}: {reason}" for name, reason in found.items() if reason)
    in_force = (*(name for name, reason in found.items() if not reason), "no capabilities", "resource limits")
    return Confinement(
        Isolation(REDUCED if missing else FULL, in_force, missing),
        base,
        namespaced=not no_namespaces,
        view=not no_view,
        landlock=0 if no_landlock else landlock.abi(),
        seccomp=not no_seccomp,
    )


def _be_the_first_to_go() -> None:
    """Where the machine's memory is used up, the kernel ends a worker, not the grader or somebody else."""
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:  # noqa: PTH123  hidden: its choice
        file.write("1000")


def _try_seccomp() -> None:
    namespaces.no_new_privileges()
    seccomp.install(run=True)
    try:
        os.execv(sys.executable, ["python"])  # noqa: S606  it must fail
    except OSError as error:
        if error.errno != errno.EPERM:
            raise


def _try_landlock(base: files.ReachablePart) -> None:
    namespaces.no_new_privileges()
    landlock.restrict(landlock.abi(), base.mounted, (), files.DEVICES)
    try:
        os.scandir("/").close()
    except OSError:
        return
    raise OSError("what it forbids can be done all the same")


def _try(*steps: Callable[[], None]) -> str | None:
    """None if the steps can be done, each in a child of the process that did the one before; else why not."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            for step in steps:
                step()
                child = os.fork() if step is not steps[-1] else 0
                if child:
                    break
        except OSError as error:
            os.write(writer, (str(error) or type(error).__name__).encode())
        except BaseException as error:
            os.write(writer, f"{type(error).__name__}: {error}".encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        return answer.read().decode() or None
