"""What lies in a submission: looked at within bounds, never run, and never beyond its own folder.

Whatever a student hands in comes by here first: sparse files of terabytes, pipes, links, folders without end.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from grader.terminal import readable
from grader.worker.places import find_other_kind

_MOST_BYTES = 10_000_000  # of a module
_MOST_ENTRIES = 10_000  # of a submission's folder and all that are in it
_DEEPEST = 50  # folders, one in another
_MOST_TEXT = 100_000  # bytes of a module in which imports are looked for
NOT_LOOKED_INTO = frozenset({"__pycache__", "env", "node_modules", "site-packages", "venv"})
"""Folders that are installed, or made by a tool."""
OF_ENVIRONMENTS = frozenset({"Include", "Lib", "Scripts", "bin", "include", "lib", "lib64", "share"})
"""What `python -m venv` makes beside its `pyvenv.cfg`: all else there is a student's, who called it in their own folder."""

# Windows has neither flag. A pipe holds up whoever opens it, and a file may be one by now, or a link.
_WITHOUT_WAITING = getattr(os, "O_NONBLOCK", 0)
_WITHOUT_LINKS = getattr(os, "O_NOFOLLOW", 0)

NO_CODE = re.compile(
    r"""
    \#[^\n]*+
    | \\\n
    | '{3} (?: [^'\\]++ | \\. | '(?!'') )*+ (?: '{3} | \Z )
    | "{3} (?: [^"\\]++ | \\. | "(?!"") )*+ (?: "{3} | \Z )
    | ' (?: [^'\\\n]++ | \\. )*+ '?
    | " (?: [^"\\\n]++ | \\. )*+ "?
    """,
    re.VERBOSE | re.DOTALL,
)
"""Comments, strings, and the ends of lines that go on: without them each word `import` is a statement's."""
_IMPORT = re.compile(
    r"""
    \b from \b [ \t\f]*+ (?P<dots> [. \t\f]*+ ) (?: (?! import\b ) (?P<module> [\w.]++ ) [ \t\f]*+ )?+
        \b import \b [ \t\f]*+ (?P<names> \( [^()]*+ | [^\n;]*+ )
    | \b import \b (?P<modules> [^\n;]*+ )
    """,
    re.VERBOSE,
)


_DEFINITION = re.compile(rb"^(?:async +def|def|class) +(\w+)", re.MULTILINE)


class RefusedError(Exception):
    """A submission that is not graded; the message says to whoever handed it in why, and what to do."""


@dataclass(frozen=True)
class Contents:
    """``modules``: a file's one, or those of a folder, then those of the folders in it. ``left_out``: what lies beside
    them and is not looked into. ``others``: notebooks, archives and the like, which no import finds."""

    modules: tuple[Path, ...]
    refused: str | None = None
    left_out: tuple[Path, ...] = ()
    others: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Top:
    """The modules and folders that lie in a folder. ``names``: what an import can name there."""

    modules: tuple[Path, ...]
    folders: tuple[Path, ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset([*(path.stem for path in self.modules), *(path.name for path in self.folders)])


def look(path: Path) -> Contents:
    """What a submission holds, or why it is not graded."""
    left_out, others = list[Path](), list[Path]()
    try:
        modules = tuple(_modules(path, left_out, others))
        refused = _not_graded(others[0], path) if others and not modules else None
        return Contents(modules, refused, tuple(left_out), tuple(others))
    except RefusedError as refused:
        return Contents((), str(refused))
    except OSError as error:
        at = os.fsdecode(error.filename or path)
        return Contents((), _unreadable(shown_within(Path(at), path), error.strerror or str(error)))


def members(folder: Path) -> list[Path]:
    """What each may be a submission in a folder of them, by name. Raises ``OSError``."""
    with os.scandir(folder) as entries:
        inside = [
            entry for entry in entries if not entry.name.startswith(".") and not _is_not_looked_into(entry)
        ]
    return sorted(path for entry in inside if may_be_a_submission(path := Path(entry.path)))


def may_be_a_submission(path: Path) -> bool:
    """By its name and kind. A link, a notebook or an archive may be meant as one: then its owner is told that it is not
    graded."""
    is_folder = os.path.isdir(path)  # noqa: PTH112  Path.is_dir raises where it may not look
    return may_hold_code(path) or is_folder or (path.is_symlink() and not os.path.isfile(path))  # noqa: PTH113  as above


def may_hold_code(path: Path) -> bool:
    """By its name: what is handed in for its code, though it need not be a module."""
    return path.suffix == ".py" or find_other_kind(path.name) is not None


def top(folder: Path) -> Top:
    """Raises ``OSError``, and ``RefusedError`` where a folder holds too much."""
    entries = [entry for entry in _entries(folder, _MOST_ENTRIES, folder) if not _is_not_looked_into(entry)]
    modules = sorted(Path(entry.path) for entry in entries if _is_python(entry))
    folders = sorted(Path(entry.path) for entry in entries if _is_own_folder(entry))
    return Top(tuple(modules), tuple(folders))


def head(path: Path, size: int) -> bytes:
    """The first bytes of a file. Raises ``OSError``, also for what is not a file or is a link."""
    with open(path, "rb", opener=open_carefully) as file:
        if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
            raise OSError(f"{path} is not a file")
        return file.read(size)


def open_carefully(path: str, flags: int) -> int:
    """For what may have become a pipe or a link by now."""
    return os.open(path, flags | _WITHOUT_WAITING | _WITHOUT_LINKS)


def imported(path: Path) -> frozenset[str]:
    """The first names of what a module's import statements name, of its own folder or from anywhere."""
    try:
        text = head(path, _MOST_TEXT).decode("utf-8", errors="replace")
    except OSError:
        return frozenset()
    code = NO_CODE.sub(" ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return frozenset(name for found in _IMPORT.finditer(code) for name in _first_names(found))


def defined(path: Path) -> frozenset[str]:
    """The functions and classes at the top level of a module, but for what each calls ``Base``."""
    try:
        return defined_in(head(path, _MOST_TEXT))
    except OSError:
        return frozenset()


def defined_in(text: bytes) -> frozenset[str]:
    """As ``defined``, of a module's text."""
    found = _DEFINITION.findall(text)
    return frozenset(name.decode("utf-8", errors="replace") for name in found) - {"Base"}


def shown(path: Path) -> str:
    """A path on one line of text."""
    return readable(str(path))


def shown_within(path: Path, submission: Path) -> str:
    """A path of a submission as whoever handed it in knows it."""
    inside = path.is_relative_to(submission)
    return shown(path.relative_to(submission.parent) if inside else submission)


# ---- a submission -----------------------------------------------------------------------------


def _modules(path: Path, left_out: list[Path], others: list[Path]) -> Iterator[Path]:
    """``left_out`` and ``others`` grow by what is found of them. Raises ``RefusedError`` and ``OSError``."""
    mode = path.lstat().st_mode
    if stat.S_ISLNK(mode):
        what = "folder" if os.path.isdir(path) else "file"  # noqa: PTH112  Path.is_dir raises where it may not look
        raise RefusedError(f"`{shown_within(path, path)}` is a link. Hand in the {what} itself.")
    if stat.S_ISDIR(mode):
        yield from _modules_below(path, left_out, others)
    elif find_other_kind(path.name):
        others.append(path)
    else:
        yield _checked(path, path)


def _modules_below(root: Path, left_out: list[Path], others: list[Path]) -> Iterator[Path]:
    real, left, folders = os.path.realpath(root), _MOST_ENTRIES, [(root, 0)]
    while folders:
        folder, depth = folders.pop()
        if depth > _DEEPEST:
            raise RefusedError(
                f"`{shown(Path(root.name))}` holds folders in folders, more than {_DEEPEST} deep. Hand in only your code."
            )
        entries = sorted(_entries(folder, left, root), key=lambda entry: entry.name)
        left -= len(entries)
        left_out += (Path(entry.path) for entry in entries if _is_left_out(entry))
        entries = [entry for entry in entries if not _is_not_looked_into(entry)]
        _refuse_links(entries, root, real)
        others += (Path(entry.path) for entry in entries if _is_of_other_kind(entry))
        yield from (_checked(Path(entry.path), root) for entry in entries if _is_module(entry))
        folders += ((Path(entry.path), depth + 1) for entry in reversed(entries) if _is_own_folder(entry))


def _not_graded(path: Path, submission: Path) -> str:
    return not_graded(f"`{shown_within(path, submission)}` {find_other_kind(path.name)}")


def not_graded(why: str) -> str:
    """What whoever handed it in is told of what is no module."""
    return f"not graded: {why}. Hand in a module: a .py file with your code."


def _entries(folder: Path, most: int, root: Path) -> list[os.DirEntry[str]]:
    """What is in a folder, but for what is hidden. Raises ``RefusedError`` where that is too much for ``root``."""
    with os.scandir(folder) as found:
        entries = list(islice((entry for entry in found if not entry.name.startswith(".")), most + 1))
    if len(entries) > most:
        raise RefusedError(
            f"`{shown(Path(root.name))}` holds more than {_MOST_ENTRIES:,} files and folders. Hand in only your code."
        )
    return entries


def _refuse_links(entries: Iterable[os.DirEntry[str]], root: Path, real: str) -> None:
    """A link out of the submission would show what is not handed in; one to another of its files does not."""
    for entry in entries:
        if entry.is_symlink() and not _is_within(os.path.realpath(entry.path), real):
            raise RefusedError(
                f"`{shown_within(Path(entry.path), root)}` is a link that leads out of the submission."
                " Hand in what it leads to in its place, or leave it out."
            )


def _is_within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _checked(path: Path, submission: Path) -> Path:
    """A module that can be read. Raises ``RefusedError`` and ``OSError``."""
    known = path.stat()
    name = shown_within(path, submission)
    if not stat.S_ISREG(known.st_mode):
        raise RefusedError(f"`{name}` is not a file. Hand in a module: a .py file with your code.")
    if known.st_size > _MOST_BYTES:
        raise RefusedError(
            f"`{name}` is too large: a module may have {_MOST_BYTES:,} bytes at most, and it has {known.st_size:,}."
            " Hand in only your code."
        )
    os.close(os.open(path, os.O_RDONLY | _WITHOUT_WAITING))
    return path


def _unreadable(name: str, why: str) -> str:
    return f"`{name}` cannot be read: {why}. Hand it in again, and let others read it."


# ---- entries of a folder ----------------------------------------------------------------------


def _is_not_looked_into(entry: os.DirEntry[str]) -> bool:
    """What is installed, or made by a tool: a virtual environment, or its part of a folder with modules."""
    if entry.name in NOT_LOOKED_INTO:
        return True
    if entry.name in OF_ENVIRONMENTS and os.path.exists(f"{os.path.dirname(entry.path)}/pyvenv.cfg"):  # noqa: PTH110, PTH120  as above
        return True
    return os.path.exists(f"{entry.path}/pyvenv.cfg") and not _has_modules(entry.path)  # noqa: PTH110  as above


def _has_modules(folder: str) -> bool:
    try:
        with os.scandir(folder) as entries:
            return any(may_hold_code(Path(entry.name)) for entry in islice(entries, _MOST_ENTRIES))
    except OSError:
        return False


def _is_left_out(entry: os.DirEntry[str]) -> bool:
    """Also what is called like a module and is none, and a link to a folder."""
    is_folder = os.path.isdir(entry.path)  # noqa: PTH112  DirEntry.is_dir raises for a link that leads to itself
    is_meant_so = is_folder or entry.name.endswith(".py") or _is_of_other_kind(entry)
    return _is_not_looked_into(entry) or (is_meant_so and not (_is_own_folder(entry) or _is_module(entry)))


def _is_of_other_kind(entry: os.DirEntry[str]) -> bool:
    return find_other_kind(entry.name) is not None and os.path.isfile(entry.path)  # noqa: PTH113  as above


def _is_own_folder(entry: os.DirEntry[str]) -> bool:
    """Not a link: it could lead round in a circle."""
    return entry.is_dir(follow_symlinks=False)


def _is_module(entry: os.DirEntry[str]) -> bool:
    """Of what is called like one: a pipe in a folder is not a module, and costs nothing."""
    return _is_python(entry) and os.path.isfile(entry.path)  # noqa: PTH113  as above


def _is_python(entry: os.DirEntry[str]) -> bool:
    return entry.name.endswith(".py") and not _is_own_folder(entry)


# ---- import statements ------------------------------------------------------------------------


def _first_names(found: re.Match[str]) -> Iterator[str]:
    if found["modules"] is not None:
        yield from _listed(found["modules"])
    elif found["dots"].count(".") < 2:
        yield from _listed(found["module"] or found["names"])


def _listed(text: str) -> Iterator[str]:
    """Of `a.b as c, d` it is a and d."""
    for part in text.strip("( \t\f\n").split(","):
        if first := re.match(r"\s*(\w+)", part):
            yield first[1]
