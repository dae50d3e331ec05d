"""What a worker gives up before it sees a submission, beyond its namespaces and resource limits.

A view of its own on files, Landlock and a system call filter belong into ``confine``, each told by ``probe``.
"""

from __future__ import annotations

import os

from grader.worker import namespaces
from grader.worker.protocol import Isolation

NAMESPACES = "namespaces"
PROCESSES_ONLY = "processes only"


def probe() -> Isolation:
    """What this machine lets an ordinary process do, found out by doing it in a child."""
    reason = _try_namespaces()
    if reason is None:
        return Isolation(
            NAMESPACES, (*(f"{name} namespace" for name in namespaces.NAMES), "no capabilities"), ()
        )
    return Isolation(
        PROCESSES_ONLY,
        ("process groups", "no new privileges"),
        tuple(f"{name} namespace: {reason}" for name in namespaces.NAMES),
    )


def confine() -> None:
    """Runs in the process that will hold the submission, as the last step before it is imported."""
    namespaces.drop_capabilities()


def _try_namespaces() -> str | None:
    """None if they can be entered, else why not."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        try:
            namespaces.enter()
        except OSError as error:
            os.write(writer, str(error).encode())
        except BaseException as error:
            os.write(writer, type(error).__name__.encode())
        finally:
            os._exit(0)
    os.close(writer)
    with os.fdopen(reader, "rb") as answer:
        return answer.read().decode() or None
