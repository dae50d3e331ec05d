"""What is done in the runs of a check: planned once for all submissions, for it depends on the exercise alone."""

from __future__ import annotations

from grader.checks.registry import DOCUMENTS
from grader.language.checks import Check
from grader.language.exercise import Exercise
from grader.planning.plan import Fit, Plan, as_drawn


class PlanBook:
    """The plans of one exercise. Safe to use from several threads: the same is planned twice at worst."""

    def __init__(self, exercise: Exercise) -> None:
        self._exercise = exercise
        self._known: dict[tuple[str, str], tuple[Plan, ...]] = {}

    def find(self, check: Check, name: str) -> tuple[Plan, ...]:
        """As they are drawn. ``name``: of the seed, and of the check. Raises what ``Kind.plans`` raises."""
        key = check.id, name
        if key not in self._known:
            self._known[key] = self._make(check, name, as_drawn)
        return self._known[key]

    def find_fitting(self, check: Check, name: str, fit: Fit) -> tuple[Plan, ...]:
        """As they fit into the tables of a submission: most do as they are drawn."""
        plans = self.find(check, name)
        if all(fit(plan.data, plan.uses) is plan.data for plan in plans):
            return plans
        return self._make(check, name, fit)

    def _make(self, check: Check, name: str, fit: Fit) -> tuple[Plan, ...]:
        return tuple(DOCUMENTS.find_kind(check).plans(check, self._exercise, name, fit))
