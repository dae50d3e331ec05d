"""What an executor does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from grader.batch.items import Item
from grader.model import Grade


class Executor(Protocol):
    def grade(self, items: Sequence[Item], grade: Callable[[Item], Grade]) -> Iterator[tuple[Item, Grade]]:
        """Items with their grades, in the order in which they are ready. ``grade`` may be called in any thread.

        Whoever stops to iterate waits for nothing: a submission may hang, and nothing of it is wanted.
        """
