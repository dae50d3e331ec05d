"""The entry of a process that the sandbox starts: ``warm`` or ``bare`` (Linux), or ``alone`` (elsewhere).

Run by its path, so that it finds ``grader.worker`` beside itself and nothing else of the grader.
"""

from __future__ import annotations

import importlib.util
import os
import socket
import sys
import types
from pathlib import Path


def main(role: str) -> None:
    _import_only_this_package()
    if role in ("warm", "bare"):
        from grader.worker.confinement import installed  # noqa: PLC0415  importable only now
        from grader.worker.process import warm  # noqa: PLC0415

        connection = _private_socket()
        installed.keep_importable()
        warm.main(connection, confines=role == "warm")
    else:
        from grader.worker.confinement import installed  # noqa: PLC0415
        from grader.worker.process import server, warm  # noqa: PLC0415
        from grader.worker.process.wire import Channel  # noqa: PLC0415

        warm.warm_up()
        channel = Channel(_private_socket())
        installed.keep_importable()
        server.silence()
        server.serve(channel)


def _import_only_this_package() -> None:
    """An empty ``grader`` with nothing in it but this folder as ``grader.worker``."""
    here = Path(__file__).resolve().parent
    parent = types.ModuleType("grader")
    parent.__path__ = []
    sys.modules["grader"] = parent
    spec = importlib.util.spec_from_file_location(
        "grader.worker", here / "__init__.py", submodule_search_locations=[str(here)]
    )
    if spec is None or spec.loader is None:
        raise ImportError(f"no package at {here}")
    package = importlib.util.module_from_spec(spec)
    sys.modules["grader.worker"] = package
    spec.loader.exec_module(package)


def _private_socket() -> socket.socket:
    """The socket that stands in for standard input, moved away from where ``input()`` would find it.

    Windows cannot inherit one: there, standard input holds what ``socket.share`` made of it.
    """
    if sys.platform == "win32":
        size = int.from_bytes(sys.stdin.buffer.read(4), "big")
        return socket.fromshare(sys.stdin.buffer.read(size))
    return socket.socket(fileno=os.dup(0))


if __name__ == "__main__":
    main(sys.argv[1])
