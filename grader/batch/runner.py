"""Runs a batch: what the store does not hold is graded, kept, and told."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field

from grader import log
from grader.batch.events import Checked, Event, Found, Graded, Listener, Started
from grader.batch.executors.contract import Executor
from grader.batch.items import Item
from grader.batch.store import Store
from grader.errors import OperatorError
from grader.faults import FaultLog
from grader.grading.control import NO_CONTROL, Control
from grader.grading.grading import Grading
from grader.model import CheckGrade, Grade
from grader.reports.audience import Audience
from grader.reports.document import grade_part
from grader.running.tools import Tools

_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class BatchPlan:
    """Items, and how they are graded. ``only``: ids of checks, and what they require; all where it is empty."""

    items: tuple[Item, ...]
    seed: int
    audience: Audience
    only: Sequence[str] = ()
    control: Control = NO_CONTROL


@dataclass(frozen=True)
class Runner:
    """Grades batches with these tools. ``listeners`` are told of every event."""

    tools: Tools
    executor: Executor
    store: Store
    faults: FaultLog
    listeners: Sequence[Listener]
    _telling: threading.Lock = field(default_factory=threading.Lock, init=False)

    def run(self, batch: BatchPlan) -> None:
        """Grade what is missing. Raises ``AuthorError`` and ``OperatorError``; what is finished is kept."""
        missing = tuple(item for item in batch.items if not self._is_found(item))
        self._tell(Started(batch.items, missing))
        _LOG.info(
            "seed %d: %d to grade, %d finished before",
            batch.seed,
            len(missing),
            len(batch.items) - len(missing),
        )
        with ExitStack() as stack:
            for item, grade in self.executor.grade(missing, self._grade(batch, missing, stack)):
                self._tell(self._keep(item, grade, batch.audience))

    def _is_found(self, item: Item) -> bool:
        """Whether the store holds its grade, which is told then."""
        part = self.store.find(item)
        if part is None:
            return False
        with log.about(item.submission.place):
            _LOG.info("not graded again: it was finished before, under the same conditions")
        self._tell(Found(item, part))
        return True

    def _grade(self, batch: BatchPlan, items: Sequence[Item], stack: ExitStack) -> Callable[[Item], Grade]:
        """Grades an item. Exercises keep their reference at hand until ``stack`` ends."""
        gradings = {
            slug: stack.enter_context(Grading(exercise, self.tools, self.faults, batch.control))
            for slug, exercise in {item.exercise.slug: item.exercise for item in items}.items()
        }

        def grade(item: Item) -> Grade:
            def tell(check: CheckGrade) -> None:
                self._tell(Checked(item, check))

            return gradings[item.exercise.slug].grade(item.submission, [batch.seed], batch.only, tell=tell)[0]

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
        with self._telling:
            for listener in self.listeners:
                listener(event)
