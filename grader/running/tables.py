"""From the exercise's models to the submission's tables and back: which table, which column, which pairs.

The mapper says which table a model has; the catalog says whether that is true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from grader.language.exercise import Exercise
from grader.language.links import Holder, NoLinkError, link
from grader.model import Catalog, ForeignKey, TableName, TableRows
from grader.planning.arguments import argument
from grader.planning.data import Pair, Row
from grader.worker.protocol import FailedTable, ModelReport, Scalar, Value

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

    def row(self, row: Row) -> tuple[TableName, dict[str, Any]]:
        """A drawn row as a row of its table. Raises ``NoTableError``."""
        table, columns = self._model(row.model)
        missing = [name for name in row.values if name not in columns]
        if missing:
            raise NoTableError(f"`{row.model}` has no column {', '.join(f'`{name}`' for name in missing)}")
        return table, {columns[name]: value for name, value in row.values.items()}

    def pair(self, pair: Pair) -> tuple[TableName, dict[str, Any]]:
        """A many-to-many link as a row of the table between. Raises ``NoTableError``."""
        table, left, right = self._between(pair.left.model, pair.relationship)
        return table, {
            **_values(left, self._columns(pair.left)),
            **_values(right, self._columns(pair.right)),
        }

    def key(self, row: Row) -> tuple[Value, ...]:
        """The primary key of a drawn row, as the worker takes it."""
        values = (argument(row.values[name]) for name in self.exercise.models[row.model].primary_key)
        return tuple(
            value for value in values if value is None or isinstance(value, bool | int | float | str | Scalar)
        )

    def read(self, database: Readable) -> dict[str, TableRows]:
        """The rows of every model, and of every many-to-many (as ``Book.authors``, with left and right)."""
        wanted: dict[str, Wanted] = {}
        problems: dict[str, TableRows] = {}
        for name in self.exercise.models:
            try:
                table, columns = self._model(name)
                asked = self.exercise.models[name].columns
                wanted[name] = (table, {a: c for a, c in columns.items() if a in asked})
            except NoTableError as error:
                problems[name] = TableRows((), str(error))
        for model, relationship in self._many_to_many():
            name = f"{model}.{relationship}"
            try:
                table, left, right = self._between(model, relationship)
                wanted[name] = (table, {"left": left.columns[0], "right": right.columns[0]})
            except NoTableError as error:
                problems[name] = TableRows((), str(error))
        return {**database.rows(wanted), **problems}

    def _report(self, name: str) -> ModelReport:
        found = [model for model in self.models if model.name == name]
        if len(found) != 1:
            raise NoTableError(
                f"there is no model `{name}`" if not found else f"there are several models `{name}`"
            )
        return found[0]

    def _model(self, name: str) -> tuple[TableName, Mapping[str, str]]:
        report = self._report(name)
        table = TableName(report.schema or "public", report.table)
        self._require(table)
        return table, report.columns

    def _require(self, table: TableName) -> None:
        if table in self.catalog.tables:
            return
        names = [TableName(failed.schema or "public", failed.name) for failed in self.failed]
        why = ": it cannot be created, as a note says" if table in names else ""
        raise NoTableError(f"there is no table `{table}`{why}")

    def _columns(self, row: Row) -> dict[str, Any]:
        return self.row(row)[1]

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
        left = [key for key in keys if key.target == self._model(model)[0]]
        right = [key for key in keys if key.target == self._model(target)[0]]
        if not left or not right:
            raise NoTableError(f"the table `{table}` has no foreign keys to both `{model}` and `{target}`")
        return table, left[0], right[-1]


def _values(key: ForeignKey, row: Mapping[str, Any]) -> dict[str, Any]:
    return {own: row[other] for own, other in zip(key.columns, key.target_columns, strict=True)}
