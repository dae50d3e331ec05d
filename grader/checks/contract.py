"""What a kind of check is given, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from grader.language.checks import Check
from grader.language.exercise import Exercise
from grader.language.validation.scope import Scope
from grader.language.yaml_positions import Path
from grader.model import Finding, RunEvidence, SubmissionEvidence, TableName, TableRows
from grader.planning.data import Data
from grader.planning.plan import Plan
from grader.worker.protocol import Act, Callee, ModelReport, Observation, Where


@dataclass(frozen=True)
class FinishedRun:
    """A plan and what came of it."""

    plan: Plan
    evidence: RunEvidence

    def until(self, number: int) -> FinishedRun:
        """The run as it was before the act of that number: results of before, rows as they are at the end."""
        return replace(
            self, evidence=replace(self.evidence, observations=self.evidence.observations[:number])
        )


@dataclass(frozen=True)
class CheckInput:
    """Everything a check may look at. ``reference`` is empty where the check does not compare with it."""

    exercise: Exercise
    submission: SubmissionEvidence
    runs: tuple[FinishedRun, ...]
    reference: tuple[RunEvidence, ...] = ()

    def model(self, name: str) -> ModelReport | None:
        """The submission's model of that name, in the mapper's word."""
        imported = self.submission.imported
        return next((m for m in imported.models if m.name == name), None) if imported else None

    def find_line(self, name: str, attribute: str) -> Where | None:
        """Where an attribute of that model stands, or the model where the source does not show it."""
        model = self.model(name)
        if model is None or model.where is None or attribute not in model.column_lines:
            return model.where if model else None
        return Where(model.where.file, model.column_lines[attribute])

    def table(self, name: str) -> TableName | None:
        """The table of that model."""
        model = self.model(name)
        return TableName(model.schema or "public", model.table) if model else None


class Live(Protocol):
    """A run that goes on in a submission's sandbox and database."""

    def do(self, act: Act) -> Observation | None: ...

    def load(self, rows: Sequence[str], callees: Sequence[Callee]) -> str | None: ...

    def rows(self) -> Mapping[str, TableRows]: ...


def _need_nothing(check: Any, exercise: Exercise) -> Mapping[str, bool]:  # noqa: ARG001
    return {}


def _plan_nothing(check: Any, exercise: Exercise, seed: str) -> tuple[Plan, ...]:  # noqa: ARG001
    return ()


def _find_nothing(check: Any, asked: CheckInput) -> Iterator[Finding]:  # noqa: ARG001
    return iter(())


@dataclass(frozen=True)
class CheckKind:
    """A kind of check: what may be written, what is run for it, and what is wrong in what came of that.

    ``key``: the key of YAML that tells it from other kinds. ``spec``: the mapping that it stands in.
    ``check_meaning(check, scope, path)`` reports what the schema alone cannot tell an author.
    ``needs(check, exercise)``: the models that must be there; True where all columns that the exercise names must be,
    too. ``plans(check, exercise, seed)``: the runs that it needs, none where the schema decides; ``seed`` names what
    is drawn. ``findings(check, input)``: what is wrong; the input holds one run for each plan. It is called where
    nothing is missing of what ``needs`` names; what it yields fails the check, silence passes it.
    ``drive(check, live, data, exercise)``: for a kind that decides while a run goes on what is done next. It is
    called for each plan, and gives findings.
    """

    key: str
    spec: type[Check]
    check_meaning: Callable[[Any, Scope, Path], None]
    needs: Callable[[Any, Exercise], Mapping[str, bool]] = _need_nothing
    plans: Callable[[Any, Exercise, str], tuple[Plan, ...]] = _plan_nothing
    findings: Callable[[Any, CheckInput], Iterator[Finding]] = _find_nothing
    drive: Callable[[Any, Live, Data, Exercise], Iterable[Finding]] | None = None
