"""The columns of a model: type, length, NULL, keys and uniqueness from PostgreSQL's catalog, defaults from use."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.checks import explaining
from grader.checks.comparing import same_plain
from grader.checks.contract import Asked, Ran
from grader.plan import Plan, Step
from grader.encoding import named
from grader.checks.parents import above
from grader.checks.present import missing_columns
from grader.checks.showing import show_plain
from grader.drawing import draw
from grader.model import ColumnFacts, Finding, Outcome, TableFacts
from grader.spec.exercise import Exercise
from grader.spec.language import Column, ColumnsCheck, Model
from grader.spec.rows import Count, Group
from grader.worker.protocol import Add, ModelReport, New, Ref, Transact, Where

_TYPES: Mapping[str, tuple[str, ...]] = {
    "integer": ("integer", "bigint", "smallint"),
    "text": ("text", "character varying", "character"),
    "boolean": ("boolean",),
    "datetime": ("timestamp without time zone", "timestamp with time zone"),
    "date": ("date",),
    "time": ("time without time zone", "time with time zone"),
    "float": ("double precision", "real", "numeric"),
    "decimal": ("numeric",),
    "json": ("json", "jsonb"),
}
_PYTHON_NAMES: Mapping[str, str] = {
    "integer": "Integer",
    "text": "String or Text",
    "boolean": "Boolean",
    "datetime": "DateTime",
    "date": "Date",
    "time": "Time",
    "float": "Float",
    "decimal": "Numeric",
    "json": "JSON",
}


def needs(check: ColumnsCheck, exercise: Exercise) -> Mapping[str, bool]:
    """The models alone: which columns are missing is what this check says."""
    return {model: False for model, _ in _asked(check, exercise)}


def plans(check: ColumnsCheck, exercise: Exercise, seed: str) -> tuple[Plan, ...]:
    """One run for each model with a default among the columns asked: two objects, stored one after the other."""
    models = {model for model, column in _asked(check, exercise) if exercise.models[model].columns[column].default is not None}
    return tuple(_default_plan(model, exercise, seed) for model in sorted(models))


def findings(check: ColumnsCheck, asked: Asked) -> Iterator[Finding]:
    """Missing columns, then facts that are not as stated, then defaults that use does not show."""
    columns = _asked(check, asked.exercise)
    complete = True
    for name in dict.fromkeys(model for model, _ in columns):
        model, spec = asked.model(name), asked.exercise.models[name]
        wanted = spec.model_copy(update={"columns": {c: spec.columns[c] for m, c in columns if m == name}})
        if model:
            for finding in _of_model(name, model, wanted, asked):
                complete = False
                yield finding
    if complete:
        for ran in asked.runs:
            yield from _defaults(ran, [column for model, column in columns if model == _made(ran)], asked)


def _asked(check: ColumnsCheck, exercise: Exercise) -> list[tuple[str, str]]:
    """The columns that the check is about, as (model, column)."""
    found = []
    for name in check.columns:
        model, _, column = name.partition(".")
        found += [(model, column)] if column else [(model, c) for c in exercise.models[model].columns]
    return found


# ---- facts of the catalog ---------------------------------------------------------------------


def _of_model(name: str, model: ModelReport, spec: Model, asked: Asked) -> Iterator[Finding]:
    table = asked.table(name)
    if table is None or table not in asked.submission.catalog.tables:
        return
    facts = asked.submission.catalog.tables[table]
    if spec.table and spec.table != facts.name.name:
        yield Finding(
            f"The table of `{name}` has another name than asked.",
            expected=f"__tablename__ = '{spec.table}'",
            actual=f"'{facts.name}'",
            where=model.where,
        )
    yield from missing_columns(name, model, spec)
    for attribute, column in spec.columns.items():
        if attribute in model.columns and model.columns[attribute] in facts.columns:
            place = _Place(name, attribute, model, facts)
            yield from _of_column(place, column, asked)


@dataclass(frozen=True)
class _Place:
    """A column in both worlds: an attribute of a model, and a column of a table."""

    owner: str
    attribute: str
    model: ModelReport
    table: TableFacts

    @property
    def column(self) -> str:
        return self.model.columns[self.attribute]

    @property
    def facts(self) -> ColumnFacts:
        return self.table.columns[self.column]

    @property
    def where(self) -> Where | None:
        line = self.model.column_lines.get(self.attribute)
        place = self.model.where
        return Where(place.file, line) if place and line else place

    def finding(self, what: str, expected: str, actual: str, hint: str) -> Finding:
        return Finding(f"`{self.owner}.{self.attribute}` {what}", expected, actual, hint, self.where)


def _of_column(place: _Place, spec: Column, asked: Asked) -> Iterator[Finding]:
    yield from _type(place, spec)
    yield from _nullable(place, spec)
    yield from _primary_key(place, spec)
    yield from _unique(place, spec)
    if spec.foreign_key:
        yield from _foreign_key(place, spec.foreign_key, asked)


def _type(place: _Place, spec: Column) -> Iterator[Finding]:
    facts = place.facts
    shown = f"{facts.type}({facts.length})" if facts.length else facts.type
    if spec.type != "any" and facts.type not in _TYPES[spec.type]:
        yield place.finding(
            "has another type than asked.", spec.type, shown, f"Use {_PYTHON_NAMES[spec.type]} for this column."
        )
    elif spec.length is not None and facts.length != spec.length:
        yield place.finding(
            "has another length than asked.",
            f"character varying({spec.length})",
            shown,
            f"Use String({spec.length}) for this column.",
        )


def _nullable(place: _Place, spec: Column) -> Iterator[Finding]:
    if spec.nullable is False and place.facts.nullable:
        yield place.finding(
            "may be NULL, and must not be.",
            "NOT NULL",
            "NULL is allowed",
            "Add nullable=False (or Mapped[...] without Optional).",
        )
    if spec.nullable is True and not place.facts.nullable:
        yield place.finding(
            "may not be NULL, and must be allowed to.",
            "NULL is allowed",
            "NOT NULL",
            "Remove nullable=False (or write Mapped[... | None]).",
        )


def _primary_key(place: _Place, spec: Column) -> Iterator[Finding]:
    if spec.primary_key and place.column not in place.table.primary_key:
        yield place.finding(
            "is not the primary key.",
            f"primary key: {place.column}",
            f"primary key: {', '.join(place.table.primary_key) or 'none'}",
            "Add primary_key=True to this column, and to no other.",
        )


def _unique(place: _Place, spec: Column) -> Iterator[Finding]:
    alone = frozenset({place.column})
    if spec.unique and alone not in place.table.unique and place.table.primary_key != (place.column,):
        together = [sorted(columns) for columns in place.table.unique if place.column in columns]
        yield place.finding(
            "is not unique: PostgreSQL takes the same value twice.",
            "UNIQUE",
            f"unique only together: {', '.join(together[0])}" if together else "no unique constraint",
            "Add unique=True to this column.",
        )


def _foreign_key(place: _Place, target: str, asked: Asked) -> Iterator[Finding]:
    name, attribute = target.split(".")
    model, table = asked.model(name), asked.table(name)
    if model is None or table is None:
        return
    wanted = (table, (model.columns.get(attribute, attribute),))
    own = [key for key in place.table.foreign_keys if key.columns == (place.column,)]
    if not any((key.target, key.target_columns) == wanted for key in own):
        shown = [f"points to {key.target}.{', '.join(key.target_columns)}" for key in own]
        yield place.finding(
            f"does not point to `{target}`.",
            f"a foreign key to {table}.{wanted[1][0]}",
            ", ".join(shown) or "no foreign key",
            f"Add ForeignKey('{table}.{wanted[1][0]}') to this column.",
        )


# ---- defaults from use ------------------------------------------------------------------------

_OBJECTS = ("first", "second")


def _default_plan(model: str, exercise: Exercise, seed: str) -> Plan:
    columns = exercise.models[model].columns
    before, keys = above(exercise.models, model)
    drafts = tuple(Group(model, Count(), name, keys, ()) for name in _OBJECTS)
    drawn = draw(exercise.models, before, drafts, seed, None)
    steps: list[Step] = []
    for name in _OBJECTS:
        given = {c: v for c, v in drawn.names[name].values.items() if not _fills_itself(columns[c])}
        steps += [Step(New(model, named(given), name)), Step(Add(Ref(name, ()))), Step(Transact("commit"))]
    return Plan(drawn, (), tuple(steps))


def _fills_itself(column: Column) -> bool:
    generated = column.primary_key and column.type in ("integer", "any") and not column.foreign_key
    return generated or column.default is not None


def _made(ran: Ran) -> str:
    first = ran.plan.steps[0].act
    return first.model if isinstance(first, New) else ""


def _defaults(ran: Ran, columns: list[str], asked: Asked) -> Iterator[Finding]:
    name = _made(ran)
    model = asked.model(name)
    if ran.evidence.outcome is not Outcome.COMPLETED:
        yield Finding(f"Storing a `{name}` did not come to an end: {ran.evidence.detail}.", where=_class_line(model))
        return
    for observation in ran.evidence.observations:
        if observation.raised or observation.problem:
            yield _not_stored(name, observation.problem, observation.raised, model)
            return
    made = _stored(ran, name, asked.exercise.models[name])
    for column in columns:
        default = asked.exercise.models[name].columns[column].default
        if default is not None and model:
            yield from _default(name, column, default, [row.get(column) for row in made], ran, model)


def _not_stored(name: str, problem: str | None, raised: Any, model: ModelReport | None) -> Finding:
    if raised:
        return explaining.finding(f"Storing a `{name}` without the columns that have defaults", raised, "it is stored")
    return Finding(f"A `{name}` cannot be made: {problem}", where=_class_line(model))


def _class_line(model: ModelReport | None) -> Where | None:
    return model.where if model else None


def _stored(ran: Ran, name: str, spec: Model) -> list[Mapping[str, Any]]:
    """The rows of the objects that the run made, in order of their making."""
    laid = [tuple(row.values[key] for key in spec.primary_key) for row in ran.plan.drawn.rows if row.model == name]
    rows = ran.evidence.rows[name].rows
    made = [row for row in rows if tuple(row.get(key) for key in spec.primary_key) not in laid]
    return sorted(made, key=lambda row: str([row.get(key) for key in spec.primary_key]))


def _default(
    name: str, column: str, default: Any, values: list[Any], ran: Ran, model: ModelReport
) -> Iterator[Finding]:
    line = model.column_lines.get(column)
    where = Where(model.where.file, line) if model.where and line else model.where
    shown = ", ".join(show_plain(value) for value in values) or "no row"
    if default == "now":
        yield from _default_now(name, column, values, ran.evidence.moment, where)
    elif not values or not all(same_plain(default, value) for value in values):
        yield Finding(
            f"`{name}.{column}` has another default than asked.",
            expected=f"{show_plain(default)} where none is given",
            actual=shown,
            hint=f"Add default={default!r} to this column.",
            where=where,
        )


def _default_now(
    name: str, column: str, values: list[Any], moment: datetime.datetime, where: Where | None
) -> Iterator[Finding]:
    shown = ", ".join(show_plain(value) for value in values) or "no row"
    # A day on either side: the clock's zone is the submission's choice.
    if not values or not all(_near(value, moment) for value in values):
        yield Finding(
            f"`{name}.{column}` is not filled with the moment of creation.",
            expected="the moment of creation where none is given",
            actual=shown if all(value is None for value in values) else "another moment",
            hint="Add default=datetime.utcnow (without parentheses) or server_default=func.now() to this column.",
            where=where,
        )
    elif len(values) > 1 and len(set(values)) == 1:
        yield Finding(
            f"`{name}.{column}` is the same moment for every row.",
            expected="the moment at which each row is created",
            actual="two rows, stored one after the other, with the same moment",
            hint="The default was called once, when the class was read. Give the function itself: default=datetime.utcnow.",
            where=where,
        )


def _near(value: Any, moment: datetime.datetime) -> bool:
    if isinstance(value, datetime.datetime):
        return abs(value.replace(tzinfo=None) - moment.replace(tzinfo=None)) < datetime.timedelta(days=1)
    if isinstance(value, datetime.date):
        return abs(value - moment.date()) <= datetime.timedelta(days=1)
    return False


