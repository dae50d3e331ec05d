"""The files that cannot be imported, each with its error."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType


class Failures:
    """A file that failed is not carried out again: whoever imports it next gets the same error, for a second time would
    end with another one, such as a table that is there already."""

    def __init__(self) -> None:
        self._errors: dict[Path, tuple[BaseException, TracebackType | None]] = {}

    @contextlib.contextmanager
    def once(self, path: Path) -> Iterator[None]:
        """Around the import of a file."""
        if path in self._errors:
            error, traceback = self._errors[path]
            raise error.with_traceback(traceback)
        try:
            yield
        except MemoryError:
            raise
        except BaseException as error:
            self._errors[path] = error, error.__traceback__
            raise

    def forget(self) -> None:
        """What an error holds of a file's variables, sessions among them, is let go."""
        self._errors.clear()
