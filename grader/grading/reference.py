"""The reference solution, run beside submissions."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from grader import log
from grader.course.solutions import reference_path
from grader.language.exercise import Exercise
from grader.model import RunEvidence
from grader.planning.plan import Plan
from grader.running.conditions import digest
from grader.running.subject import Subject
from grader.running.tools import Tools


class Reference:
    """The reference solution in a worker and databases of its own; each plan is run once for all submissions, and not
    even that where its evidence was kept."""

    def __init__(self, exercise: Exercise, tools: Tools) -> None:
        self._exercise, self._tools = exercise, tools
        self._stack = ExitStack()
        self._subject: Subject | None = None
        self._known: dict[str, tuple[str, tuple[RunEvidence, ...]]] = {}
        self._conditions = ""
        self._lock = threading.Lock()

    def close(self) -> None:
        self._stack.close()

    def runs(self, name: str, plans: Sequence[Plan]) -> tuple[RunEvidence, ...]:
        """``name``: of the seed, and of the check."""
        path = reference_path(self._exercise)
        with self._lock, log.about(path):
            key = f"{name}/{_digest(plans)}"
            known = self._known.get(name)
            if known and known[0] == key:
                return known[1]
            runs = self._find(key) or self._run(path, key, plans)
            if known is None:  # what was drawn otherwise for one submission is not kept in memory
                self._known[name] = key, runs
            return runs

    def _find(self, key: str) -> tuple[RunEvidence, ...] | None:
        return self._tools.evidence.find(self._under_conditions(key))

    def _run(self, path: Path, key: str, plans: Sequence[Plan]) -> tuple[RunEvidence, ...]:
        if self._subject is None:
            self._subject = self._stack.enter_context(
                Subject(path, self._exercise, self._tools, trusted=True)
            )
        fit = self._subject.fit  # a label of an enumeration is written as its own tables have it
        runs = tuple(self._subject.run(replace(plan, data=fit(plan.data, plan.uses))) for plan in plans)
        self._tools.evidence.add(self._under_conditions(key), runs)
        return runs

    def _under_conditions(self, key: str) -> str:
        self._conditions = self._conditions or digest(self._exercise, self._tools)
        return f"{self._conditions}/{key}"


def _digest(plans: Sequence[Plan]) -> str:
    """Of what is drawn for them: all else follows from the check."""
    rows = [
        (row.model, row.name, row.values) for plan in plans for row in (*plan.data.rows, *plan.data.drafts)
    ]
    return hashlib.sha256(repr(rows).encode()).hexdigest()
