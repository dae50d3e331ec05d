"""What a result depends on, as a digest: where that is the same, the result is."""

from __future__ import annotations

import hashlib
import json
import platform
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import grader
from grader.language.exercise import Exercise
from grader.running.tools import Tools, isolation_info, versions


def digest(exercise: Exercise, tools: Tools, **more: object) -> str:
    """Of an exercise with its solutions, of the grader, and of the machine. ``more``: plain values, what else there is."""
    found = hashlib.sha256()
    for part in _parts(exercise, tools, more):
        found.update(len(part).to_bytes(8, "big"))
        found.update(part)
    return found.hexdigest()


def _parts(exercise: Exercise, tools: Tools, more: dict[str, object]) -> Iterator[bytes]:
    yield json.dumps([_facts(tools), more], sort_keys=True).encode()
    package = Path(grader.__file__).parent
    for folder in (exercise.folder, exercise.solutions, package):
        yield from _contents(folder) if folder else [b""]


def _facts(tools: Tools) -> dict[str, object]:
    """What is not in files of ours."""
    server = asdict(tools.servers.info)
    return {
        "versions": versions(),
        "packages": _packages(),
        "platform": [sys.platform, platform.machine()],
        "isolation": isolation_info(tools),
        "server": {key: server[key] for key in ("provider", "version", "counts")},
    }


def _packages() -> list[str]:
    """All that are installed, for a submission may import any, by the folders that say so: their names hold the release
    (PEP 376), and reading what is in each takes fifty times as long."""
    places = [Path(place) for place in dict.fromkeys(sys.path) if Path(place).is_dir()]
    return sorted(found.name for place in places for found in place.glob("*-info"))


def _contents(folder: Path) -> Iterator[bytes]:
    """The names and contents of all files below a folder, but for what Python leaves there."""
    yield folder.name.encode()
    for path in sorted(folder.rglob("*")):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(folder).as_posix().encode()
            yield path.read_bytes()
