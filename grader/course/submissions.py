"""Where submissions lie: paths in, one ``Submission`` for each module or folder out.

What is wrong with one submission's files is told of that submission, and ends nothing for the others.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from grader import log
from grader.course.contents import (
    Contents,
    RefusedError,
    Top,
    defined,
    head,
    imported,
    look,
    may_be_a_submission,
    members,
    shown,
    shown_within,
    top,
)
from grader.errors import OperatorError
from grader.wording import unknown

_LOG = logging.getLogger(__name__)
_COMMENT = re.compile(rb"^#\s*exercise:\s*([\w-]+)\s*$", re.MULTILINE)
_HEAD = 4096  # bytes of a module in which the comment is looked for
_PARTS = {
    "alembic", "api", "app", "backend", "base", "cli", "client", "code", "config", "crud", "database", "db", "frontend",
    "lib", "main", "migrations", "models", "project", "queries", "routes", "schemas", "scripts", "seed", "server",
    "services", "src", "tests", "utils",
}  # fmt: skip
"""What a part of one submission is called, and no student."""


@dataclass(frozen=True)
class Submission:
    """A module, or a folder that is one. ``exercise`` is a slug.

    ``refused``: why it is not graded, and what to do, for whoever handed it in. ``called``: its name, where others have
    the one of its file.
    """

    path: Path
    exercise: str
    refused: str | None = None
    called: str = ""

    @property
    def name(self) -> str:
        return self.called or self._own_name

    @property
    def _own_name(self) -> str:
        name = os.path.basename(os.path.abspath(self.path))  # noqa: PTH100, PTH119  of `.`, too
        return name if os.path.isdir(self.path) else name.removesuffix(".py")  # noqa: PTH112  Path.is_dir raises where it may not look


Ask = Callable[[Path], str | None]
"""Asks a person which exercise a submission is for; None when there is nobody to ask."""


@dataclass(frozen=True)
class _Given:
    """What one path of a command holds. ``nothing`` says that it holds no submission, where it holds none."""

    submissions: Mapping[Path, Contents]
    without_modules: tuple[Path, ...]
    nothing: str


def find(
    paths: Sequence[Path], slugs: Sequence[str], exercise: str | None, ask: Ask = lambda _: None
) -> list[Submission]:
    """Every submission in ``paths``, in order, each once.

    A folder named ``submissions/<slug>`` (or given together with ``exercise``, holding modules that are
    not one package) is a folder of submissions. Raises ``OperatorError`` where a path is not there, or nothing can
    be graded; what concerns one of several submissions is its ``refused``.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise OperatorError(
                f"there is no {shown(path)}", "Give a module, a package folder or a folder of submissions."
            )
    given = [_given(path, slugs) for path in paths]
    _tell_left_out(given)
    found = {path: contents for each in given for path, contents in each.submissions.items()}
    if not found:
        raise OperatorError(given[0].nothing, "A submission is a .py file or a folder of them.")
    if exercise:
        return _told_apart([Submission(path, exercise, contents.refused) for path, contents in found.items()])
    return _told_apart(list(_with_exercises(found, slugs, ask)))


def _told_apart(found: Sequence[Submission]) -> list[Submission]:
    """Those of one exercise and one name are called by as many of their folders as it takes: ``ada/main``."""
    same: dict[tuple[str, str], list[Submission]] = {}
    for submission in found:
        same.setdefault((submission.exercise, submission.name), []).append(submission)
    names = {
        each.path: name for alike in same.values() if len(alike) > 1 for each, name in _longer_names(alike)
    }
    return [replace(submission, called=names.get(submission.path, "")) for submission in found]


def _longer_names(alike: Sequence[Submission]) -> Iterator[tuple[Submission, str]]:
    folders = [submission.path.absolute().parent.parts[1:] for submission in alike]
    for number in range(1, max(map(len, folders)) + 1):
        names = ["/".join((*above[-number:], each.name)) for above, each in zip(folders, alike, strict=True)]
        if len(set(names)) == len(names):
            return zip(alike, names, strict=True)
    return (
        (submission, submission.path.name) for submission in alike
    )  # a file and a folder beside each other


def _tell_left_out(given: Iterable[_Given]) -> None:
    for each in given:
        for path in each.without_modules:
            with log.about(path):
                _LOG.info("left out: there are no Python modules in it")
        for path, contents in each.submissions.items():
            with log.about(path):
                for inner in contents.left_out:
                    _LOG.info("left out: %s", shown_within(inner, path))


def remarks(paths: Sequence[Path], slugs: Sequence[str]) -> Iterator[str]:
    """Sentences about what is not graded, and may have been meant: an archive in place of modules, a file beside."""
    given = [_given(path, slugs) for path in paths]
    for each in given:
        for inner in each.without_modules:
            yield f"not graded: there are no Python modules in {shown(inner)}"
        if not each.submissions and not each.without_modules:
            yield f"not graded: {each.nothing}"
    yield from _needing_others(
        path for each in given for path, contents in each.submissions.items() if contents.modules == (path,)
    )


def _needing_others(modules: Iterable[Path]) -> Iterator[str]:
    beside: dict[Path, frozenset[str]] = {}
    for path in modules:
        if path.parent not in beside:
            beside[path.parent] = _names(path.parent)
        for name in sorted(imported(path) & beside[path.parent] - {path.stem}):
            yield f"{shown(path)} imports {name}, which lies beside it and is not graded with it: grade both as a folder"


def _names(folder: Path) -> frozenset[str]:
    try:
        return top(folder).names
    except (OSError, RefusedError):  # whose folder this is nobody knows: then nothing is said of it
        return frozenset()


# ---- what is given ----------------------------------------------------------------------------


def _given(path: Path, slugs: Sequence[str]) -> _Given:
    if _is_collection(path, slugs):
        return _of(_members(path), f"there are no submissions in {shown(path)}")
    if may_be_a_submission(path) or not os.path.lexists(path):  # what went since it was named is told so
        return _of([path], f"there are no Python modules in {shown(path)}")
    return _of([], f"{shown(path)} is not a Python module")


def _of(paths: Iterable[Path], nothing: str) -> _Given:
    looked = {path: look(path) for path in paths}
    submissions = {path: found for path, found in looked.items() if found.modules or found.refused}
    return _Given(submissions, tuple(path for path in looked if path not in submissions), nothing)


def _members(folder: Path) -> list[Path]:
    try:
        return members(folder)
    except OSError as error:
        raise OperatorError(f"{shown(folder)} cannot be read: {error.strerror}", "Is it yours?") from None


def _is_collection(folder: Path, slugs: Sequence[str]) -> bool:
    """Whether each member of a folder is a submission.

    By name: ``submissions/<slug>``. Else by content: a folder without ``__init__.py`` and without a member
    that is called like a part of a submission, whose modules import no other member. A link to a folder of another
    name may be a student's: it is looked at as one submission.
    """
    if not os.path.isdir(folder):  # noqa: PTH112  Path.is_dir raises where it may not look
        return False
    places = [folder.absolute()] if folder.is_symlink() else _places(folder)
    if any(place.parent.name == "submissions" and place.name in slugs for place in places):
        return True
    if any(place.parent.parent.name == "submissions" for place in places) or folder.is_symlink():
        return False
    return not os.path.lexists(folder / "__init__.py") and _is_of_strangers(folder)


def _places(path: Path) -> list[Path]:
    """Where a path lies, by its name and by the links above it."""
    return [path.absolute(), Path(os.path.realpath(path.parent)) / path.name]


def _is_of_strangers(folder: Path) -> bool:
    """Whether no module of a folder knows another member, and none is called like a part of a whole; or they all define
    the same things, as the parts of a whole do not."""
    try:
        found = top(folder)
    except (OSError, RefusedError):  # it is looked at as one submission, and told what is wrong
        return False
    if any(found.names & imported(path) - {path.stem} for path in found.modules):
        return False
    return found.names.isdisjoint(_PARTS) or (len(found.names - _PARTS) > 1 and _is_the_same_work(found))


def _is_the_same_work(found: Top) -> bool:
    """Whether each member defines something that another one defines, too."""
    members = [*((path,) for path in found.modules), *(look(path).modules for path in found.folders)]
    work = [frozenset[str]().union(*map(defined, modules)) for modules in members]
    return all(any(one & other for other in work if other is not one) for one in work)


# ---- which exercise ---------------------------------------------------------------------------


def _with_exercises(found: Mapping[Path, Contents], slugs: Sequence[str], ask: Ask) -> Iterator[Submission]:
    """Whose exercise is not known is refused, beside others that are graded: with theirs, as there must be one."""
    known: dict[Path, str] = {}
    untold: dict[Path, OperatorError] = {}
    for path, contents in found.items():
        try:
            known[path] = _infer(path, contents, slugs, ask)
        except OperatorError as error:
            untold[path] = error
    if not known:
        raise next(iter(untold.values()))
    theirs = next(iter(known.values()))
    for path, contents in found.items():
        refused = contents.refused or _without_exercise(untold.get(path))
        yield Submission(path, known.get(path, theirs), refused)


def _without_exercise(error: OperatorError | None) -> str | None:
    if error is None:
        return None
    return f"Its exercise is not known ({error.message}). Write a line `# exercise: SLUG` at the top of a module."


def _infer(path: Path, contents: Contents, slugs: Sequence[str], ask: Ask) -> str:
    """The exercise of a submission: from ``submissions/<slug>/...``, else from a comment in it, else asked for."""
    for place in _places(path):
        for above, slug in pairwise(place.parts):
            if above == "submissions" and slug in slugs:
                return slug
    if contents.refused:
        raise OperatorError(contents.refused)
    for module in contents.modules:
        said = _comment(module)
        if said and said not in slugs:
            raise OperatorError(f"{shown(module)}: {unknown('exercise', said, slugs)}")
        if said:
            return said
    answer = ask(path)
    if answer is not None and answer in slugs:
        return answer
    raise OperatorError(
        f"it cannot be told which exercise {shown(path)} is for",
        f"Say --exercise SLUG (there is {', '.join(slugs)}), or write a line `# exercise: SLUG` into it.",
    )


def _comment(module: Path) -> str | None:
    try:
        found = _COMMENT.search(head(module, _HEAD))
    except OSError:  # it went since it was looked at: its import says so
        return None
    return found[1].decode() if found else None
