"""Where submissions lie: paths in, one ``Submission`` for each module or folder out."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from grader.errors import OperatorError
from grader.spec.faults import unknown

_COMMENT = re.compile(rb"^#\s*exercise:\s*([\w-]+)\s*$", re.MULTILINE)
_HEAD = 4096  # bytes of a module in which the comment is looked for
_NOT_SUBMISSIONS = {"__pycache__", "env", "node_modules", "site-packages", "venv"}
_PARTS = {
    "alembic", "app", "backend", "base", "cli", "config", "crud", "database", "db", "lib", "main", "migrations",
    "models", "queries", "seed", "src", "tests",
}  # fmt: skip
"""What a part of one submission is called, and no student."""


@dataclass(frozen=True)
class Submission:
    """A module, or a folder that is one. ``exercise`` is a slug."""

    path: Path
    exercise: str

    @property
    def name(self) -> str:
        return self.path.stem if self.path.is_file() else self.path.name


Ask = Callable[[Path], str | None]
"""Asks a person which exercise a submission is for; None when there is nobody to ask."""


def find(
    paths: Sequence[Path], slugs: Sequence[str], exercise: str | None, ask: Ask = lambda _: None
) -> list[Submission]:
    """Every submission in ``paths``, in order, each once.

    A folder named ``submissions/<slug>`` (or given together with ``exercise``, holding modules that are
    not one package) is a folder of submissions. Raises ``OperatorError``.
    """
    found = [path for given in paths for path in _expand(given, slugs)]
    return [Submission(path, exercise or _infer(path, slugs, ask)) for path in dict.fromkeys(found)]


def remarks(paths: Sequence[Path], slugs: Sequence[str]) -> Iterator[str]:
    """Sentences about what is not graded, and may have been meant: an archive in place of modules, a file beside."""
    for path in paths:
        for inner in _folders(path) if path.is_dir() and _is_collection(path, slugs) else ():
            if not _holds_modules(inner):
                yield f"not graded: there are no Python modules in {inner}"
    for path in (inner for given in paths for inner in _expand(given, slugs) if inner.is_file()):
        for name in sorted(_imported(path) & _names_beside(path)):
            yield f"{path} imports {name}, which lies beside it and is not graded with it: grade both as a folder"


def _names_beside(path: Path) -> set[str]:
    return _names(path.parent) - {path.stem}


def _expand(path: Path, slugs: Sequence[str]) -> Iterator[Path]:
    if not path.exists():
        raise OperatorError(
            f"there is no {path}", "Give a module, a package folder or a folder of submissions."
        )
    if path.is_file():
        if path.suffix != ".py":
            raise OperatorError(
                f"{path} is no Python module", "A submission is a .py file or a folder of them."
            )
        yield path
    elif _is_collection(path, slugs):
        yield from _members(path)
    else:
        if not _holds_modules(path):
            raise OperatorError(
                f"there are no Python modules in {path}", "A submission is a .py file or a folder of them."
            )
        yield path


def _is_collection(folder: Path, slugs: Sequence[str]) -> bool:
    """Whether each member of a folder is a submission of its own.

    By name: ``submissions/<slug>``. Else by content: a folder without ``__init__.py`` and without a member
    that is called like a part of a submission, whose modules import no other member.
    """
    if folder.resolve().parent.name == "submissions" and (
        folder.name in slugs or folder.resolve().name in slugs
    ):
        return True
    if folder.resolve().parent.parent.name == "submissions" or (folder / "__init__.py").exists():
        return False
    names = _names(folder)
    return names.isdisjoint(_PARTS) and all(
        names.isdisjoint(_imported(path) - {path.stem}) for path in _modules(folder)
    )


def _names(folder: Path) -> set[str]:
    """What an import can name in a folder."""
    return {path.stem for path in _modules(folder)} | {path.name for path in _folders(folder)}


def _imported(path: Path) -> set[str]:
    """The first names of what a module imports. Reads text only; nothing is run."""
    try:
        text = path.read_bytes()[:1_000_000].decode("utf-8", errors="replace")
    except OSError:
        return set()
    one = re.findall(r"^[ \t]*from[ \t]+\.?(\w+)", text, re.MULTILINE)
    several = re.findall(r"^[ \t]*(?:from[ \t]+\.[ \t]+)?import[ \t]+(.+)$", text, re.MULTILINE)
    return {*one, *(name for line in several for name in re.findall(r"(?:^|,)[\s(]*(\w+)", line))}


def _members(folder: Path) -> list[Path]:
    found = sorted([*_modules(folder), *(path for path in _folders(folder) if _holds_modules(path))])
    if not found:
        raise OperatorError(
            f"there are no submissions in {folder}", "A submission is a .py file or a folder of them."
        )
    return found


def _holds_modules(folder: Path) -> bool:
    return any(_modules_below(folder))


def _modules_below(folder: Path) -> Iterator[Path]:
    """The modules of a folder, then those of the folders in it."""
    yield from _modules(folder)
    for inner in _folders(folder):
        yield from _modules_below(inner)


def _folders(folder: Path) -> Iterator[Path]:
    """Not hidden ones, nor links, nor what is installed."""
    return (
        path
        for path in sorted(folder.iterdir())
        if path.is_dir()
        and not path.is_symlink()
        and not path.name.startswith(".")
        and path.name not in _NOT_SUBMISSIONS
        and not (path / "pyvenv.cfg").exists()
    )


def _modules(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.glob("*.py")) if path.is_file() and not path.name.startswith("."))


def _infer(path: Path, slugs: Sequence[str], ask: Ask) -> str:
    """The exercise of a submission: from ``submissions/<slug>/...``, else from a comment in it, else asked for."""
    parts = path.resolve().parts
    for above, slug in pairwise(parts):
        if above == "submissions" and slug in slugs:
            return slug
    for module in [path] if path.is_file() else _modules_below(path):
        with module.open("rb") as file:
            found = _COMMENT.search(file.read(_HEAD))
        if found:
            slug = found[1].decode()
            if slug not in slugs:
                raise OperatorError(f"{module}: {unknown('exercise', slug, slugs)}")
            return slug
    answer = ask(path)
    if answer is not None and answer in slugs:
        return answer
    raise OperatorError(
        f"it cannot be told which exercise {path} is for",
        f"Say --exercise SLUG (there is {', '.join(slugs)}), or write a line `# exercise: SLUG` into it.",
    )
