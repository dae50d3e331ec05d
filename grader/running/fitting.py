"""An exercise's rows, as they fit into a submission's tables.

What a check does not use need not be there, nor be of the type that the exercise asks: it is left out of the rows, and
with that out of every comparison. What is drawn keeps to what the column takes.

A submission must not choose the data that it is judged by. So where what is drawn may decide what is right, no other value is
drawn for what a constraint of its refuses; and no text is cut to so little that all of them would look alike.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from grader.language.column_types import TYPES, is_of_type
from grader.language.exercise import Exercise
from grader.language.models import Column
from grader.model import ColumnFacts
from grader.planning.data import Data, Pair, Row, write
from grader.planning.uses import Uses
from grader.running.allowed import AreLetIn, fit_checks
from grader.running.tables import Tables


def fit(data: Data, uses: Uses, tables: Tables, are_let_in: AreLetIn) -> Data:
    """The same data where everything fits."""
    fitter = _Fitter(uses, tables, tables.exercise)
    rows = (*data.rows, *data.drafts)
    fitted = {id(row): fitter.fit(row) for row in rows}
    for model in () if data.decides else dict.fromkeys(row.model for row in rows):
        for table, columns in tables.list_constrained(model):
            of_model = [row for row in rows if row.model == model]
            found = fit_checks([fitted[id(row)] for row in of_model], columns, table, are_let_in)
            fitted.update(zip(map(id, of_model), found, strict=True))
    if all(fitted[id(row)] is row for row in rows):
        return data
    _write_again(rows, fitted)
    return Data(
        rows=tuple(fitted[id(row)] for row in data.rows),
        pairs=tuple(
            Pair(fitted[id(pair.left)], pair.relationship, fitted[id(pair.right)]) for pair in data.pairs
        ),
        drafts=tuple(fitted[id(row)] for row in data.drafts),
        decides=data.decides,
    )


def _write_again(rows: Sequence[Row], fitted: dict[int, Row]) -> None:
    """What comes from other rows comes from them as they fit."""
    names: dict[str, Row] = {}
    for row in rows:
        found = fitted[id(row)]
        values = {name: write(value, names) for name, value in row.written.items() if name in found.values}
        found = fitted[id(row)] = replace(found, values={**found.values, **values}) if values else found
        if row.name:
            names[row.name] = found


_SHORTEST = 8
"""Characters that a text is cut to at least."""


@dataclass(frozen=True)
class _Fitter:
    uses: Uses
    tables: Tables
    exercise: Exercise

    def fit(self, row: Row) -> Row:
        values = {name: value for name, value in row.values.items() if self._is_laid(row, name)}
        values = {name: self._adapt(row, name, value) for name, value in values.items()}
        same = values.keys() == row.values.keys() and all(values[n] is row.values[n] for n in values)
        return row if same else replace(row, values=values)

    def _is_laid(self, row: Row, name: str) -> bool:
        """A column that the check uses is laid in any case: where it does not fit, that is what the check says."""
        if name in row.given or name in self.uses.get(row.model, frozenset()):
            return True
        facts = self.tables.find_column(row.model, name)
        return facts is not None and _takes(facts, self.exercise.models[row.model].columns[name])

    def _adapt(self, row: Row, name: str, value: Any) -> Any:
        facts = self.tables.find_column(row.model, name)
        if facts is None or value is None:
            return value
        spec = self.exercise.models[row.model].columns[name]
        if spec.enum and facts.labels:
            return next((label for label in facts.labels if label.lower() == str(value).lower()), value)
        if spec.type == "any" and (adapt := _OF_ANY.get(facts.type)):
            return adapt(value)
        return value if name in row.given else _shorten(value, facts)


def _takes(facts: ColumnFacts, spec: Column) -> bool:
    labels = {label.lower() for label in facts.labels}
    has_labels = not labels or (spec.enum is not None and labels == {label.lower() for label in spec.enum})
    return has_labels and is_of_type(facts.type, spec.type)


def _shorten(value: Any, facts: ColumnFacts) -> Any:
    most = facts.length
    if isinstance(value, str) and most is not None and _SHORTEST <= most < len(value):
        return _keep_digits(value, most)
    return value


def _keep_digits(text: str, most: int) -> str:
    """The end, where the digits are that tell one from another; of an email address they stand before the @."""
    user, at, _ = text.partition("@")
    return f"{user[2 - most :]}@x" if at else text[-most:]


def _as_uuid(value: Any) -> Any:
    return uuid.UUID(int=value) if isinstance(value, int) and not isinstance(value, bool) else value


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


_OF_ANY: Mapping[str, Callable[[Any], Any]] = {
    "uuid": _as_uuid,
    **dict.fromkeys(TYPES["text"].in_postgres, _as_text),
}
"""What is drawn for a column of any type, by the type that it has."""
