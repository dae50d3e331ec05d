"""A copy of the worker's code in which something is different, for a sandbox to start."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from grader import worker


def copy_worker(folder: Path, change: Callable[[str, str], str]) -> str:
    """The entry of a copy in ``folder``. ``change``: a module's name and its source → the source that it gets."""
    original = Path(worker.__file__).parent
    copy = folder / "grader" / "worker"
    for path in original.rglob("*.py"):
        changed = copy / path.relative_to(original)
        changed.parent.mkdir(parents=True, exist_ok=True)
        changed.write_text(change(path.stem, path.read_text()))
    return str(copy / "__main__.py")
