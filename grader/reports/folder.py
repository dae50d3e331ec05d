"""A folder of reports: written as grades come, so that nothing finished is lost whatever happens next.

``index.html``, ``grades.json``, and for each submission a page and its part of the document::

    DIR/index.html
    DIR/grades.json
    DIR/blog-ada.html
    DIR/blog-ada.json
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from grader.errors import OperatorError
from grader.reports.document import GradePart, Grades, json_parts

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_MOST_CHARACTERS = 100
_WHOLE = "grades.json"


@dataclass(frozen=True)
class Folder:
    """The folder of one batch. ``names``: the file name, without its ending, of each submission's path."""

    path: Path
    names: Mapping[str, str]

    @classmethod
    def of(cls, path: Path, submissions: Sequence[tuple[str, str]]) -> Folder:
        """The folder for submissions, given as (path, exercise), made if need be. Raises ``OperatorError``."""
        try:
            path.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OperatorError(
                f"{path} cannot be made: {error.strerror}", "Name another folder with --report."
            ) from None
        names: dict[str, str] = {}
        for where, exercise in submissions:
            wanted = _UNSAFE.sub("_", f"{exercise}-{Path(where).stem}")[:_MOST_CHARACTERS]
            name, number = wanted, 2
            while name in names.values():
                name, number = f"{wanted}-{number}", number + 1
            names[where] = name
        return cls(path, names)

    def add(self, document: Grades) -> None:
        """Write a document of one grade: its page and its JSON."""
        from grader.reports.formats import html_pages  # noqa: PLC0415 - jinja2 and pygments

        (grade,) = document.grades
        name = self.names[grade.path]
        self._write(f"{name}.html", [html_pages.submission_page(grade, document)])
        self._write(f"{name}.json", json_parts(document))

    def finish(self, document: Grades) -> None:
        """Write the index and the whole document."""
        from grader.reports.formats import html_pages  # noqa: PLC0415 - as above

        pages = [f"{self.names[grade.path]}.html" for grade in document.grades]
        self._write("index.html", [html_pages.index_page(document, pages)])
        self._write(_WHOLE, json_parts(document))

    def finished(self, path: str, like: Grades) -> GradePart | None:
        """The grade of a submission that lies here already, made with the same seed, for the same reader and
        under the same isolation as ``like``; None where there is none, or none that can be read."""
        try:
            found = Grades.model_validate_json((self.path / f"{self.names[path]}.json").read_bytes())
        except (OSError, ValidationError):
            return None
        same = _conditions(found) == _conditions(like)
        return found.grades[0] if same and found.grades[0].path == path else None

    def seed(self) -> int | None:
        """The seed of what lies here already."""
        for name in self.names.values():
            try:
                return Grades.model_validate_json((self.path / f"{name}.json").read_bytes()).seed
            except (OSError, ValidationError):
                continue
        return None

    @staticmethod
    def read(path: Path) -> Grades:
        """The whole document of a finished batch. Raises ``OperatorError``."""
        file = path / _WHOLE
        try:
            return Grades.model_validate_json(file.read_bytes())
        except OSError as error:
            raise OperatorError(
                f"{file} cannot be read: {error.strerror}",
                "Name a folder that `grader grade --report` wrote.",
            ) from None
        except ValidationError:
            raise OperatorError(
                f"{file} is not a document of this grader", "Was it changed, or written by another version?"
            ) from None

    def _write(self, name: str, parts: Iterable[str]) -> None:
        """Whole or not at all: what is read after a crash is never half a file."""
        partial = self.path / f".{name}.part"
        try:
            with partial.open("w", encoding="utf-8", errors="replace") as file:
                file.writelines(parts)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(self.path / name)
        except OSError as error:
            raise OperatorError(
                f"{self.path / name} cannot be written: {error.strerror}", "Is the disk full?"
            ) from None


def _conditions(document: Grades) -> tuple[object, ...]:
    """What one document can say only once of all its grades."""
    return document.seed, document.audience, document.grader, document.isolation
