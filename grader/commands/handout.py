"""``grader handout``: what may be given to students, in a folder or a zip.

In: the course. Out: the files of ``exercises/<slug>/``, the lesson where it is a file, and a README. Never in it: anything of ``solutions/``, be it by
a link, by a second name of the same file, or as a copy. What is doubtful is refused, with a word to the author, rather
than left out: a handout that went out cannot be taken back.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping, Set
from pathlib import Path, PurePosixPath
from typing import Annotated

import typer

from grader import __version__
from grader.commands import options
from grader.commands.writing import already_there, rendered, write_new
from grader.course.course import Course, find_course
from grader.course.lesson import find_lesson
from grader.errors import AuthorError, OperatorError
from grader.language.checks import PythonCheck
from grader.language.exercise import Exercise
from grader.terminal import OUTPUT
from grader.wording import number, points

NEEDED: Mapping[str, str] = {
    "instructions.md": "Write down there, for students, what is asked.",
    "starter.py": "`grader starter {slug} --output {folder}/starter.py` writes one.",
}
"""What an exercise needs besides ``exercise.yaml`` before it is given to anybody, and what to do about it."""
_LEFT_OUT = {"__pycache__"}
_OF_SOLUTIONS = {
    "solutions", "hidden.yaml", "checks.py", "equivalent.yaml", "reference", "rejected", "rejected.yaml",
}  # fmt: skip


def handout(
    slug: options.Slug,
    output: Annotated[
        Path | None, typer.Option(help="A new folder, or a new .zip; else SLUG.zip, here.", metavar="DIR|ZIP")
    ] = None,
) -> int:
    """Write what may be given to students: an exercise with its visible checks, and nothing of solutions/."""
    course = find_course(Path.cwd())
    target = output or Path(f"{slug}.zip")
    found = files(course.exercise(slug), course)
    if target.is_symlink() or target.exists():
        raise already_there(target)
    if target.suffix == ".zip":
        write_new(target, _zipped(found, target.stem))
    else:
        for name, content in found.items():
            write_new(target / name, content)
    OUTPUT.write("".join(f"{line}\n" for line in (f"{target}:", *(f"  {name}" for name in found))))
    return 0


def files(exercise: Exercise, course: Course) -> dict[str, bytes]:
    """Every file of the handout, by its path in it. Raises ``AuthorError`` for an exercise that may not go out."""
    solutions = course.root / "solutions"
    if exercise.folder.resolve().is_relative_to(solutions.resolve()):
        raise AuthorError(
            f"{exercise.folder} leads into {solutions}, and nothing in there is for students",
            "Keep what students may have in a folder of its own in exercises/.",
        )
    found = dict(_of_exercise(exercise))
    _refuse_copies(exercise.folder, found, solutions)
    for name, next_step in NEEDED.items():
        if name not in found:
            raise AuthorError(
                f"{exercise.folder / name} is missing: students need it",
                next_step.format(slug=exercise.slug, folder=exercise.folder),
            )
    place = PurePosixPath("exercises", exercise.slug)
    return {
        "README.md": _readme(exercise).encode(),
        **_lesson(exercise, course),
        **{str(place / name): found[name] for name in found},
    }


def _lesson(exercise: Exercise, course: Course) -> dict[str, bytes]:
    """The lesson, at the path by which reports name it."""
    name = find_lesson(exercise)
    if name is None:
        return {}
    path = course.root / name
    if path.resolve().is_relative_to((course.root / "solutions").resolve()):
        raise AuthorError(
            f"the lesson {path} leads into solutions/, and nothing in there is for students", "Move it."
        )
    if not path.is_file():
        raise AuthorError(
            f"{path} is missing: `lesson:` names it", "Write it, or take it out of the exercise."
        )
    found = {name: _content(path)}
    _refuse_copies(course.root, found, course.root / "solutions")
    return found


def _of_exercise(exercise: Exercise) -> Iterator[tuple[str, bytes]]:
    for path in _visible(exercise.folder, _OF_SOLUTIONS - _visible_python(exercise)):
        yield path.relative_to(exercise.folder).as_posix(), _content(path)


def _visible_python(exercise: Exercise) -> set[str]:
    """A ``checks.py`` is for students where a visible check names a function of it."""
    visible = [check for check in exercise.checks if check.id not in exercise.hidden]
    return {exercise.python_file(check).name for check in visible if isinstance(check, PythonCheck)}


def _visible(folder: Path, refused: Set[str]) -> Iterator[Path]:
    """The files below a folder, without what editors and Python leave there. No link is followed."""
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name.endswith("~") or path.name in _LEFT_OUT:
            continue
        if path.is_symlink():
            raise AuthorError(
                f"{path} is a link: what it leads to may not be for students",
                "Put a copy of what they may have in its place, or take it out of the exercise.",
            )
        if path.name in refused:
            raise AuthorError(
                f"{path} bears a name of what is kept from students",
                "Move it to solutions/, or call it otherwise.",
            )
        if path.is_dir():
            yield from _visible(path, _OF_SOLUTIONS)
        elif path.is_file():
            yield path


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise OperatorError(
            f"{path} cannot be read: {error.strerror}", "Make it readable, or move it."
        ) from None


def _refuse_copies(folder: Path, found: Mapping[str, bytes], solutions: Path) -> None:
    """No file may hold what a file of solutions/ holds: it was copied there, or is the same under a second name."""
    secret = {_content(path): path for path in solutions.rglob("*") if path.is_file()}
    for name, content in found.items():
        if content.strip() and content in secret:
            raise AuthorError(
                f"{folder / name} holds the same as {secret[content]}, which is not for students",
                "Take it out of the exercise, or let the two differ.",
            )


def _readme(exercise: Exercise) -> str:
    visible = [check for check in exercise.checks if check.id not in exercise.hidden]
    return rendered(
        "handout.md.jinja",
        title=" ".join(exercise.title.split()),
        slug=exercise.slug,
        lesson=exercise.lesson,
        version=__version__,
        checks=number(len(visible), "check"),
        points=points(sum(check.points for check in visible)),
    )


def _zipped(found: Mapping[str, bytes], folder: str) -> bytes:
    """A zip that unpacks into one folder; the same files always give the same bytes."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in found.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}")
            entry.external_attr = 0o644 << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return written.getvalue()
