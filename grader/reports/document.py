"""The JSON document ``grader/grades/v1``, as pydantic models: what other programs read.

``grader schema grades`` prints its JSON Schema.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PrivateAttr

from grader import __version__
from grader.model import Batch, CheckGrade, Finding, Grade, RunEvidence, SubmissionEvidence
from grader.reports.audience import Audience, for_audience
from grader.worker.protocol import Statement, Where


class DocumentPart(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class WherePart(DocumentPart):
    """A line of the submission; `file` is relative to the submission's parent folder. Of a notebook it names the cell, as
    `hw.ipynb, cell 3`."""

    file: str
    line: int


class FindingPart(DocumentPart):
    message: str
    expected: str | None
    actual: str | None
    hint: str | None
    where: WherePart | None
    same_as: Annotated[
        str | None, Field(description="the check that tells of the same cause, in a finding before this one")
    ] = None


class StatementPart(DocumentPart):
    """A statement as SQLAlchemy's listeners saw it; `parameters` is their shape, never their values."""

    sql: str
    parameters: str
    executions: int
    where: WherePart | None


class RunPart(DocumentPart):
    """One run. `server` is null where the server cannot count; it decides where it can."""

    size: int | None
    outcome: str
    client: Annotated[int, Field(description="statements that SQLAlchemy's listeners saw")]
    server: Annotated[
        int | None, Field(description="statements that PostgreSQL counted, `nested` among them")
    ]
    nested: Annotated[int, Field(description="statements inside functions, DO blocks and triggers")]
    outside_sqlalchemy: Annotated[int, Field(description="sent to the server, not seen by the listeners")]
    rows: Annotated[int, Field(description="rows returned or changed, as PostgreSQL counted them")]
    seconds: float
    statements: list[StatementPart]
    more_statements: Annotated[
        int,
        Field(
            description="statements that the listeners saw after the first 2000 of an act; not in `statements`"
        ),
    ]


class PartOfCheckPart(DocumentPart):
    title: str
    points: float
    max_points: float


class CheckPart(DocumentPart):
    id: str
    title: str
    kind: str
    visibility: Literal["visible", "hidden"]
    verdict: Literal["passed", "failed", "skipped", "error"]
    points: float
    max_points: float
    reason: Annotated[
        str | None, Field(description="why it was skipped, or what went wrong on the grader's side")
    ]
    hint: str | None
    lesson: str | None
    parts: Annotated[list[PartOfCheckPart], Field(description="what parts with points of their own earned")]
    findings: list[FindingPart]
    runs: list[RunPart]


class ModelPart(DocumentPart):
    name: str
    table: str
    columns: dict[str, str]
    relationships: dict[str, str]


class TablePart(DocumentPart):
    name: str
    columns: dict[str, str]
    primary_key: list[str]
    unique: list[list[str]]
    foreign_keys: list[str]


class EvidencePart(DocumentPart):
    """The submission itself: its models in the mapper's word, its tables in PostgreSQL's."""

    models: list[ModelPart]
    tables: list[TablePart]
    functions: list[str]
    import_seconds: float | None


class GradePart(DocumentPart):
    """A check with verdict `error` counts in neither `points` nor `max_points`; `errors` says how many there are."""

    submission: str
    path: str
    exercise: str
    outcome: Literal["completed", "import_failed", "crashed", "timed_out", "out_of_memory"]
    points: float
    max_points: float
    errors: int
    finding: Annotated[FindingPart | None, Field(description="why nothing could be graded")]
    notes: list[str]
    checks: list[CheckPart]
    evidence: EvidencePart
    _files: Path | None = PrivateAttr(None)

    @property
    def files(self) -> Path:
        """What lines may be shown of, as long as grading lasts; it is not in the document."""
        return self._files or Path(self.path)

    @property
    def passed(self) -> bool:
        return all(check.verdict == "passed" for check in self.checks)


class Grades(DocumentPart):
    """What `grader grade --format json` prints."""

    schema_: Annotated[Literal["grader/grades/v1"], Field(alias="schema")] = "grader/grades/v1"
    grader: str
    audience: Literal["student", "instructor"]
    postgres: dict[str, Any]
    isolation: dict[str, Any]
    versions: dict[str, str]
    seed: int
    grades: list[GradePart]

    @property
    def kept_apart(self) -> str:
        """The level of isolation, with each part that was not in force and the reason."""
        missing = "; ".join(self.isolation["missing"])
        return f"{self.isolation['level']} (not in force: {missing})" if missing else self.isolation["level"]


def json_parts(document: Grades) -> Iterator[str]:
    """The document as JSON, in parts that end between two grades: of those only one is in memory, where they lie on the
    disk."""
    frame = document.model_copy(update={"grades": []}).model_dump_json(by_alias=True, indent=2)
    head, tail = frame[: -len("]\n}")], "\n  ]\n}" if document.grades else "]\n}"
    yield head
    for number, grade in enumerate(document.grades):
        lines = grade.model_dump_json(by_alias=True, indent=2).replace("\n", "\n    ")
        yield f"{',' if number else ''}\n    {lines}"
    yield tail


def document(batch: Batch, audience: Audience) -> Grades:
    """A batch as the document, as that audience may see it."""
    return Grades(
        grader=__version__,
        audience=audience.value,
        postgres=dict(batch.postgres),
        isolation=dict(batch.isolation),
        versions=dict(batch.versions),
        seed=batch.seed,
        grades=[grade_part(grade, audience) for grade in batch.grades],
    )


def grade_part(grade: Grade, audience: Audience) -> GradePart:
    """One grade, as that audience may see it."""
    grade = for_audience(grade, audience)
    part = GradePart(
        submission=printable(grade.submission),
        path=printable(grade.path),
        exercise=grade.exercise,
        outcome=grade.outcome.value,
        points=grade.points,
        max_points=grade.max_points,
        errors=len(grade.errors),
        finding=_finding(grade.finding) if grade.finding else None,
        notes=[*grade.notes, *grade.remarks],
        checks=_checks(grade.checks),
        evidence=_evidence(grade.evidence),
    )
    part._files = grade.files
    return part


def printable(name: str) -> str:
    """A file's name as text that can be written: bytes that are no UTF-8 are spelt out, as ``\\xe9``."""
    return os.fsencode(name).decode("utf-8", "backslashreplace")


def _checks(checks: Sequence[CheckGrade]) -> list[CheckPart]:
    told: dict[object, str] = {}  # by cause, the check that tells of it first
    return [_check(check, told) for check in checks]


def _check(check: CheckGrade, told: dict[object, str]) -> CheckPart:
    findings = []
    for found in check.findings:
        findings.append(_finding(found, told.get(_cause(found))))
        told.setdefault(_cause(found), check.id)
    return CheckPart.model_validate(
        {
            "id": check.id,
            "title": check.title,
            "kind": check.kind,
            "visibility": check.visibility,
            "verdict": check.verdict.value,
            "points": check.points,
            "max_points": check.max_points,
            "reason": check.reason,
            "hint": check.hint,
            "lesson": check.lesson,
            "parts": [
                PartOfCheckPart(title=part.title, points=part.points, max_points=part.max_points)
                for part in check.parts
            ],
            "findings": findings,
            "runs": [_run(run) for run in check.runs],
        }
    )


def _cause(finding: Finding) -> object:
    """What findings share that tell of the same."""
    return finding.cause or (finding.message, finding.expected, finding.actual, finding.where)


def _finding(finding: Finding, same_as: str | None = None) -> FindingPart:
    return FindingPart(
        message=finding.message,
        expected=finding.expected,
        actual=finding.actual,
        hint=finding.hint,
        where=_where(finding.where),
        same_as=same_as,
    )


def _where(where: Where | None) -> WherePart | None:
    return WherePart(file=where.file, line=where.line) if where else None


def _run(run: RunEvidence) -> RunPart:
    return RunPart(
        size=run.size,
        outcome=run.outcome.value,
        client=run.client_count,
        server=run.count if run.server else None,
        nested=run.inside_database,
        outside_sqlalchemy=run.outside_sqlalchemy,
        rows=run.server.rows if run.server else 0,
        seconds=round(run.seconds, 4),
        statements=[_statement(statement) for statement in run.statements],
        more_statements=run.unlisted,
    )


def _statement(statement: Statement) -> StatementPart:
    return StatementPart(
        sql=statement.sql,
        parameters=statement.parameters,
        executions=statement.executions,
        where=_where(statement.where),
    )


def _evidence(evidence: SubmissionEvidence) -> EvidencePart:
    imported = evidence.imported
    models = imported.models if imported else ()
    return EvidencePart(
        models=[
            ModelPart(
                name=model.name,
                table=model.table,
                columns=dict(model.columns),
                relationships={name: side.target for name, side in model.relationships.items()},
            )
            for model in models
        ],
        tables=[_table(facts) for facts in evidence.catalog.tables.values()],
        functions=[function.name for function in imported.functions] if imported else [],
        import_seconds=round(imported.seconds, 4) if imported else None,
    )


def _table(facts: Any) -> TablePart:
    columns: Mapping[str, Any] = facts.columns
    return TablePart(
        name=str(facts.name),
        columns={name: _type(column) for name, column in columns.items()},
        primary_key=list(facts.primary_key),
        unique=sorted(sorted(columns) for columns in facts.unique),
        foreign_keys=[
            f"{', '.join(k.columns)} → {k.target}.{', '.join(k.target_columns)}" for k in facts.foreign_keys
        ],
    )


def _type(column: Any) -> str:
    length = f"({column.length})" if column.length else ""
    return f"{column.type}{length}" + ("" if column.nullable else " not null")
