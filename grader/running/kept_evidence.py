"""What references did, on the disk: another command with the same exercise and seed need not run them again."""

from __future__ import annotations

import hashlib
import logging
import os
import pickle
import stat
import tempfile
from pathlib import Path

from grader.model import Outcome, RunEvidence

_LOG = logging.getLogger(__name__)

Runs = tuple[RunEvidence, ...]

_MOST_FILES = 2000


class KeptEvidence:
    """A folder with a file for each key. Safe to use from several threads, and by several commands at once.

    What is read is Python's own format, which can hold code. So the folder must be this user's, and nobody else may write
    there: else nothing is kept. A folder that cannot be written, or a file that cannot be read, costs a run.
    """

    def __init__(self, folder: Path | None) -> None:
        """None: nothing is kept."""
        self._folder = folder if folder and _is_ours(folder) else None

    def find(self, key: str) -> Runs | None:
        if self._folder is None:
            return None
        path = self._folder / _name(key)
        try:
            runs: Runs = pickle.loads(path.read_bytes())  # noqa: S301 - of this user, as the class says
        except FileNotFoundError:
            return None
        except Exception as error:  # a torn file may raise anything
            _LOG.debug("%s is not used: %s", path, error)
            return None
        return runs

    def add(self, key: str, runs: Runs) -> None:
        """Keep runs that came to their end; what the machine may have ended is not the reference's."""
        if self._folder is None or any(run.outcome is not Outcome.COMPLETED for run in runs):
            return
        try:
            handle, name = tempfile.mkstemp(dir=self._folder)
            with os.fdopen(handle, "wb") as file:
                file.write(pickle.dumps(runs, pickle.HIGHEST_PROTOCOL))
            Path(name).replace(self._folder / _name(key))
        except OSError as error:
            _LOG.debug("the reference's runs are not kept: %s", error)

    def shorten(self) -> None:
        """Delete what was written long ago."""
        if self._folder is None:
            return
        files = sorted(os.scandir(self._folder), key=lambda file: file.stat().st_mtime)
        for file in files[:-_MOST_FILES]:
            Path(file.path).unlink(missing_ok=True)


def _name(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


def _is_ours(folder: Path) -> bool:
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.stat()
    except OSError as error:
        _LOG.debug("the references' runs are not kept: %s", error)
        return False
    if os.name != "posix":
        return True
    return found.st_uid == os.geteuid() and not found.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
