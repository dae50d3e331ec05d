"""A download, and what a platform's rules say of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Listing:
    """A download by its names. ``name``: of the folder or archive, without an ending. ``top``: what lies there, and
    whether it is a folder. ``files``: every file, by its path. ``read``: the text of one, empty where there is none."""

    name: str
    top: Mapping[str, bool]
    files: tuple[str, ...]
    read: Callable[[str], str]


@dataclass(frozen=True)
class Handed:
    """A file or folder of a download, and whose it is.

    ``entry``: its path there. ``student``: their name. ``id``: what tells two students of one name apart.
    ``inner``: what it is called in the submission; of a folder, whose contents are meant, empty. None for what the
    platform says about a submission. ``attempt``: later attempts are greater.
    """

    entry: str
    student: str
    id: str = ""
    inner: str | None = ""
    attempt: tuple[int, ...] = ()


@dataclass(frozen=True)
class Platform:
    """``find``: what it knows in a download, in any order; nothing where the download is not the platform's. ``own``:
    files that are nobody's submission."""

    title: str
    find: Callable[[Listing], Iterable[Handed]]
    own: frozenset[str] = frozenset()
