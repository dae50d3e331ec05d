"""Removes a container whose grader is gone. A program of its own, run by path with ``python -I``.

In:   the label that the container carries, as ``name=value``, in argv. Then standard input, which the grader
      holds open: ``done`` on it means that nothing is left to do; its end without that word means that the
      grader died, and then every container with the label is removed, with its volumes.
Out:  nothing.

It is there before the container is, so that there is no moment in which a container would be left behind.
"""

from __future__ import annotations

import contextlib
import os
import select
import signal
import sys
import time

DONE = b"done\n"
_LOOKS = 4
"""The engine may still be making the container that a dying grader asked for: it is looked for again."""


def wait_for_end(parent: int) -> bool:
    """Whether the grader has said that all is done, when its end of the pipe is closed or it is gone."""
    said = b""
    while os.name != "posix" or os.getppid() == parent:
        # Also looked at without a word: a child of the grader may hold the pipe open.
        if os.name == "posix" and not select.select([0], [], [], 0.5)[0]:
            continue
        read = os.read(0, 4096)
        said += read
        if not read:
            break
    return said.endswith(DONE)


def remove(label: str) -> None:
    """Remove all containers with ``label``."""
    from testcontainers.core.docker_client import DockerClient  # noqa: PLC0415 - half a second, rarely needed

    client = DockerClient(timeout=10).client
    for container in client.containers.list(all=True, filters={"label": label}):
        with contextlib.suppress(Exception):  # somebody else removes it just now
            container.remove(force=True, v=True)


def main() -> None:
    parent = os.getppid()
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_IGN)
    if wait_for_end(parent):
        return
    for pause in range(_LOOKS):
        with contextlib.suppress(Exception):  # the engine may be gone, or back in a moment
            remove(sys.argv[1])
        time.sleep(pause)


if __name__ == "__main__":
    main()
