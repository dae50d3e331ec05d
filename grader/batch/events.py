"""What happens while a batch is graded, in the order in which it happens."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from grader.batch.items import Item
from grader.model import CheckGrade, Grade
from grader.reports.document import GradePart


@dataclass(frozen=True)
class Found:
    """The store held the grade of an item already."""

    item: Item
    part: GradePart


@dataclass(frozen=True)
class Started:
    """``missing``: what is graded now; the store holds the rest of ``items``."""

    items: tuple[Item, ...]
    missing: tuple[Item, ...]


@dataclass(frozen=True)
class Checked:
    """A check of an item is graded, and others of it may follow. Not told by executors that grade elsewhere."""

    item: Item
    check: CheckGrade


@dataclass(frozen=True)
class Graded:
    """An item is graded, and the store has its grade. ``unsaid``: why the report leaves out the submission's words."""

    item: Item
    grade: Grade
    part: GradePart
    unsaid: str = ""


Event = Found | Started | Checked | Graded
Listener = Callable[[Event], None]
"""Called for one event after the other, though not always in the same thread."""
