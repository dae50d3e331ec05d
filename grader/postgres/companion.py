"""The grader's side of a program of ours that runs beside PostgreSQL, and ends with the grader."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from types import ModuleType
from typing import Any


class Companion:
    """A program in a process of its own. It notices by the end of its standard input that the grader is gone."""

    def __init__(self, program: ModuleType, *arguments: str, sees_packages: bool = False) -> None:
        """``program`` is run by its path. ``sees_packages``: whether it may import what is installed."""
        isolated = ["-I"] if sees_packages else ["-I", "-S"]
        self._process = subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, *isolated, str(program.__file__), *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for the grader; the program ends when the grader does
            cwd="/" if os.name == "posix" else None,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._input, self._output = self._process.stdin, self._process.stdout

    def ask(self, config: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """Send a line of JSON and wait for one; None where the program ends instead."""
        with contextlib.suppress(BrokenPipeError):
            self._input.write(json.dumps(config).encode() + b"\n")
            self._input.flush()
        line = self._output.readline()
        answer: Mapping[str, Any] | None = json.loads(line) if line else None
        return answer

    def tell(self, words: bytes) -> None:
        """Send a word. A program that has ended needs none."""
        with contextlib.suppress(OSError):
            self._input.write(words)
            self._input.flush()

    def leave(self) -> None:
        """Let it end by itself, and do not wait for that."""
        for stream in (self._input, self._output):
            with contextlib.suppress(OSError):
                stream.close()

    def stop(self, seconds: float) -> bool:
        """Let it clean up, wait no longer than that, and end it. Whether it ended by itself, and all went well."""
        self.leave()
        try:
            return self._process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
            return False
