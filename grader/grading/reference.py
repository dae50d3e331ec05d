"""The reference solution, run beside submissions."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from contextlib import ExitStack

from grader import log
from grader.course.solutions import reference_path
from grader.language.exercise import Exercise
from grader.model import RunEvidence
from grader.planning.plan import Plan
from grader.running.subject import Subject
from grader.running.tools import Tools


class Reference:
    """The reference solution in a worker and databases of its own; each plan is run once for all submissions."""

    def __init__(self, exercise: Exercise, tools: Tools) -> None:
        self._exercise, self._tools = exercise, tools
        self._stack = ExitStack()
        self._subject: Subject | None = None
        self._known: dict[str, tuple[RunEvidence, ...]] = {}
        self._lock = threading.Lock()

    def close(self) -> None:
        self._stack.close()

    def runs(self, name: str, plans: Sequence[Plan]) -> tuple[RunEvidence, ...]:
        path = reference_path(self._exercise)
        with self._lock, log.about(path):
            if name not in self._known:
                if self._subject is None:
                    self._subject = self._stack.enter_context(
                        Subject(path, self._exercise, self._tools, trusted=True)
                    )
                self._known[name] = tuple(self._subject.run(plan) for plan in plans)
            return self._known[name]
