"""What a kind of check is given, and what it gives."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from grader.hints import explain
from grader.language.checks import Check
from grader.language.column_types import is_of_type
from grader.language.exercise import Exercise
from grader.language.validation.scope import Scope
from grader.language.yaml_positions import Path
from grader.model import Finding, RunEvidence, SubmissionEvidence, TableFacts, TableName, TableRows
from grader.planning.data import Data
from grader.planning.plan import Fit, Plan
from grader.planning.uses import Uses
from grader.worker.protocol import Act, Callee, InheritedTable, ModelReport, Observation, Raised, Where


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

    def is_absent(self, name: str) -> bool:
        """Whether a model, or a table of its, is not there."""
        model = self.model(name)
        tables = self.submission.catalog.tables
        return model is None or any(_table_name(h) not in tables for h in _list_holders(model))

    def find_column(self, name: str, attribute: str) -> tuple[TableFacts, str] | None:
        """Where a model has the column of an attribute: the table, and its name there."""
        model = self.model(name)
        for holder in _list_holders(model) if model else ():
            table = self.submission.catalog.tables.get(_table_name(holder))
            if table and holder.columns.get(attribute) in table.columns:
                return table, holder.columns[attribute]
        return None

    def shares_table(self, name: str) -> bool:
        """Whether the rows of a model lie in the table of the one that it is, and in no other."""
        above = self.exercise.models[name].is_a
        return above is not None and self.table(name) == self.table(above)

    def list_places(self, name: str, attribute: str) -> list[tuple[TableName, str]]:
        """All columns that hold an attribute of a model: of its own table, and of those that it inherits."""
        model = self.model(name)
        return [
            (_table_name(holder), holder.columns[attribute])
            for holder in (_list_holders(model) if model else ())
            if attribute in holder.columns
        ]

    def list_comparable(self, name: str, used: Collection[str]) -> frozenset[str]:
        """The columns of a model that can be compared: those used, and those that are as the exercise asks."""
        return frozenset(
            attribute
            for attribute, column in self.exercise.models[name].columns.items()
            if attribute in used
            or (
                (found := self.find_column(name, attribute))
                and is_of_type(found[0].columns[found[1]].type, column.type)
            )
        )

    def find_line(self, name: str, attribute: str) -> Where | None:
        """Where an attribute of that model stands, or the model where the source does not show it."""
        model = self.model(name)
        if model is None or model.where is None or attribute not in model.column_lines:
            return model.where if model else None
        return Where(model.where.file, model.column_lines[attribute])

    def explain(self, what: str, raised: Raised, expected: str | None = None) -> Finding:
        """An exception that should not have come: ``what`` raised it."""
        imported = self.submission.imported
        return explain.finding(what, raised, expected, allowed=self.exercise.limits, imported=imported)

    def table(self, name: str) -> TableName | None:
        """The table of that model, in the mapper's word; whether it is there, the catalog says."""
        model = self.model(name)
        return _table_name(model) if model else None


def _list_holders(model: ModelReport) -> Iterator[ModelReport | InheritedTable]:
    """Of its columns: its own table, and those that it inherits."""
    yield model
    yield from model.inherited


def _table_name(holder: ModelReport | InheritedTable) -> TableName:
    return TableName(holder.schema or "public", holder.table)


class Live(Protocol):
    """A run that goes on in a submission's sandbox and database."""

    def do(self, act: Act) -> Observation | None: ...

    def load(self, rows: Sequence[str], callees: Sequence[Callee]) -> str | None: ...

    def rows(self) -> Mapping[str, TableRows]: ...


def _need_nothing(check: Any, exercise: Exercise) -> Uses:  # noqa: ARG001
    return {}


def _plan_nothing(check: Any, exercise: Exercise, seed: str, fit: Fit) -> tuple[Plan, ...]:  # noqa: ARG001
    return ()


def _find_nothing(check: Any, asked: CheckInput) -> Iterator[Finding]:  # noqa: ARG001
    return iter(())


@dataclass(frozen=True)
class CheckKind:
    """A kind of check: what may be written, what is run for it, and what is wrong in what came of that.

    ``key``: the key of YAML that tells it from other kinds. ``spec``: the mapping that it stands in.
    ``check_meaning(check, scope, path)`` reports what the schema alone cannot tell an author.
    ``needs(check, exercise)``: the models that must be there, and their columns. ``plans(check, exercise, seed, fit)``:
    the runs that it needs, none where the schema decides; ``seed`` names what is drawn, ``fit`` makes it fit. ``findings(check, input)``: what is wrong; the input holds one run for each plan. It is called where
    nothing is missing of what ``needs`` names; what it yields fails the check, silence passes it.
    ``drive(check, live, data, exercise)``: for a kind that decides while a run goes on what is done next. It is
    called for each plan, and gives findings.
    """

    key: str
    spec: type[Check]
    check_meaning: Callable[[Any, Scope, Path], None]
    needs: Callable[[Any, Exercise], Uses] = _need_nothing
    plans: Callable[[Any, Exercise, str, Fit], tuple[Plan, ...]] = _plan_nothing
    findings: Callable[[Any, CheckInput], Iterator[Finding]] = _find_nothing
    drive: Callable[[Any, Live, Data, Exercise], Iterable[Finding]] | None = None
