"""``grader new``: a small exercise that validates, to be changed into the one that is wanted.

``templates/new/`` is what it writes, file for file; ``SLUG`` in a path stands for the exercise. The starter is the one
that ``grader starter`` would write.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from grader.commands import starter
from grader.commands.writing import already_there, names_of_templates, rendered, write_new
from grader.course.course import find_course, read_exercise
from grader.errors import OperatorError
from grader.terminal import OUTPUT

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FOLDERS = ("exercises", "solutions", "submissions")
_SCAFFOLD = "new/"
_ENDING = ".jinja"


def new(
    slug: Annotated[str, typer.Argument(help="Its name, such as tide-tables.", metavar="SLUG")],
) -> int:
    """Begin an exercise: a small one that validates, to be changed into the one that you want."""
    _check_slug(slug)
    root = _course_root()
    for folder in _FOLDERS:
        place = root / folder / slug
        if place.is_symlink() or place.exists():
            raise already_there(place, "Choose another slug.")
    OUTPUT.write(f"{root}:\n")
    for path in _write(root, slug):
        OUTPUT.write(f"  {path}\n")
    OUTPUT.write(
        f"It is proven as it stands: grader validate {slug} --seeds 1\n"
        "Change it, file by file, into what you want to ask, and prove it again as you go.\n"
    )
    return 0


def _write(root: Path, slug: str) -> Iterator[Path]:
    """Write every file, and give their paths, below ``root``."""
    title = slug.replace("-", " ").capitalize()
    for name in names_of_templates(_SCAFFOLD):
        path = Path(name.removeprefix(_SCAFFOLD).removesuffix(_ENDING).replace("SLUG", slug))
        write_new(root / path, rendered(name, slug=slug, title=title).encode())
        yield path
    path = Path("exercises", slug, "starter.py")
    write_new(root / path, starter.text(read_exercise(root / path.parent)).encode())
    yield path


def _check_slug(slug: str) -> None:
    if _SLUG.fullmatch(slug):
        return
    nearest = "-".join(re.findall(r"[a-z0-9]+", slug.lower()))
    raise OperatorError(
        f"`{slug}` is not a slug: small letters, digits and hyphens between them, such as `tide-tables`",
        f"Call it `{nearest}`." if nearest else "It becomes the name of the exercise's folders.",
    )


def _course_root() -> Path:
    """The course around here; where there is none, one begins here."""
    try:
        return find_course(Path.cwd()).root
    except OperatorError:
        return Path.cwd()
