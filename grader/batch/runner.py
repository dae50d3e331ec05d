"""Runs a batch: what the store does not hold is graded, kept, and told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass

from grader.batch.events import Event, Found, Graded, Listener, Started
from grader.batch.executors.contract import Executor
from grader.batch.items import Item
from grader.batch.store import Store
from grader.errors import OperatorError
from grader.faults import FaultLog
from grader.grading.grading import Grading
from grader.model import Grade
from grader.reports.audience import Audience
from grader.reports.document import grade_part
from grader.running.tools import Tools


@dataclass(frozen=True)
class BatchPlan:
    """Items, and how they are graded. ``only``: ids of checks, and what they require; all where it is empty."""

    items: tuple[Item, ...]
    seed: int
    audience: Audience
    only: Sequence[str] = ()


@dataclass(frozen=True)
class Runner:
    """Grades batches with these tools. ``listeners`` are told of every event."""

    tools: Tools
    executor: Executor
    store: Store
    faults: FaultLog
    listeners: Sequence[Listener]

    def run(self, batch: BatchPlan) -> None:
        """Grade what is missing. Raises ``AuthorError`` and ``OperatorError``; what is finished is kept."""
        found = [(item, part) for item in batch.items if (part := self.store.find(item))]
        done = {item.key for item, _ in found}
        missing = tuple(item for item in batch.items if item.key not in done)
        self._tell(Started(batch.items, missing))
        for item, part in found:
            self._tell(Found(item, part))
        with ExitStack() as stack:
            for item, grade in self.executor.grade(missing, self._grade(batch, missing, stack)):
                self._tell(self._keep(item, grade, batch.audience))

    def _grade(self, batch: BatchPlan, items: Sequence[Item], stack: ExitStack) -> Callable[[Item], Grade]:
        """Grades an item. Exercises keep their reference at hand until ``stack`` ends."""
        gradings = {
            slug: stack.enter_context(Grading(exercise, self.tools, self.faults))
            for slug, exercise in {item.exercise.slug: item.exercise for item in items}.items()
        }

        def grade(item: Item) -> Grade:
            return gradings[item.exercise.slug].grade(item.submission, [batch.seed], batch.only)[0]

        return grade

    def _keep(self, item: Item, grade: Grade, audience: Audience) -> Graded:
        """Where a submission's words cannot be written, its verdicts are written without them."""
        try:
            part = grade_part(grade, audience)
            self.store.add(item, part)
            return Graded(item, grade, part)
        except OperatorError:
            raise
        except Exception as error:
            fault = str(self.faults.record(f"the report of {grade.path}", error))
            part = grade_part(grade.without_words(fault), audience)
            self.store.add(item, part)
            return Graded(item, grade, part, unsaid=fault)

    def _tell(self, event: Event) -> None:
        for listener in self.listeners:
            listener(event)
