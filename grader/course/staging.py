"""A private folder for what cannot be graded where it lies: of an archive, of a notebook, of one student's files among
those of others. It goes when grading ends.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from grader.course.contents import may_hold_code, shown_within
from grader.course.sources.contract import (
    DEEPEST,
    IS_TOO_DEEP,
    MOST_BYTES,
    MOST_BYTES_TOGETHER,
    MOST_MEMBERS,
    Member,
    Source,
)
from grader.wording import number
from grader.worker.places import find_other_kind

_MOST_TOLD = 5  # files of one submission


class Staging:
    """A context manager. The folder is made when it is first needed, and only its owner may look into it."""

    def __init__(self) -> None:
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._slots = 0

    def slot(self) -> Path:
        """A new place, for one submission or one archive."""
        if self._folder is None:
            self._folder = tempfile.TemporaryDirectory(
                prefix="grader-submissions-", ignore_cleanup_errors=True
            )
        self._slots += 1
        slot = Path(self._folder.name) / str(self._slots)
        slot.mkdir()
        return slot

    def holds(self, path: Path) -> bool:
        return self._folder is not None and Path(self._folder.name) in path.parents

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._folder is not None:
            self._folder.cleanup()


@dataclass(frozen=True)
class Piece:
    """A member of a source, and where it is laid. ``whose``: limits are for all that is of one submission."""

    name: str
    target: Path
    whose: Path


@dataclass(frozen=True)
class Laid:
    """``faults``: why a file is not there, by where it would be."""

    faults: Mapping[Path, str] = field(default_factory=dict)

    def refusal(self, submission: Path) -> str | None:
        """Why a submission is not graded: code of it is missing."""
        return next(
            (f"`{shown_within(path, submission)}` {why}" for path, why in self._of(submission) if may_hold_code(path)),
            None,
        )  # fmt: skip

    def notes(self, submission: Path) -> tuple[str, ...]:
        """What costs nothing: data that is not there."""
        found = [(path, why) for path, why in self._of(submission) if not may_hold_code(path)]
        told = [
            f"`{shown_within(path, submission)}` is left out: it {why}" for path, why in found[:_MOST_TOLD]
        ]
        more = len(found) - len(told)
        return (*told, f"{number(more, 'more file')} left out for such reasons.") if more else tuple(told)

    def _of(self, submission: Path) -> Iterable[tuple[Path, str]]:
        return ((path, why) for path, why in self.faults.items() if path.is_relative_to(submission))


def lay_out(source: Source, pieces: Iterable[Piece]) -> Laid:
    """Write members to their places, modules before anything else, and nothing beyond the limits. Raises
    ``OperatorError`` where there is no room."""
    bytes_of, files_of = Counter[Path](), Counter[Path]()
    wanted, faults = list[tuple[str, Path]](), dict[Path, str]()
    for piece in sorted(pieces, key=lambda piece: not may_hold_code(piece.target)):
        member = source.members[piece.name]
        files_of[piece.whose] += 1
        if files_of[piece.whose] > MOST_MEMBERS + 1:  # one too many: it is refused for that
            continue
        if fault := _fault(member, piece, bytes_of[piece.whose]):
            faults[piece.target] = fault
        elif member.is_folder:
            with contextlib.suppress(OSError):  # what shall lie in it is told
                piece.target.mkdir(parents=True, exist_ok=True)
        else:
            bytes_of[piece.whose] += member.size
            wanted.append((piece.name, piece.target))
    return Laid(faults | source.extract(wanted))


def _fault(member: Member, piece: Piece, bytes_before: int) -> str:
    if member.fault:
        return member.fault
    if len(piece.target.relative_to(piece.whose).parts) > DEEPEST + 2:
        return IS_TOO_DEEP
    most = _most_bytes(piece.target)
    if member.size > most:
        return f"is too large: it may have {most:,} bytes at most, and it has {member.size:,}. Hand in only your code."
    if bytes_before + member.size > MOST_BYTES_TOGETHER:
        return (
            f"is too much: all files together may have {MOST_BYTES_TOGETHER:,} bytes. Hand in only your code."
        )
    return ""


def _most_bytes(path: Path) -> int:
    """Of a file. Notebooks have pictures in them, and archives environments."""
    return MOST_BYTES_TOGETHER if find_other_kind(path.name) else MOST_BYTES
