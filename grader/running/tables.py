"""From the exercise's models to the submission's tables and back: which table, which column, which pairs.

The mapper says which table a model has; the catalog says whether that is true.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import chain
from typing import Any, Protocol

from grader.language.column_types import ELEMENTS, TYPES
from grader.language.exercise import Exercise
from grader.language.inheritance import list_family
from grader.language.links import Holder, NoLinkError, link
from grader.model import Catalog, ColumnFacts, ForeignKey, TableFacts, TableName, TableRows
from grader.planning.arguments import argument, named
from grader.planning.data import Pair, Row
from grader.running.key_order import Orders, find_orders
from grader.worker.protocol import Act, FailedTable, InheritedTable, ModelReport, New, Scalar, Value

Wanted = tuple[TableName, Mapping[str, str]]


class NoTableError(Exception):
    """A model, or a pair of models, has no table that rows could lie in; the message says which."""


class Readable(Protocol):
    """What rows are read from."""

    def rows(self, tables: Mapping[str, Wanted]) -> dict[str, TableRows]:
        """By name: the rows of a table, the chosen columns under the names given."""


@dataclass(frozen=True)
class Tables:
    """The tables of one submission."""

    models: Sequence[ModelReport]
    catalog: Catalog
    exercise: Exercise
    failed: Sequence[FailedTable] = ()

    def rows(self, row: Row) -> Iterator[tuple[TableName, dict[str, Any]]]:
        """A drawn row as one of its table, after one of each table that the model inherits. Raises ``NoTableError``."""
        parts = self._parts(row.model)
        missing = [name for name in row.values if not any(name in part.columns for part in parts)]
        if missing:
            raise NoTableError(f"`{row.model}` has no column {', '.join(f'`{name}`' for name in missing)}")
        for part in parts:
            drawn = {part.columns[name]: value for name, value in row.values.items() if name in part.columns}
            yield (
                part.table,
                {**part.constants, **drawn},
            )  # a column that the exercise names is the exercise's

    def pair(self, pair: Pair) -> tuple[TableName, dict[str, Any]]:
        """A many-to-many link as a row of the table between. Raises ``NoTableError``."""
        table, left, right = self._between(pair.left.model, pair.relationship)
        return table, {
            **_values(left, self._columns(pair.left)),
            **_values(right, self._columns(pair.right)),
        }

    def find_column(self, model: str, attribute: str) -> ColumnFacts | None:
        """What the catalog has of a column that a model has."""
        for part in self._known_parts(model):
            table = self.catalog.tables.get(part.table)
            if table and attribute in part.columns:
                return table.columns.get(part.columns[attribute])
        return None

    def list_constrained(self, model: str) -> Iterator[tuple[TableFacts, Mapping[str, str]]]:
        """The tables of a model that have CHECK constraints, with their columns by attribute."""
        for part in self._known_parts(model):
            if self.catalog.tables[part.table].checks:
                yield self.catalog.tables[part.table], part.columns

    def _find_own_required(self, model: str) -> Iterator[tuple[str, ColumnFacts]]:
        """Columns that the exercise does not name, and that must be given a value: attribute and facts."""
        asked = self.exercise.models[model].columns
        for part in self._known_parts(model):
            table = self.catalog.tables[part.table]
            facts, keys = table.columns, {name for key in table.foreign_keys for name in key.columns}
            known = {part.columns.get(name) for name in asked} | part.constants.keys() | keys
            for attribute, column in part.columns.items():
                if column not in known and column in facts and facts[column].is_required:
                    yield attribute, facts[column]

    def fill(self, act: Act) -> Act:
        """An act that constructs an object also gives it what its table requires, and the exercise does not know."""
        if not isinstance(act, New) or act.model not in self.exercise.models:
            return act
        values = {
            attribute: value
            for attribute, facts in self._find_own_required(act.model)
            if (value := _FILLERS.get(facts.type)) is not None
        }
        return replace(act, fill=named(values)) if values else act

    def key(self, row: Row) -> tuple[Value, ...]:
        """The primary key of a drawn row, as the worker takes it: in the order that its class has."""
        asked = self.exercise.models[row.model].primary_key
        order = self.key_orders.get(row.model, range(len(asked)))
        names = [name for _, name in sorted(zip(order, asked, strict=True))]
        values = (argument(row.values[name]) for name in names)
        return tuple(
            value for value in values if value is None or isinstance(value, bool | int | float | str | Scalar)
        )

    def read(self, database: Readable) -> dict[str, TableRows]:
        """The rows of every model, and of every many-to-many (as ``Book.authors``, with left and right)."""
        wanted: dict[str, Wanted] = {}
        problems: dict[str, TableRows] = {}
        for name in self.exercise.models:
            try:
                self._require_identity(name)
                for part in self._parts(name):
                    wanted[_key_of(name, part)] = (part.table, self._asked(name, part))
            except NoTableError as error:
                problems[name] = TableRows((), str(error))
        for model, relationship in self._many_to_many():
            name = f"{model}.{relationship}"
            try:
                table, left, right = self._between(model, relationship)
                wanted[name] = (table, {"left": left.columns[0], "right": right.columns[0]})
            except NoTableError as error:
                problems[name] = TableRows((), str(error))
        found = {name: self._of_class(name, rows) for name, rows in database.rows(wanted).items()}
        return {**self._each_once(self._joined(found)), **problems}

    @functools.cached_property
    def key_orders(self) -> Orders:
        """Of keys of several columns."""
        return find_orders(self.models, self.exercise)

    def _asked(self, model: str, part: _Part) -> dict[str, str]:
        asked = self.exercise.models[model].columns
        columns = [(attribute, column) for attribute, column in part.columns.items() if attribute in asked]
        return dict([*columns, *((_IDENTITY, column) for column in part.constants)])

    def _joined(self, found: dict[str, TableRows]) -> dict[str, TableRows]:
        """The rows of models that inherit, put together from those of each table by their keys."""
        for name in [name for name in found if _ABOVE in name]:
            above, model = found.pop(name), name.partition(_ABOVE)[0]
            if model in found:
                found[model] = _join(found[model], above, self.exercise.models[model].primary_key)
        return found

    def _of_class(self, name: str, found: TableRows) -> TableRows:
        """Rows of one table, without what tells their class: of a model that inherits, those of its class, and of classes
        that inherit it."""
        model = name.partition(_ABOVE)[0]
        inherits = model in self.exercise.models and self.exercise.models[model].is_a
        identities = self._identities(model) if inherits else frozenset()
        kept = (row for row in found.rows if not inherits or _is_of(row, identities))
        return replace(found, rows=tuple(_without_identity(row) for row in kept))

    def _identities(self, model: str) -> frozenset[str]:
        """What tells the rows of a model's class, and of those that inherit it, from others in the same table."""
        reports = [report for report in self.models if model in (report.name, *report.ancestors)]
        holders: list[ModelReport | InheritedTable] = [*reports, *chain(*(r.inherited for r in reports))]
        return frozenset(value for holder in holders for value in holder.constants.values())

    def _require_identity(self, model: str) -> None:
        """Raises ``NoTableError`` where a model's rows lie among those of the one that it is, and nothing tells which."""
        above = self.exercise.models[model].is_a
        if above is None or self._identities(model):
            return
        table = _table_name(self._report(model))
        if any(table == _table_name(report) for report in self.models if report.name == above):
            raise NoTableError(f"nothing tells them from those of `{above}` in the table `{table}`")

    def _each_once(self, found: dict[str, TableRows]) -> dict[str, TableRows]:
        """A row of a model that is another one is not also a row of that one."""
        models = self.exercise.models
        apart = dict(found)
        for name in found.keys() & models.keys():
            keys = models[name].primary_key
            others = [other for other in list_family(models, name)[1:] if self._lies_in(other, name)]
            theirs = {_key(row, keys) for other in others if other in found for row in found[other].rows}
            rows = tuple(row for row in found[name].rows if _key(row, keys) not in theirs)
            apart[name] = replace(found[name], rows=rows)
        return apart

    def _lies_in(self, model: str, above: str) -> bool:
        """Whether the rows of a model lie in another one's table, too."""
        tables = {part.table for part in self._known_parts(model)}
        return any(part.is_own and part.table in tables for part in self._known_parts(above))

    def _report(self, name: str) -> ModelReport:
        found = [model for model in self.models if model.name == name]
        if len(found) != 1:
            raise NoTableError(
                f"there is no model `{name}`" if not found else f"there are several models `{name}`"
            )
        return found[0]

    def _known_parts(self, name: str) -> Sequence[_Part]:
        """None where the model, or one of its tables, is not there."""
        with contextlib.suppress(NoTableError):
            return self._parts(name)
        return ()

    def _parts(self, name: str) -> list[_Part]:
        report = self._report(name)
        own = _Part(_table_name(report), report.columns, report.constants, is_own=True)
        parts: list[_Part] = []
        for part in (*(_Part(_table_name(t), t.columns, t.constants) for t in report.inherited), own):
            self._require(part.table)
            parts.append(replace(part, columns={**self._shared_keys(part, parts), **part.columns}))
        return parts

    def _shared_keys(self, part: _Part, above: Sequence[_Part]) -> dict[str, str]:
        """The columns by which rows of a table hang on those that they continue, by the attributes of these: the class may
        have another name for them."""
        return {
            attribute: own
            for key in self.catalog.tables[part.table].foreign_keys
            for other in above
            if key.target == other.table
            and set(key.columns) <= set(self.catalog.tables[part.table].primary_key)
            for own, target in zip(key.columns, key.target_columns, strict=True)
            for attribute, column in other.columns.items()
            if column == target
        }

    def _require(self, table: TableName) -> None:
        if table in self.catalog.tables:
            return
        names = [TableName(failed.schema or "public", failed.name) for failed in self.failed]
        why = ": it cannot be created, as a note says" if table in names else ""
        raise NoTableError(f"there is no table `{table}`{why}")

    def _columns(self, row: Row) -> dict[str, Any]:
        return {column: value for _, values in self.rows(row) for column, value in values.items()}

    def _many_to_many(self) -> list[tuple[str, str]]:
        found = []
        for name, model in self.exercise.models.items():
            for relationship in model.relationships:
                try:
                    if link(self.exercise.models, name, relationship).holder is Holder.TABLE:
                        found.append((name, relationship))
                except NoLinkError:
                    continue
        return found

    def _tables_of(self, model: str) -> set[TableName]:
        return {part.table for part in self._parts(model)}

    def _between(self, model: str, relationship: str) -> tuple[TableName, ForeignKey, ForeignKey]:
        """The table between two models, and its keys to the left and to the right one."""
        target = self.exercise.models[model].relationships[relationship].target
        report = self._report(model).relationships.get(relationship)
        if report is None or report.secondary is None:
            raise NoTableError(
                f"`{model}.{relationship}` names no table between `{model}` and `{target}` (secondary=...)"
            )
        schema, _, name = report.secondary.rpartition(".")
        table = TableName(schema or "public", name)
        self._require(table)
        keys = self.catalog.tables[table].foreign_keys
        left = [key for key in keys if key.target in self._tables_of(model)]
        right = [key for key in keys if key.target in self._tables_of(target)]
        if not left or not right:
            raise NoTableError(f"the table `{table}` has no foreign keys to both `{model}` and `{target}`")
        return table, left[0], right[-1]


_FILLERS: Mapping[str, Any] = {
    **dict.fromkeys(TYPES["integer"].in_postgres, 1),
    **dict.fromkeys(TYPES["float"].in_postgres, 1.0),
    **dict.fromkeys(TYPES["text"].in_postgres, "x"),
    **dict.fromkeys(TYPES["datetime"].in_postgres, datetime.datetime(2024, 1, 1)),
    **{name: [] for array in ELEMENTS for name in TYPES[array].in_postgres},
    "json": {},
    "jsonb": {},
    "boolean": False,
    "date": datetime.date(2024, 1, 1),
    "numeric": Decimal(1),
    "bytea": b"x",
}
"""For columns of the submission's own, by their type in the catalog."""

_ABOVE = " from "
"""Between a model and a table that it inherits: no name of a model or relationship holds a space."""
_IDENTITY = " identity"
"""What tells the class of a row: no attribute holds a space."""


@dataclass(frozen=True)
class _Part:
    """A table that a model has rows in. ``columns``: by attribute. ``constants``: by column, what every row has."""

    table: TableName
    columns: Mapping[str, str]
    constants: Mapping[str, str]
    is_own: bool = False


def _table_name(report: ModelReport | InheritedTable) -> TableName:
    return TableName(report.schema or "public", report.table)


def _key_of(model: str, part: _Part) -> str:
    return model if part.is_own else f"{model}{_ABOVE}{part.table}"


def _join(own: TableRows, above: TableRows, keys: Sequence[str]) -> TableRows:
    if own.problem or above.problem:
        return own if own.problem else above
    found = {_key(row, keys): row for row in above.rows}
    return TableRows(tuple({**found[_key(row, keys)], **row} for row in own.rows if _key(row, keys) in found))


def _key(row: Mapping[str, Any], names: Sequence[str]) -> str:
    """Equal where the keys are, whatever type a submission gives them."""
    return repr([row.get(name) for name in names])


def _is_of(row: Mapping[str, Any], identities: Collection[str]) -> bool:
    """A table without what tells the class has rows of one class alone."""
    return _IDENTITY not in row or str(row[_IDENTITY]) in identities


def _without_identity(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in row.items() if name != _IDENTITY}


def _values(key: ForeignKey, row: Mapping[str, Any]) -> dict[str, Any]:
    return {own: row[other] for own, other in zip(key.columns, key.target_columns, strict=True)}
