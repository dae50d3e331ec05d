"""Runs ``python -m grader`` as a person does, and sees what is left of it afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.postgres.programs.supervisor import PREFIX
from tests.support.repository import ROOT

_SHM = Path("/dev/shm")
_PATIENCE = 300.0

_WATCHED = """
import ctypes, json, os, signal, subprocess, sys, time
ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER: orphans come to us
command = subprocess.Popen(sys.argv[2:])
signal.signal(signal.SIGINT, lambda *_: command.send_signal(signal.SIGINT))
code = command.wait()
deadline = time.monotonic() + 5
while True:
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        left = []
        break
    path = f"/proc/self/task/{os.getpid()}/children"
    left = [open(f"/proc/{pid}/cmdline").read().replace("\\0", " ") for pid in open(path).read().split()]
    if time.monotonic() > deadline:
        break
    time.sleep(0.02)
open(sys.argv[1], "w").write(json.dumps(left))
sys.exit(code % 256)
"""
"""Starts a command, and writes which of its descendants live on 5 s after it."""


@dataclass(frozen=True)
class Ended:
    """How a command ended. ``processes`` and ``files`` are what it left behind, 5 s later at most."""

    code: int
    out: str
    err: str
    processes: list[str]
    files: list[str]
    seconds: float

    @property
    def document(self) -> Any:
        assert self.out, self.err
        return json.loads(self.out)

    @property
    def grades(self) -> dict[str, Any]:
        return {grade["submission"]: grade for grade in self.document["grades"]}

    @property
    def left_behind(self) -> list[str]:
        return self.processes + self.files


def run(
    *arguments: object,
    cwd: Path = ROOT,
    temporary: Path,
    through: tuple[str, ...] = (),
    env: Mapping[str, str] | None = None,
    python: str = sys.executable,
    meanwhile: Callable[[subprocess.Popen[str]], None] = lambda _: None,
) -> Ended:
    """Run ``grader`` with ``arguments``. ``temporary``: an empty folder, its TMPDIR. ``through``: a command
    that runs it. ``meanwhile`` is called with the process, which hands SIGINT on to the grader."""
    home, told = temporary / "tmp", temporary / "left.json"
    home.mkdir(exist_ok=True)
    before = _servers()
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-c", _WATCHED, told, *through, python, "-m", "grader", *map(str, arguments)],
        cwd=cwd,
        env={**os.environ, "TMPDIR": str(home), "COLUMNS": "110", "GRADER_DEBUG": "", **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        meanwhile(process)
        out, err = process.communicate(timeout=_PATIENCE)
    finally:
        if process.poll() is None:
            process.kill()
    seconds = time.monotonic() - started
    files = [str(path.relative_to(home)) for path in home.rglob("*")]
    return Ended(
        process.returncode, out, err, json.loads(told.read_text()), files + _orphans(before), seconds
    )


def interrupt(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGINT)


def wait_for(condition: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.02)


def _servers() -> set[str]:
    return {path.name for path in _SHM.glob(f"{PREFIX}-*")} if _SHM.is_dir() else set()


def _orphans(before: set[str]) -> list[str]:
    """New folders of servers in memory that no process knows: others' servers may start meanwhile."""
    deadline = time.monotonic() + 5
    while left := sorted(name for name in _servers() - before if not _is_used(name)):
        if time.monotonic() > deadline:
            return left
        time.sleep(0.05)
    return []


def _is_used(name: str) -> bool:
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            if name.encode() in process.read_bytes():
                return True
        except OSError:
            continue
    return False
