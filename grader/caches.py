"""Where a user's caches are: what can be made again, and lies there so that it need not be."""

from __future__ import annotations

import os
from pathlib import Path


def cache_folder(name: str) -> Path | None:
    """The folder of one of them, which need not be there yet. None for a user without a home folder.

    As the XDG Base Directory Specification says: https://specifications.freedesktop.org/basedir-spec/latest/
    """
    try:
        home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    return home / "ormgrader" / name
