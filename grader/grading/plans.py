"""What is done in the runs of a check: planned once for all submissions, for it depends on the exercise alone."""

from __future__ import annotations

from grader.checks.registry import DOCUMENTS
from grader.language.checks import Check
from grader.language.exercise import Exercise
from grader.planning.plan import Plan


class PlanBook:
    """The plans of one exercise. Safe to use from several threads: the same is planned twice at worst."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._known: dict[tuple[str, str], tuple[Plan, ...]] = {}

    def find(self, check: Check, name: str) -> tuple[Plan, ...]:
        """``name``: of the seed, and of the check. Raises what ``Kind.plans`` raises."""
        key = check.id, name
        if key not in self._known:
            self._known[key] = tuple(DOCUMENTS.find_kind(check).plans(check, self._exercise, name))
        return self._known[key]
