"""What a kind of check is given, and what it gives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Protocol

from grader.language.exercise import Exercise
from grader.model import Finding, RunEvidence, SubmissionEvidence, TableName
from grader.planning.plan import Plan
from grader.worker.protocol import ModelReport


@dataclass(frozen=True)
class Ran:
    """A plan and what came of it."""

    plan: Plan
    evidence: RunEvidence

    def until(self, number: int) -> Ran:
        """The run as it was before the act of that number: results of before, rows as they are at the end."""
        return replace(
            self, evidence=replace(self.evidence, observations=self.evidence.observations[:number])
        )


@dataclass(frozen=True)
class Asked:
    """Everything a check may look at. ``reference`` is empty where the check does not compare with it."""

    exercise: Exercise
    submission: SubmissionEvidence
    runs: tuple[Ran, ...]
    reference: tuple[RunEvidence, ...] = ()

    def model(self, name: str) -> ModelReport | None:
        """The submission's model of that name, in the mapper's word."""
        imported = self.submission.imported
        return next((m for m in imported.models if m.name == name), None) if imported else None

    def table(self, name: str) -> TableName | None:
        """The table of that model."""
        model = self.model(name)
        return TableName(model.schema or "public", model.table) if model else None


class Kind(Protocol):
    """A module of this package that judges one kind of check."""

    def plans(self, check: Any, exercise: Exercise, seed: str) -> tuple[Plan, ...]:
        """The runs that the check needs; ``seed`` names what is drawn."""

    def needs(self, check: Any, exercise: Exercise) -> Mapping[str, bool]:
        """The models that the check needs; True where all columns that the exercise names must be there."""

    def findings(self, check: Any, asked: Asked) -> Iterator[Finding]:
        """What is wrong. The evidence holds one run for each plan."""
