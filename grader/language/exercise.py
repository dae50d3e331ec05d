"""An exercise as the rest of the house sees it: read, checked and frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from grader.language.before import Before
from grader.language.checks import Check, RowItems
from grader.language.limits import Limits
from grader.language.models import Function, Model
from grader.language.references import reference


@dataclass(frozen=True)
class Exercise:
    """``hidden`` holds the ids of the checks that came from ``hidden.yaml``; ``data`` the named rows of
    both files; ``solutions`` is None on a machine that has none (a student's). ``counts``: the file or folder of a
    submission that counts; empty for all of it. ``support``: the source of ``support.py``, which submissions can import.
    ``before``: what its databases have before the tables are made."""

    slug: str
    title: str
    lesson: str | None
    limits: Limits
    models: Mapping[str, Model]
    functions: Mapping[str, Function]
    data: Mapping[str, RowItems]
    checks: tuple[Check, ...]
    hidden: frozenset[str]
    folder: Path
    solutions: Path | None
    counts: str = ""
    environment: Mapping[str, str] = field(default_factory=dict)
    packages: tuple[str, ...] = ()
    support: str = ""
    before: Before = field(default_factory=Before)

    def check(self, check_id: str) -> Check:
        """The check of that id. Raises ``KeyError``."""
        return {check.id: check for check in self.checks}[check_id]

    def visibility(self, check: Check) -> str:
        return "hidden" if check.id in self.hidden else "visible"

    def python_file(self, check: Check) -> Path:
        """Where the function of a check in Python stands: beside the file that has the check."""
        folder = self.solutions if check.id in self.hidden else self.folder
        return (folder or Path()) / "checks.py"

    def rows(self, data: str | RowItems) -> tuple[dict[str, Any], ...]:
        """The items of a check's ``data:`` or ``drafts:``, a name looked up."""
        return self.data[data] if isinstance(data, str) else data

    def called(self, path: str) -> str | None:
        """The name of the function that an act's ``call:`` means: of a row's or a result's method the first of it."""
        found = reference(path)
        if found is None:
            return path
        return next((name for name in self.functions if name.endswith(f".{found.path[0]}")), None)

    def link(self, check: Check) -> str | None:
        """The link into the lesson for a check: its own, continued from the exercise's."""
        if check.lesson and self.lesson and "://" not in check.lesson:
            return self.lesson.split("#")[0] + (
                check.lesson if check.lesson.startswith("#") else f"#{check.lesson}"
            )
        return check.lesson or self.lesson
