"""Where grades are kept as they come, so that nothing finished is lost whatever happens next."""

from __future__ import annotations

from typing import Protocol

from grader.batch.items import Item
from grader.reports.document import GradePart, Grades
from grader.reports.folder import Folder


class Store(Protocol):
    def find(self, item: Item) -> GradePart | None:
        """The grade of an item that was finished before, under the same conditions."""

    def add(self, item: Item, part: GradePart) -> None:
        """Keep a grade, whole or not at all. Raises ``OperatorError`` where that is not possible."""


class NoStore:
    """Keeps nothing."""

    def find(self, item: Item) -> GradePart | None:  # noqa: ARG002 - the contract
        return None

    def add(self, item: Item, part: GradePart) -> None:
        pass


class FolderStore:
    """The folder of reports: a page and a document for each grade."""

    def __init__(self, folder: Folder, frame: Grades, *, resumes: bool) -> None:
        """``frame``: the document without its grades, which says the conditions. ``resumes``: what lies there counts."""
        self._folder, self._frame, self._resumes = folder, frame, resumes

    def find(self, item: Item) -> GradePart | None:
        return self._folder.finished(item.key, self._frame) if self._resumes else None

    def add(self, item: Item, part: GradePart) -> None:  # noqa: ARG002 - the part has the key
        self._folder.add(self._frame.model_copy(update={"grades": [part]}))
