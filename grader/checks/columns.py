"""`columns:` type, length, NULL, keys and uniqueness, as PostgreSQL's catalog has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from pydantic import Field

from grader.checks.contract import CheckInput, CheckKind
from grader.checks.present import missing_columns, rows_without_identity
from grader.language.checks import Check
from grader.language.column_types import TYPES, is_of_type
from grader.language.exercise import Exercise
from grader.language.inheritance import list_own_columns
from grader.language.models import Column, Model
from grader.language.parts import ONE_OR_MORE, MaybeDotted
from grader.language.validation.names import check_column_name
from grader.language.validation.scope import Scope
from grader.language.yaml_positions import Path
from grader.model import ColumnFacts, Finding, ForeignKey, TableFacts, TableName
from grader.planning.uses import Uses
from grader.wording import unknown
from grader.worker.protocol import ModelReport, Where


class ColumnsCheck(Check):
    """Columns as PostgreSQL's catalog has them, defaults left out."""

    kind: ClassVar[str] = "columns"

    columns: Annotated[
        tuple[MaybeDotted, ...],
        *ONE_OR_MORE,
        Field(description="`Author` for all of a model, `Author.email` for one"),
    ]


def check_meaning(check: ColumnsCheck, scope: Scope, path: Path) -> None:
    """Models and columns that the exercise has."""
    check_columns(check.columns, scope, (*path, "columns"))


def check_columns(names: Sequence[str], scope: Scope, path: Path) -> None:
    """Reports names that are neither a model of the exercise nor a column of one."""
    for i, name in enumerate(names):
        at = (*path, i)  # a name that stands alone, without a list, is told at its key
        if "." in name:
            check_column_name(name, scope.names.models, at, scope.report)
        elif name not in scope.names.models:
            scope.report(at, unknown("model", name, scope.names.models))


def needs(check: ColumnsCheck, _exercise: Exercise) -> Uses:
    """The models alone: which columns are missing is what this check says."""
    return {model: frozenset() for model in _list_models(check.columns)}


def findings(check: ColumnsCheck, asked: CheckInput) -> Iterator[Finding]:
    """Missing columns, then facts that are not as stated."""
    columns = asked_columns(check.columns, asked.exercise)
    for name in _list_models(check.columns):
        model, spec = asked.model(name), asked.exercise.models[name]
        own = list_own_columns(asked.exercise.models, name) if asked.shares_table(name) else ()
        stated = {
            c: _may_be_null(spec.columns[c]) if c in own else spec.columns[c] for m, c in columns if m == name
        }
        if model:
            yield from _of_model(name, model, _asked_of(spec, stated, name in check.columns), asked)


def _list_models(names: Sequence[str]) -> Iterable[str]:
    return dict.fromkeys(name.partition(".")[0] for name in names)


def _asked_of(spec: Model, stated: Mapping[str, Column], is_whole: bool) -> Model:
    """A model with what a check asks of it. The name of its table is asked with its key: told once, not with each column."""
    update: dict[str, object] = {"columns": stated}
    if not is_whole:
        update |= {"unique": (), "indexes": (), "is_a": None}
        if not any(column.primary_key for column in stated.values()):
            update |= {"table": None}
    return spec.model_copy(update=update)


def asked_columns(names: Sequence[str], exercise: Exercise) -> list[tuple[str, str]]:
    """Models and `Model.column` names as (model, column); of a model that inherits, its own columns."""
    found: list[tuple[str, str]] = []
    for name in names:
        model, _, column = name.partition(".")
        found += [(model, c) for c in ([column] if column else list_own_columns(exercise.models, model))]
    return found


def _may_be_null(column: Column) -> Column:
    """As it can be in a table that also has rows without it."""
    return column.model_copy(update={"nullable": column.nullable or None})


def _of_model(name: str, model: ModelReport, spec: Model, asked: CheckInput) -> Iterator[Finding]:
    table = asked.table(name)
    if table is None or table not in asked.submission.catalog.tables:
        return
    facts = asked.submission.catalog.tables[table]
    if spec.table and spec.table != facts.name.name:
        yield Finding(
            f"The table of `{name}` does not have the name that the exercise asks for.",
            expected=f"__tablename__ = '{spec.table}'",
            actual=f"'{facts.name}'",
            where=model.where,
        )
    if spec.in_schema and spec.in_schema != facts.name.schema:
        yield Finding(
            f"The table of `{name}` lies in another schema than asked.",
            expected=f"the schema {spec.in_schema}",
            actual=f"the schema {facts.name.schema}",
            hint=f"Add {{'schema': '{spec.in_schema}'}} to __table_args__ of `{name}`; a foreign key to it then names"
            f" '{spec.in_schema}.{facts.name.name}'."
            if spec.mapped
            else f"Write CREATE TABLE {spec.in_schema}.{facts.name.name}.",
            where=model.where,
        )
    yield from _inheritance(name, model, spec, asked)
    yield from missing_columns(name, model, spec, spec.columns)
    for attribute, column in spec.columns.items():
        if found := asked.find_column(name, attribute):
            place = _Place(name, attribute, *found, spec.mapped, asked.find_line(name, attribute))
            yield from _of_column(place, column, asked)
    yield from _together(name, model, facts, spec)


def _inheritance(name: str, model: ModelReport, spec: Model, asked: CheckInput) -> Iterator[Finding]:
    """Where a class does not inherit the one that it should, or nothing tells the rows of the two apart."""
    if spec.is_a and spec.is_a not in model.ancestors:
        yield Finding(
            f"`{name}` does not inherit `{spec.is_a}`.",
            expected=f"class {name}({spec.is_a})",
            actual=f"it inherits {', '.join(f'`{other}`' for other in model.ancestors) or 'no other model'}",
            hint=f"Write `class {name}({spec.is_a}):`, and leave out what `{spec.is_a}` has already.",
            where=model.where,
        )
    elif spec.is_a:
        yield from rows_without_identity(name, asked)


def _together(name: str, model: ModelReport, facts: TableFacts, spec: Model) -> Iterator[Finding]:
    """What is asked of several columns."""
    for names in spec.unique:
        columns = frozenset(model.columns.get(attribute, attribute) for attribute in names)
        if columns not in facts.unique and columns != frozenset(facts.primary_key):
            yield Finding(
                f"`{name}` takes the same {' and '.join(names)} twice.",
                expected=f"unique together: {', '.join(names)}",
                actual="; ".join(", ".join(sorted(known)) for known in facts.unique)
                or "no unique constraint",
                hint=f"Add UniqueConstraint({', '.join(map(repr, names))}) to __table_args__ of `{name}`.",
                where=model.where,
            )
    for names in spec.indexes:
        columns_in_order = tuple(model.columns.get(attribute, attribute) for attribute in names)
        if not _has_index(facts, columns_in_order):
            yield Finding(
                f"`{name}` has no index on {', '.join(names)}.",
                expected=f"an index that begins with {', '.join(names)}",
                actual="; ".join(", ".join(known) for known in facts.indexes) or "no index",
                hint=f"Add Index('ix_{facts.name.name}_{'_'.join(names)}', {', '.join(map(repr, names))}) to"
                f" __table_args__ of `{name}`.",
                where=model.where,
            )


def _has_index(facts: TableFacts, columns: tuple[str, ...]) -> bool:
    return any(known[: len(columns)] == columns for known in facts.indexes)


@dataclass(frozen=True)
class _Place:
    """A column in both worlds: an attribute of a model, and a column of a table."""

    owner: str
    attribute: str
    table: TableFacts
    column: str
    is_mapped: bool
    where: Where | None

    @property
    def facts(self) -> ColumnFacts:
        return self.table.columns[self.column]

    def finding(self, what: str, expected: str, actual: str, hint: str) -> Finding:
        if not self.is_mapped:
            hint = f"Change `{self.column}` in the CREATE TABLE of `{self.table.name}`: {expected}."
        return Finding(f"`{self.owner}.{self.attribute}` {what}", expected, actual, hint, self.where)


def _of_column(place: _Place, spec: Column, asked: CheckInput) -> Iterator[Finding]:
    yield from _type(place, spec)
    yield from _labels(place, spec)
    yield from _nullable(place, spec)
    yield from _primary_key(place, spec, asked.exercise.models[place.owner].primary_key)
    yield from _unique(place, spec)
    if spec.index and not _has_index(place.table, (place.column,)):
        yield place.finding(
            "has no index.", "an index that begins with it", "none", "Add index=True to this column."
        )
    if spec.server_default and not place.facts.has_default:
        yield place.finding(
            "has no default in the database.",
            "DEFAULT",
            "a row that SQL inserts without it has NULL, or is refused",
            "Add server_default=... to this column: default=... is SQLAlchemy's own.",
        )
    if spec.foreign_key:
        yield from _foreign_key(place, spec.foreign_key, spec.on_delete, asked)


def _type(place: _Place, spec: Column) -> Iterator[Finding]:
    facts = place.facts
    shown = f"{facts.type}({facts.length})" if facts.length else facts.type
    if not is_of_type(facts.type, spec.type):
        yield place.finding(
            "does not have the type that the exercise asks for.",
            spec.type,
            shown,
            f"Use {TYPES[spec.type].in_sqlalchemy} for this column.",
        )
    elif spec.length is not None and facts.length != spec.length:
        yield place.finding(
            "does not have the length that the exercise asks for.",
            f"character varying({spec.length})",
            shown,
            f"Use String({spec.length}) for this column.",
        )


def _labels(place: _Place, spec: Column) -> Iterator[Finding]:
    """An enumeration of PostgreSQL's has these labels; one that is stored as text may hold any."""
    if spec.enum is None or place.facts.type in TYPES["text"].in_postgres:
        return
    if {label.lower() for label in place.facts.labels} != {label.lower() for label in spec.enum}:
        yield place.finding(
            "does not have the values that the exercise asks for.",
            ", ".join(spec.enum),
            ", ".join(place.facts.labels) or place.facts.type,
            f"Use Enum with the values {', '.join(spec.enum)} for this column.",
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


def _primary_key(place: _Place, spec: Column, together: Sequence[str]) -> Iterator[Finding]:
    if spec.primary_key and place.column not in place.table.primary_key:
        yield place.finding(
            "is not the primary key." if len(together) == 1 else "is not part of the primary key.",
            f"primary key: {place.column if len(together) == 1 else ', '.join(together)}",
            f"primary key: {', '.join(place.table.primary_key) or 'none'}",
            f"Add primary_key=True to {'this column' if len(together) == 1 else ' and '.join(together)}, and to no other.",
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


def _points_to(key: ForeignKey, column: str) -> tuple[TableName, str]:
    """Where one of its columns points to, alone or together with others."""
    return key.target, key.target_columns[key.columns.index(column)]


def _add_foreign_key(place: _Place, target: str, column: str, asked: CheckInput) -> str:
    """What to write; to a key of several columns, one foreign key of as many leads."""
    table, spec = asked.table(target), asked.exercise.models[place.owner]
    keys = {
        attribute: facts.foreign_key.partition(".")[2]
        for attribute, facts in spec.columns.items()
        if facts.foreign_key and facts.foreign_key.partition(".")[0] == target
    }
    if len(keys) == 1 or sorted(keys.values()) != sorted(asked.exercise.models[target].primary_key):
        return f"Add ForeignKey('{column}') to this column."
    model, other = asked.model(place.owner), asked.model(target)
    own = [model.columns.get(name, name) if model else name for name in keys]
    theirs = [f"{table}.{other.columns.get(name, name) if other else name}" for name in keys.values()]
    return f"Add ForeignKeyConstraint({own}, {theirs}) to __table_args__ of `{place.owner}`."


def _foreign_key(place: _Place, target: str, on_delete: str | None, asked: CheckInput) -> Iterator[Finding]:
    name, attribute = target.split(".")
    model, table = asked.model(name), asked.table(name)
    if model is None or table is None:
        return
    wanted = asked.list_places(name, attribute) or [(table, attribute)]
    own = [key for key in place.table.foreign_keys if place.column in key.columns]
    column = ".".join(map(str, wanted[0]))
    if not any(_points_to(key, place.column) in wanted for key in own):
        shown = [f"points to {key.target}.{', '.join(key.target_columns)}" for key in own]
        yield place.finding(
            f"does not point to `{target}`.",
            f"a foreign key to {column}",
            ", ".join(shown) or "no foreign key",
            _add_foreign_key(place, name, column, asked),
        )
    elif on_delete and not any(key.on_delete == on_delete for key in own):
        yield place.finding(
            "does not do what the exercise asks for when the row that it points to is deleted.",
            f"ON DELETE {on_delete.upper()}",
            ", ".join(f"ON DELETE {key.on_delete.upper()}" for key in own),
            f"Use ForeignKey('{column}', ondelete='{on_delete.upper()}') for this column."
            if all(len(key.columns) == 1 for key in own)
            else f"Give its ForeignKeyConstraint ondelete='{on_delete.upper()}'.",
        )


KIND = CheckKind("columns", ColumnsCheck, check_meaning, needs=needs, findings=findings)
