"""Where submissions lie: paths in, one ``Submission`` for each module or folder out.

What is wrong with one submission's files is told of that submission, and ends nothing for the others.
"""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from itertools import pairwise
from pathlib import Path

from grader import log
from grader.course.contents import (
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
from grader.course.finishing import Candidate
from grader.course.intake import Download, Intake, Unpacked
from grader.course.sources.contract import UnreadableError
from grader.errors import OperatorError
from grader.wording import number, unknown
from grader.worker.places import ARCHIVE, find_other_kind

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

    ``refused``: why it is not graded, and what to do, for whoever handed it in. ``called``: its name, where that is not
    the one of its file. ``given``: where it was given, if it lies elsewhere now. ``notes``: how it was taken. ``files``:
    of what lines may be shown, if that is not ``path``.
    """

    path: Path
    exercise: str
    refused: str | None = None
    called: str = ""
    given: Path | None = None
    notes: tuple[str, ...] = ()
    files: Path | None = None

    @property
    def place(self) -> Path:
        """What names it in reports, and to people."""
        return self.given or self.path

    @property
    def name(self) -> str:
        return self.called or self._own_name

    @property
    def _own_name(self) -> str:
        name = os.path.basename(os.path.abspath(self.place))  # noqa: PTH100, PTH119  of `.`, too
        return name if os.path.isdir(self.place) else name.removesuffix(".py")  # noqa: PTH112  Path.is_dir raises where it may not look


Ask = Callable[[Path], str | None]
"""Asks a person which exercise a submission is for; None when there is nobody to ask."""


@dataclass(frozen=True)
class Gathered:
    """``remarks``: sentences about what is not graded, and may have been meant."""

    submissions: tuple[Submission, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class _Given:
    """What one path of a command holds. ``nothing`` says that it holds no submission, where it holds none, and ``next_step``
    what to do then."""

    candidates: tuple[Candidate, ...]
    without_modules: tuple[Path, ...]
    nothing: str
    remarks: tuple[str, ...] = ()
    next_step: str = "A submission is a .py file, a notebook, or a folder or an archive of them."


def gather(
    paths: Sequence[Path],
    slugs: Sequence[str],
    exercise: str | None,
    intake: Intake,
    ask: Ask = lambda _: None,
    has_support: Callable[[str], bool] = lambda _: False,
) -> Gathered:
    """Every submission in ``paths``, in order, each once.

    A folder or an archive that is named as a platform names its downloads holds submissions; so does a folder named
    ``submissions/<slug>``, or one given together with ``exercise``, holding modules that are not one package. Raises
    ``OperatorError`` where a path is not there, or nothing can be graded; what concerns one of several submissions is its
    ``refused``. ``has_support``: whether an exercise has a ``support.py``.
    """
    for path in paths:
        if not os.path.lexists(path):
            raise OperatorError(
                f"there is no {shown(path)}", "Give a module, a package folder or a folder of submissions."
            )
    given = [_given(path, slugs, intake) for path in paths]
    _tell_left_out(given)
    found = tuple({each.given: each for one in given for each in one.candidates}.values())
    if not found:
        raise OperatorError(given[0].nothing, given[0].next_step)
    submissions = (
        [_submission(each, exercise) for each in found]
        if exercise
        else list(_with_exercises(found, slugs, ask))
    )
    supported = {each.place for each in submissions if has_support(each.exercise)}
    return Gathered(tuple(_told_apart(submissions)), tuple(_remarks(given, supported)))


def _submission(candidate: Candidate, exercise: str, refused: str | None = None) -> Submission:
    is_moved = candidate.given != candidate.path
    return Submission(
        candidate.path,
        exercise,
        refused or candidate.contents.refused,
        candidate.called,
        candidate.given if is_moved else None,
        candidate.notes,
        (candidate.files or candidate.path) if is_moved else None,
    )


def _told_apart(found: Sequence[Submission]) -> list[Submission]:
    """Those of one exercise and one name are called by as many of their folders as it takes: ``ada/main``."""
    same: dict[tuple[str, str], list[Submission]] = {}
    for submission in found:
        same.setdefault((submission.exercise, submission.name), []).append(submission)
    names = {
        each.place: name for alike in same.values() if len(alike) > 1 for each, name in _longer_names(alike)
    }
    return [
        replace(submission, called=names.get(submission.place, submission.called)) for submission in found
    ]


def _longer_names(alike: Sequence[Submission]) -> Iterator[tuple[Submission, str]]:
    folders = [submission.place.absolute().parent.parts[1:] for submission in alike]
    for depth in range(1, max(map(len, folders)) + 1):
        names = ["/".join((*above[-depth:], each.name)) for above, each in zip(folders, alike, strict=True)]
        if len(set(names)) == len(names):
            return zip(alike, names, strict=True)
    return (
        (submission, submission.place.name) for submission in alike
    )  # a file and a folder beside each other


def _tell_left_out(given: Iterable[_Given]) -> None:
    for each in given:
        for path in each.without_modules:
            with log.about(path):
                _LOG.info("left out: there are no Python modules in it")
        for candidate in each.candidates:
            with log.about(candidate.given):
                for inner in candidate.contents.left_out:
                    _LOG.info("left out: %s", shown_within(inner, candidate.path))


def _remarks(given: Iterable[_Given], supported: Collection[Path]) -> Iterator[str]:
    """``supported``: the submissions whose exercise has a ``support.py`` for them, which one that lies beside is not."""
    for each in given:
        yield from each.remarks
        for inner in each.without_modules:
            yield f"not graded: there are no Python modules in {shown(inner)}"
        if not each.candidates and not each.without_modules:
            yield f"not graded: {each.nothing}"
    yield from _needing_others(
        (c.path, imported(c.path) - ({"support"} if c.given in supported else set()))
        for each in given
        for c in each.candidates
        if c.contents.modules == (c.given,)
    )


def _needing_others(modules: Iterable[tuple[Path, Set[str]]]) -> Iterator[str]:
    """Of modules that are graded alone, and what they import."""
    beside: dict[Path, frozenset[str]] = {}
    for path, names in modules:
        if path.parent not in beside:
            beside[path.parent] = _names(path.parent)
        for name in sorted(names & beside[path.parent] - {path.stem}):
            yield f"{shown(path)} imports {name}, which lies beside it and is not graded with it: grade both as a folder"


def _names(folder: Path) -> frozenset[str]:
    try:
        return top(folder).names
    except (OSError, RefusedError):  # whose folder this is nobody knows: then nothing is said of it
        return frozenset()


# ---- what is given ----------------------------------------------------------------------------


def _given(path: Path, slugs: Sequence[str], intake: Intake) -> _Given:
    nothing = f"there are no submissions in {shown(path)}"
    if intake.has_names and not _may_hold_several(path):
        raise OperatorError(
            f"--names is for a folder or an archive of a class, and {shown(path)} is one submission",
            "Give it without --names.",
        )
    try:
        if _may_hold_several(path) and (download := intake.receive(path)):
            return _Given(download.candidates, (), nothing, tuple(_remarks_on(download)))
        if _is_collection(path, slugs):
            return _looked_at([intake.finisher.finish(each, each) for each in _members(path)], nothing)
        if _may_hold_several(path) and not os.path.isdir(path):  # noqa: PTH112  as above
            return _looked_at(_of_archive(intake.unpack(path), slugs, intake), nothing)
    except UnreadableError as error:
        return _Given((), (), f"{shown(path)} {error}", next_step="Is it whole? Download it once more.")
    if may_be_a_submission(path) or not os.path.lexists(path):  # what went since it was named is told so
        one = intake.finisher.finish(path, path)
        return _looked_at([one], f"there are no Python modules in {shown(path)}")
    return _Given((), (), f"{shown(path)} is not a Python module")


def _looked_at(candidates: Iterable[Candidate], nothing: str) -> _Given:
    looked = tuple(candidates)
    empty = tuple(each.given for each in looked if each.is_empty)
    return _Given(tuple(each for each in looked if not each.is_empty), empty, nothing)


def _of_archive(unpacked: Unpacked, slugs: Sequence[str], intake: Intake) -> Iterator[Candidate]:
    folder = unpacked.folder
    for path in _members(folder) if _is_collection(folder, slugs) else [folder]:
        yield intake.finisher.finish(path, unpacked.given / path.relative_to(folder), unpacked.laid)


def _remarks_on(download: Download) -> Iterator[str]:
    title = download.platform.title
    for stray in download.strays:
        yield f"not graded: {shown(stray)} is not named as {title} names a student's files"
    if download.earlier:
        yield f"not graded: {number(download.earlier, 'earlier attempt')}; --attempt all grades each"


def _may_hold_several(path: Path) -> bool:
    """Not what lies in ``submissions/<slug>``, where each is one student's; of files it is what may be an archive."""
    if path.is_symlink() or any(place.parent.parent.name == "submissions" for place in _places(path)):
        return False
    is_folder = os.path.isdir(path)  # noqa: PTH112  Path.is_dir raises where it may not look
    if is_folder:
        return not os.path.lexists(path / "__init__.py")
    return find_other_kind(path.name) == ARCHIVE and os.path.isfile(path)  # noqa: PTH113  as above


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


def _with_exercises(found: Sequence[Candidate], slugs: Sequence[str], ask: Ask) -> Iterator[Submission]:
    """Whose exercise is not known is refused, beside others that are graded: with theirs, as there must be one."""
    known: dict[Path, str] = {}
    untold: dict[Path, OperatorError] = {}
    for candidate in found:
        try:
            known[candidate.given] = _infer(candidate, slugs, ask)
        except OperatorError as error:
            untold[candidate.given] = error
    if not known:
        raise next(iter(untold.values()))
    theirs = next(iter(known.values()))
    for candidate in found:
        refused = candidate.contents.refused or _without_exercise(untold.get(candidate.given))
        yield _submission(candidate, known.get(candidate.given, theirs), refused)


def _without_exercise(error: OperatorError | None) -> str | None:
    if error is None:
        return None
    return f"Its exercise is not known ({error.message}). Write a line `# exercise: SLUG` at the top of a module."


def _infer(candidate: Candidate, slugs: Sequence[str], ask: Ask) -> str:
    """The exercise of a submission: from ``submissions/<slug>/...``, else from a comment in it, else asked for."""
    path, contents = candidate.given, candidate.contents
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
