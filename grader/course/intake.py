"""What an instructor gives, as it comes: downloads of platforms, archives of a class or of one student.

What can be graded where it lies stays there. Everything else is laid out in the staging folder; reports go on calling it
by where it was given.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from grader.course.contents import may_hold_code, not_graded, shown
from grader.course.downloads.contract import Handed, Listing, Platform
from grader.course.downloads.grouping import Attempts, Group, group
from grader.course.downloads.named import named
from grader.course.downloads.registry import recognise
from grader.course.finishing import Candidate, Finisher, unpack, within, without_ending
from grader.course.sources.contract import WRAPPERS, Source, fit
from grader.course.sources.folders import FolderSource
from grader.course.sources.opening import open_source
from grader.course.staging import Laid, Piece, Staging, lay_out
from grader.errors import OperatorError

_MOST_METADATA = 50_000_000  # bytes of what a platform writes about submissions


@dataclass(frozen=True)
class Download:
    """What a platform's download holds. ``strays``: what is nobody's, by where it was given. ``earlier``: how many
    attempts are not graded."""

    platform: Platform
    candidates: tuple[Candidate, ...]
    strays: tuple[Path, ...]
    earlier: int


@dataclass(frozen=True)
class Unpacked:
    """An archive without a platform's names. ``folder``: where its contents lie, ``given``: what that is called."""

    folder: Path
    given: Path
    laid: Laid


@dataclass(frozen=True)
class _Place:
    """Where a submission lies, or where its pieces are laid."""

    path: Path
    given: Path
    pieces: tuple[Piece, ...] = ()


class Intake:
    def __init__(
        self, staging: Staging, names: re.Pattern[str] | None = None, attempts: Attempts = Attempts.LAST
    ) -> None:
        self.finisher = Finisher(staging)
        self._staging, self._attempts = staging, attempts
        self._named = named(names) if names else None

    @property
    def has_names(self) -> bool:
        """Whether it was told how files are named."""
        return self._named is not None

    def receive(self, path: Path) -> Download | None:
        """A folder or an archive as a platform gives it; None where it is none. Raises ``UnreadableError``, and
        ``OperatorError`` where nothing is named as ``--names`` says, or where there is no room."""
        with closing(open_source(path)) as source:
            for prefix, listing in _listings(source):
                if found := self._recognise(listing):
                    return self._take(source, prefix, listing, *found)
        if self._named:
            raise OperatorError(
                f"--names fits no file in {shown(path)}",
                "It is matched with the beginning of each file's path in there.",
            )
        return None

    def unpack(self, path: Path) -> Unpacked:
        """An archive, of a class or of one student. Raises ``UnreadableError``, and ``OperatorError`` where there is no
        room."""
        root = self._staging.slot() / fit(without_ending(path.name))
        laid = unpack(path, root)
        folder, given = root, path
        for _ in range(WRAPPERS):
            entries = list(folder.iterdir())
            if len(entries) != 1 or not entries[0].is_dir():
                break
            folder, given = entries[0], given / entries[0].name
        return Unpacked(folder, given, laid)

    def _recognise(self, listing: Listing) -> tuple[Platform, Iterable[Handed]] | None:
        if self._named is None:
            return recognise(listing)
        handed = tuple(self._named.find(listing))
        return (self._named, handed) if handed else None

    def _take(
        self, source: Source, prefix: str, listing: Listing, platform: Platform, handed: Iterable[Handed]
    ) -> Download:
        groups, members = group(handed, self._attempts), _by_entry(source, prefix)
        places = [self._place(source, prefix, members, one) for one in groups]
        laid = lay_out(source, [piece for place in places for piece in place.pieces])
        candidates = tuple(
            self._of_student(one, place, laid) for one, place in zip(groups, places, strict=True)
        )
        known = {each.entry.partition("/")[0] for each in handed} | platform.own
        strays = tuple(source.path / prefix / entry for entry in listing.top if entry not in known)
        skipped = sum(one.attempts - 1 for one in groups) if self._attempts is Attempts.LAST else 0
        return Download(platform, candidates, strays, skipped)

    def _place(self, source: Source, prefix: str, members: Mapping[str, list[str]], group: Group) -> _Place:
        """A folder or file that lies by itself stays there; what is of several, or has another name, is laid out."""
        entries = [each for each in group.handed if each.inner is not None]
        at = source.path / prefix
        given = at / group.handed[0].entry
        if self._attempts is Attempts.ALL and group.attempts > 1:
            given = given.with_name(f"{given.name}, attempt {group.number}")
        if len(entries) == 1 and isinstance(source, FolderSource) and _keeps_its_name(entries[0]):
            return _Place(at / entries[0].entry, given)
        slot = self._staging.slot()
        files = [pair for each in entries for pair in _files(members, prefix, each)]
        if len(files) == 1 and entries[0].inner:
            ((name, inner),) = files
            target = within(slot, inner)
            return _Place(target, given, (Piece(name, target, slot),))
        root = slot / fit(Path(entries[0].entry).name if len(entries) == 1 else group.student)
        root.mkdir()
        return _Place(root, given, tuple(Piece(name, within(root, inner), slot) for name, inner in files))

    def _of_student(self, group: Group, place: _Place, laid: Laid) -> Candidate:
        """Who handed in no code is told so: everybody in a download has a grade."""
        found = self.finisher.finish(place.path, place.given, laid)
        is_code = found.contents.refused or may_hold_code(found.path) or found.path.is_dir()
        if found.is_empty or not is_code:
            found = found.refuse(not_graded("there is no Python module in what you handed in"))
        is_last = self._attempts is Attempts.LAST and group.attempts > 1
        notes = (f"The last of {group.attempts} attempts is graded.",) if is_last else ()
        return replace(found, called=group.student, notes=(*notes, *found.notes))


def _keeps_its_name(handed: Handed) -> bool:
    return handed.inner in ("", Path(handed.entry).name)


def _by_entry(source: Source, prefix: str) -> Mapping[str, list[str]]:
    """The members below each of a download's entries."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in source.members:
        if name.startswith(prefix):
            found[name.removeprefix(prefix).partition("/")[0]].append(name)
    return found


def _files(members: Mapping[str, list[str]], prefix: str, handed: Handed) -> Iterator[tuple[str, str]]:
    """The members that a file or folder is, each with its place in the submission."""
    whole = f"{prefix}{handed.entry}"
    for name in members[handed.entry.partition("/")[0]]:
        if name == whole and handed.inner:
            yield name, handed.inner
        elif name.startswith(f"{whole}/"):
            yield name, name.removeprefix(f"{whole}/")


def _listings(source: Source) -> Iterator[tuple[str, Listing]]:
    """What a source holds, then what the one folder in it holds, and so on; each with the path before its names."""
    prefix, name = (
        "",
        without_ending(source.path.name) if source.path.is_file() else source.path.absolute().name,
    )
    for _ in range(WRAPPERS):
        listing = _listing(source, prefix, name)
        yield prefix, listing
        if len(listing.top) != 1 or not all(listing.top.values()):
            return
        (name,) = listing.top
        prefix = f"{prefix}{name}/"


def _listing(source: Source, prefix: str, name: str) -> Listing:
    """Without what is hidden."""
    inside = {
        n.removeprefix(prefix): m for n, m in source.members.items() if n.startswith(prefix) and n != prefix
    }
    top: dict[str, bool] = {}
    for inner, member in inside.items():
        first, _, rest = inner.partition("/")
        if not first.startswith("."):
            top[first] = top.get(first, False) or bool(rest) or member.is_folder
    files = tuple(inner for inner, member in inside.items() if not member.is_folder)

    def read(inner: str) -> str:
        known = f"{prefix}{inner}"
        content = source.read(known, _MOST_METADATA) if known in source.members else b""
        return content.decode("utf-8", "replace")

    return Listing(name, top, files, read)
