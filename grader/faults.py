"""Files that tell what went wrong on the grader's side, for whoever mends it."""

from __future__ import annotations

import logging
import os
import platform
import tempfile
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Self

from grader import __version__
from grader.model import Fault

_LOG = logging.getLogger(__name__)

_MOST_REASON = 300


class FaultLog:
    """Writes a file for each fault: what was graded, the versions, the traceback.

    A context manager: after it nothing is written any more. Threads that an interrupted command has left behind find
    its servers and judges gone, which is nobody's fault.
    """

    def __init__(self, versions: Mapping[str, str], folder: Path | None = None) -> None:
        """``folder``: where the files go, made when it is needed; the temporary folder where None."""
        self._versions = {"grader": __version__, "platform": platform.platform(), **versions}
        self._folder = folder
        self._is_closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._is_closed = True

    def write(self, what: str, reason: str, trace: str) -> Fault:
        """The fault, with the file that was written. ``what`` says what was graded."""
        reason = " ".join(reason.split())[:_MOST_REASON]
        if self._is_closed:
            return Fault(reason, "no file: the command has ended")
        versions = "\n".join(f"  {name} {version}" for name, version in self._versions.items())
        text = f"{what}\n{reason}\n\nversions:\n{versions}\n\n{trace}"
        try:
            fault = Fault(reason, self._write(text))
        except OSError as error:  # often the disk is what went wrong
            fault = Fault(reason, f"no file: it could not be written ({error.strerror})")
        _LOG.warning("%s", fault)
        return fault

    def record(self, what: str, error: BaseException) -> Fault:
        """As ``write``, with an exception's reason and traceback."""
        reason = f"{type(error).__name__}: {error}"
        return self.write(what, reason, "".join(traceback.format_exception(error)))

    def _write(self, text: str) -> str:
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
        descriptor, path = tempfile.mkstemp(".txt", "grader-fault-", self._folder)
        with os.fdopen(descriptor, "w", encoding="utf-8", errors="backslashreplace") as file:
            file.write(text)
        return path
