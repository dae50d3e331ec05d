"""Frozen evidence, built as a worker and PostgreSQL would give it; and an exercise to judge it by."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from grader.checks.contract import CheckInput, FinishedRun
from grader.checks.registry import DOCUMENTS, KINDS
from grader.language.checks import Check
from grader.language.exercise import Exercise
from grader.language.inheritance import inherit
from grader.language.kinds import any_check
from grader.language.limits import Limits
from grader.language.models import Function, Model
from grader.model import (
    Catalog,
    ColumnFacts,
    CountedStatement,
    Finding,
    ForeignKey,
    Outcome,
    RunEvidence,
    ServerCount,
    SubmissionEvidence,
    TableFacts,
    TableName,
    TableRows,
)
from grader.planning.data import Row
from grader.planning.plan import Plan, as_drawn
from grader.worker.protocol import (
    Frame,
    FunctionReport,
    Imported,
    Items,
    ModelReport,
    Object,
    Observation,
    Raised,
    RelationshipReport,
    Statement,
    Value,
    Where,
)

MOMENT = datetime.datetime(2024, 5, 31, 12, 30, tzinfo=datetime.UTC)
MODELS: Mapping[str, Any] = {
    "Author": {
        "table": "authors",
        "columns": {
            "id": {"type": "integer", "primary_key": True},
            "name": {"type": "text", "length": 80, "nullable": False},
            "email": {"type": "text", "unique": True},
        },
        "relationships": {
            "books": {"many": "Book", "inverse": "author", "cascade": "delete"},
            "prizes": {"many": "Prize", "inverse": "authors"},
        },
    },
    "Book": {
        "columns": {
            "title": {"type": "text"},
            "id": {"type": "integer", "primary_key": True},
            "author_id": {"type": "integer", "nullable": False, "foreign_key": "Author.id"},
            "in_print": {"type": "boolean", "default": True},
            "added_at": {"type": "datetime", "default": "now"},
        },
        "relationships": {"author": {"one": "Author", "inverse": "books"}},
    },
    "Prize": {
        "columns": {"name": {"type": "text"}, "id": {"type": "integer", "primary_key": True}},
        "relationships": {"authors": {"many": "Author", "inverse": "prizes"}},
    },
}
FUNCTIONS: Mapping[str, Any] = {
    "books_of": {"parameters": ("session", "author_id"), "returns": "list of Book"},
    "find": {"parameters": ("session", "title"), "returns": "Book or null"},
    "count": {"parameters": ("session",), "returns": "dict"},
    "anything": {"parameters": ("session",)},
    "nothing": {"parameters": ("session",), "returns": "nothing"},
    "number": {"parameters": (), "returns": "integer"},
    "rename": {"parameters": ("session", "author_id", "name")},
}
_CHECK: TypeAdapter[Any] = TypeAdapter(any_check(KINDS))


def check(**more: Any) -> Check:
    """A check as YAML would give it."""
    result: Check = _CHECK.validate_python({"id": "a-check", "title": "A check", **more})
    return result


def exercise(*checks: Check, hidden: Sequence[str] = (), models: Mapping[str, Any] = MODELS) -> Exercise:
    return Exercise(
        slug="library",
        title="Library",
        lesson=None,
        limits=Limits(),
        models=inherit({name: Model.model_validate(model) for name, model in models.items()}),
        functions={name: Function.model_validate(function) for name, function in FUNCTIONS.items()},
        data={},
        checks=checks,
        hidden=frozenset(hidden),
        folder=Path("exercises/library"),
        solutions=None,
    )


# ---- what the mapper and the catalog say --------------------------------------------------------


def column(name: str, kind: str = "text", **more: Any) -> ColumnFacts:
    facts = ColumnFacts(name, kind, length=None, nullable=True)
    return replace(facts, **more)


def table(name: str, *columns: ColumnFacts, **more: Any) -> TableFacts:
    facts = TableFacts(
        name=TableName("public", name),
        columns={column.name: column for column in columns},
        primary_key=("id",),
        unique=frozenset(),
        foreign_keys=(),
    )
    return replace(facts, **more)


AUTHORS = table(
    "authors",
    column("id", "integer", nullable=False),
    column("name", "character varying", length=80, nullable=False),
    column("email", "text"),
    unique=frozenset({frozenset({"email"})}),
)
BOOKS = table(
    "books",
    column("title", "text"),
    column("id", "integer", nullable=False),
    column("author_id", "integer", nullable=False),
    column("in_print", "boolean"),
    column("added_at", "timestamp without time zone"),
    foreign_keys=(ForeignKey(("author_id",), TableName("public", "authors"), ("id",)),),
)
PRIZES = table("prizes", column("name", "text"), column("id", "integer", nullable=False))


def report(name: str, facts: TableFacts, **more: Any) -> ModelReport:
    """A model whose attributes are named as its columns."""
    model = ModelReport(
        ancestors=(),
        constants={},
        inherited=(),
        name=name,
        schema=None,
        table=facts.name.name,
        columns={column: column for column in facts.columns},
        primary_key=("id",),
        relationships={},
        attributes=(),
        where=Where("ada.py", 10),
        column_lines={column: 11 + i for i, column in enumerate(facts.columns)},
    )
    return replace(model, **more)


def side(target: str) -> RelationshipReport:
    return RelationshipReport(target, None, Where("ada.py", 20))


REPORTS = (
    report("Author", AUTHORS, relationships={"books": side("Book"), "prizes": side("Prize")}),
    report("Book", BOOKS, relationships={"author": side("Author")}),
    report("Prize", PRIZES, relationships={"authors": side("Author")}),
)


def submission(
    models: Sequence[ModelReport] = REPORTS, tables: Sequence[TableFacts] = (AUTHORS, BOOKS, PRIZES)
) -> SubmissionEvidence:
    functions = tuple(FunctionReport(name, Where("ada.py", 40 + i)) for i, name in enumerate(FUNCTIONS))
    names = tuple(model.name for model in models)
    imported = Imported(None, "", tuple(models), (), functions, names, (), True, 0.1)
    catalog = Catalog({facts.name: facts for facts in tables}, {})
    return SubmissionEvidence(Outcome.COMPLETED, "", imported, None, catalog)


# ---- what a run gives -----------------------------------------------------------------------------


def gave(value: Value = None, *statements: Statement) -> Observation:
    return Observation(value, None, None, statements, 0.01)


def raised(kind: str, message: str = "", bases: Sequence[str] = ()) -> Observation:
    frame = Frame(Where("ada.py", 33), "borrow", "raise_it()")
    told = Raised(kind, (kind, *bases, "Exception", "BaseException", "object"), message, (frame,))
    return Observation(None, told, None, (), 0.01)


def impossible(problem: str) -> Observation:
    return Observation(None, None, problem, (), 0.01)


def statement(sql: str, executions: int = 1, line: int | None = 30) -> Statement:
    return Statement(sql, "{}", executions, Where("ada.py", line) if line else None)


def counted(*calls: int, nested: int = 0, complete: bool = True) -> ServerCount:
    """So many calls of so many different statements, and of one inside the server."""
    statements = tuple(CountedStatement(f"SELECT {i}", number, 0) for i, number in enumerate(calls))
    inside = (CountedStatement("SELECT within", nested, 0),) if nested else ()
    return ServerCount(statements, inside, (), complete)


def ended(
    *observations: Observation, rows: Mapping[str, TableRows] | None = None, **more: Any
) -> RunEvidence:
    run = RunEvidence(
        size=None,
        outcome=Outcome.COMPLETED,
        detail="",
        observations=observations,
        rows=rows or {},
        server=counted(0),
        ahead=0,
        left_open=0,
        seconds=0.01,
        moment=MOMENT,
    )
    return replace(run, **more)


def stored(plan: Plan, **more: Sequence[Mapping[str, Any]]) -> dict[str, TableRows]:
    """The plan's rows as the database holds them, with others for some models."""
    rows = {name: [row.values for row in plan.data.rows if row.model == name] for name in MODELS}
    pairs = [
        {"left": pair.left.values["id"], "right": pair.right.values["id"]}
        for pair in plan.data.pairs
        if pair.relationship == "prizes"
    ]
    found = {name: TableRows(tuple(rows[name])) for name in MODELS}
    found["Author.prizes"] = TableRows(tuple(pairs))
    found["Prize.authors"] = TableRows(tuple({"left": p["right"], "right": p["left"]} for p in pairs))
    return {**found, **{name: TableRows(tuple(other)) for name, other in more.items()}}


def loaded(row: Row, **more: Value) -> Object:
    """The object of a drawn row, as it is when it was just loaded."""
    plain = {name: value for name, value in row.values.items() if isinstance(value, str | int | bool)}
    return Object(row.model, "a_table", (row.values["id"],), "persistent", {**plain, **more}, False)


def expired(row: Row) -> Object:
    """The object of a drawn row after a commit: nothing of it is loaded."""
    return Object(row.model, "a_table", (row.values["id"],), "persistent", {}, False)


def listed(*items: Value) -> Items:
    return Items("list", items, len(items))


def asked_for(
    subject: Check,
    answer: Callable[[Plan], RunEvidence] = lambda plan: ended(rows=stored(plan)),
    evidence: SubmissionEvidence | None = None,
    of: Exercise | None = None,
    reference: Callable[[Plan], RunEvidence] | None = None,
) -> CheckInput:
    """Everything that the check may look at, with one run as ``answer`` gives it for each plan."""
    of = of or exercise(subject)
    plans = DOCUMENTS.find_kind(subject).plans(subject, of, "1/a-check", as_drawn)
    runs = tuple(FinishedRun(plan, replace(answer(plan), size=plan.size)) for plan in plans)
    theirs = tuple(reference(plan) for plan in plans) if reference else ()
    return CheckInput(of, evidence or submission(), runs, theirs)


def found(subject: Check, *arguments: Any, **more: Any) -> list[Finding]:
    """The findings of a check."""
    asked = asked_for(subject, *arguments, **more)
    return list(_found(subject, asked))


def _found(subject: Check, asked: CheckInput) -> Iterator[Finding]:
    yield from DOCUMENTS.find_kind(subject).findings(subject, asked)


def only(findings: Sequence[Finding]) -> Finding:
    """The one finding that there must be, with everything that it must say."""
    assert len(findings) == 1, findings
    return findings[0]
