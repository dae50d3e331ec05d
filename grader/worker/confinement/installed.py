"""What is installed for submissions, wherever it lies: in the interpreter's folders, where a ``.pth`` file or an editable
install leads, and where a link in these leads (uv makes one of each file, into its cache).

Never the grader's own source, nor a course: an editable install of either adds a repository with solutions.
"""

from __future__ import annotations

import contextlib
import os
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

_GRADER = Path(__file__).resolve().parents[2]
_OF_A_COURSE = ("exercises", "solutions")
_SCRATCH = Path("/tmp")  # noqa: S108  the worker's own


def keep_importable() -> None:
    """Leave what submissions may import."""
    folders = _folders()
    sys.path[:] = [
        entry
        for entry in sys.path
        if entry.endswith(".zip") or _is_within(entry, folders) or _may_be_shown(entry)
    ]
    sys.meta_path[:] = [finder for finder in sys.meta_path if _is_builtin(finder) or _editable(finder)]


def find_editable() -> list[str]:
    """The packages and modules of editable installs that a finder leads to."""
    return [path for finder in sys.meta_path for path in _editable(finder).values()]


def find_linked() -> list[str]:
    """What links in the folders of packages lead to."""
    of_python = _folders("stdlib", "platstdlib")
    added = (Path(entry) for entry in sys.path if not _is_within(entry, of_python))
    folders = dict.fromkeys([*_folders("purelib", "platlib"), *added])
    entries = (entry for folder in folders for entry in _scan(folder))
    return list(dict.fromkeys(path for entry in entries for path in _find_targets(entry)))


def _folders(*names: str) -> list[Path]:
    paths = sysconfig.get_paths()
    return [Path(paths[name]).resolve() for name in names or ("stdlib", "platstdlib", "purelib", "platlib")]


def _is_within(entry: str, folders: Iterable[Path]) -> bool:
    path = Path(entry).resolve()
    return any(path == folder or folder in path.parents for folder in folders)


def _may_be_shown(entry: str) -> bool:
    """A folder that holds only what is installed, as far as can be seen."""
    path = Path(entry).resolve()
    is_wide = any(path == other or path in other.parents for other in _too_much())
    is_there = Path(entry).is_absolute() and path.exists()
    return is_there and not is_wide and not any((path / name).exists() for name in _OF_A_COURSE)


def _too_much() -> Iterator[Path]:
    """What may lie in no folder that is shown."""
    yield from (_GRADER.parent, Path(sys.prefix).resolve(), _SCRATCH)
    with contextlib.suppress(ImportError, KeyError):  # Windows; a user without an entry
        import pwd  # noqa: PLC0415

        yield Path(pwd.getpwuid(os.getuid()).pw_dir).resolve()


def _is_builtin(finder: object) -> bool:
    return getattr(finder, "__module__", "").startswith(("_frozen_importlib", "importlib."))


def _editable(finder: object) -> Mapping[str, str]:
    """Where a finder of setuptools leads by name, if all of that may be shown; else nothing."""
    module = sys.modules.get(getattr(finder, "__module__", ""))
    mapping = getattr(module, "MAPPING", None)
    if not isinstance(mapping, dict) or _GRADER.name in mapping:
        return {}
    found = {
        name: path if Path(path).is_dir() else f"{path.removesuffix('.py')}.py"
        for name, path in mapping.items()
    }
    return found if all(map(_may_be_shown, found.values())) else {}


# ---- links ------------------------------------------------------------------------------------


def _find_targets(entry: os.DirEntry[str]) -> Iterator[str]:
    """Of a package or module: what it is a link to, or what its first files are links to."""
    if entry.name == _GRADER.name:
        return
    if entry.is_symlink():
        yield _follow_once(entry.path)
        return
    inner = list(_scan(Path(entry.path))) if entry.is_dir() else []
    yield from dict.fromkeys(_find_package(each.path, entry.path) for each in inner if each.is_symlink())
    if not any(each.is_file(follow_symlinks=False) or each.is_symlink() for each in inner):
        for each in inner:  # a namespace: packages lie in it
            yield from _find_targets(each)


def _find_package(link: str, package: str) -> str:
    """The package that a link in ``package`` leads into, or its file alone, where that lies in no such package."""
    target, inside = _follow_once(link), f"{os.sep}{os.path.basename(package)}{link.removeprefix(package)}"  # noqa: PTH119
    is_alike = target.endswith(inside)
    return target.removesuffix(link.removeprefix(package)) if is_alike else target


def _follow_once(link: str) -> str:
    return os.path.normpath(os.path.join(os.path.dirname(link), os.readlink(link)))  # noqa: PTH115, PTH118, PTH120


def _scan(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except OSError:
        return []
