"""``grader validate --proofs FILE``: what was proven is remembered, and not proven again until something changes.

A proof is known by a digest of everything that it depends on, so nothing has to be thrown away when a file changes: the
digest is another then.
"""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path

from grader.errors import OperatorError

_MOST = 50
"""How many digests are kept for one exercise, the newest: branches and releases of SQLAlchemy have their own."""


class Proofs:
    """The file: slugs, and the digests with which each was proven, the newest last.

    Raises ``OperatorError`` for a file that is not one of these, before minutes are spent on what it cannot keep.
    """

    def __init__(self, path: Path) -> None:
        if not path.parent.is_dir():
            raise OperatorError(
                f"there is no folder {path.parent}", "Name another file for --proofs, or make it."
            )
        self._path = path
        self._read()

    def holds(self, slug: str, digest: str) -> bool:
        return digest in self._read().get(slug, [])

    def remember(self, slug: str, digest: str) -> None:
        """Several commands may share a file. One that writes at the same moment may lose this: it is proven again."""
        known = self._read()
        known[slug] = [*(d for d in known.get(slug, []) if d != digest), digest][-_MOST:]
        self._write(json.dumps(known, indent=1, sort_keys=True) + "\n")

    def _read(self) -> dict[str, list[str]]:
        try:
            found = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise OperatorError(
                f"{self._path} cannot be read: {error.strerror}", "Name another file for --proofs."
            ) from None
        except ValueError:
            found = None
        if not _is_well_formed(found):
            raise OperatorError(
                f"{self._path} is not a file that --proofs has written",
                "Name another file, or delete this one.",
            )
        return dict(found)

    def _write(self, text: str) -> None:
        """All of it or nothing: whoever reads meanwhile sees the file as it was, or as it will be."""
        try:
            handle, name = tempfile.mkstemp(prefix=f".{self._path.name}.", dir=self._path.parent)
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                file.write(text)
            Path(name).replace(self._path)
        except OSError as error:
            raise OperatorError(
                f"{self._path} cannot be written: {error.strerror}", "Name another file for --proofs."
            ) from None


def _is_well_formed(found: object) -> bool:
    return isinstance(found, dict) and all(
        isinstance(digests, list) and all(isinstance(digest, str) for digest in digests)
        for digests in found.values()
    )
