"""``grader validate --proofs FILE``: what was proven is remembered, and not proven again until something changes.

A proof is known by a digest of everything that it depends on, so nothing has to be thrown away when a file changes: the
digest is another then.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import grader
from grader.errors import OperatorError
from grader.language.exercise import Exercise
from grader.running.tools import Tools, isolation_info, versions

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


def digest(exercise: Exercise, tools: Tools, seeds: int, quick: bool) -> str:
    """Of all that a proof of an exercise depends on."""
    found = hashlib.sha256()
    for part in _parts(exercise, tools, seeds, quick):
        found.update(len(part).to_bytes(8, "big"))
        found.update(part)
    return found.hexdigest()


def _parts(exercise: Exercise, tools: Tools, seeds: int, quick: bool) -> Iterator[bytes]:
    yield json.dumps(_facts(tools, seeds, quick), sort_keys=True).encode()
    package = Path(grader.__file__).parent
    for folder in (exercise.folder, exercise.solutions, package):
        yield from _contents(folder) if folder else [b""]


def _facts(tools: Tools, seeds: int, quick: bool) -> dict[str, object]:
    """What is not in files of ours. All packages are named: a submission may import any, such as FastAPI."""
    server = asdict(tools.servers.info)
    return {
        "seeds": seeds,
        "quick": quick,
        "versions": versions(),
        "packages": sorted({f"{d.name} {d.version}" for d in importlib.metadata.distributions()}),
        "platform": [sys.platform, platform.machine()],
        "isolation": isolation_info(tools),
        "server": {key: server[key] for key in ("provider", "version", "counts")},
    }


def _contents(folder: Path) -> Iterator[bytes]:
    """The names and contents of all files below a folder, but for what Python leaves there."""
    yield folder.name.encode()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(folder).as_posix().encode()
            yield path.read_bytes()
