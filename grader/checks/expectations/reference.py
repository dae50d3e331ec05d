"""`expect: reference` results and rows are those of the reference solution after the same acts.

Only what the exercise names is compared. A row that was there before is known by its key; a new one by its
content, since nobody can know the key that the database gave it; its moment of creation does not count. Order
counts only where the act says `in_order`.
"""

from __future__ import annotations

import datetime
import functools
import hashlib
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Context, Decimal
from typing import Any

from grader.checks import outlines
from grader.checks.contract import CheckInput, FinishedRun
from grader.checks.expectations.returns import place
from grader.checks.values.compare import Comparison, to_plain
from grader.checks.values.plain import identity, instant
from grader.checks.values.show import show, show_rows
from grader.errors import InternalError
from grader.language.acts import Result
from grader.language.checks import ScenarioCheck
from grader.language.exercise import Exercise
from grader.language.inheritance import list_family
from grader.language.links import Holder, link
from grader.model import Finding, Outcome, RunEvidence
from grader.planning.acts import describe_act
from grader.planning.plan import Plan
from grader.worker.protocol import Entries, Instance, Items, Object, Opaque, Scalar, Value


def findings(
    check: ScenarioCheck, ran: FinishedRun, reference: RunEvidence, asked: CheckInput
) -> Iterator[Finding]:
    """Where the submission's run differs from the reference's: the first result, else the rows."""
    _sound(check, reference)
    compared = {
        name: asked.list_comparable(name, ran.plan.uses.get(name, ())) for name in asked.exercise.models
    }
    ours = _World(ran.plan, ran.evidence, asked.exercise, compared)
    theirs = _World(ran.plan, reference, asked.exercise, compared)
    if check.expect.reference in (True, "results"):
        different = list(_results(check, ours, theirs, asked))
        yield from different[:1]
        if different:
            return
    if check.expect.reference in (True, "rows"):
        yield from _rows(ours, theirs, asked)


def _results(check: ScenarioCheck, ours: _World, theirs: _World, asked: CheckInput) -> Iterator[Finding]:
    for act, one, other in zip(
        check.acts, theirs.evidence.observations, ours.evidence.observations, strict=False
    ):
        if not isinstance(act, Result) or one.raised or other.raised:
            continue
        if not _same(theirs, one.value, ours, other.value, act):
            yield Finding(
                message=f"{describe_act(act)} gave something other than the reference solution.",
                expected=show(theirs.filled(one.value)),
                actual=show(ours.filled(other.value)),
                where=place(act, asked),
                outline=_outline(theirs, one.value, ours, other.value, act),
            )


def _same(theirs: _World, one: Value, ours: _World, other: Value, act: Result) -> bool:
    """Whether two results are the same, lists inside of others taken for sets of things, or for rows: a pair may be
    a row, a tuple or a list."""
    return any(
        theirs.value(one, reading) == ours.value(other, reading)
        for reading in (_Reading(act.in_order, rows, act.repeats is not None) for rows in (False, True))
    )


def _outline(theirs: _World, one: Value, ours: _World, other: Value, act: Result) -> Finding:
    reading = _Reading(act.in_order, rows=False, repeats=act.repeats is not None)
    if isinstance(one, Items) and isinstance(other, Items):
        wanted = [theirs.value(item, reading, True) for item in one.items]
        return outlines.of_items(act, wanted, [ours.value(item, reading, True) for item in other.items])
    return outlines.of_value(act, other, same_kind=type(one) is type(other))


def _rows(ours: _World, theirs: _World, asked: CheckInput) -> Iterator[Finding]:
    for name, table in theirs.evidence.rows.items():
        found = ours.evidence.rows[name]
        if name in asked.exercise.models and name not in ours.plan.uses and asked.is_absent(name):
            if table.rows:
                yield Finding(f"There are no rows of `{name}`.", show_rows(table.rows), "no table")
            continue
        if found.problem:
            yield Finding(f"The rows of `{name}` cannot be read: {found.problem}")
        elif theirs.table(name) != ours.table(name):
            yield Finding(
                message=f"The database holds other rows of `{name}` than after the reference solution.",
                expected=show_rows(table.rows),
                actual=show_rows(found.rows),
                outline=outlines.of_rows(name, missing=True, surplus=True),
            )


def _sound(check: ScenarioCheck, reference: RunEvidence) -> None:
    """A reference that fails is the exercise's fault, never the submission's."""
    if reference.outcome is not Outcome.COMPLETED:
        raise InternalError(f"the reference solution did not get through `{check.id}`: {reference.detail}")
    for act, observation in zip(check.acts, reference.observations, strict=False):
        if observation.problem or (observation.raised and not act.may_raise):
            told = observation.problem or f"{observation.raised.type}: {observation.raised.message}"  # type: ignore[union-attr]
            raise InternalError(f"the reference solution fails in `{check.id}`: {describe_act(act)}: {told}")


@dataclass(frozen=True)
class _Reading:
    """How the lists of a result are read: ``in_order`` all of them, ``rows`` those inside of others; with ``repeats``
    a list that holds something twice is one that holds it once."""

    in_order: bool
    rows: bool
    repeats: bool = False

    def items(self, value: Items, items: list[Any], is_inside: bool) -> Any:
        """What tells one structure from another: its kind, its length, and its items."""
        if is_inside and self.rows and value.type != "set":
            return ("row", value.length, items)
        kind = "row" if value.type == "row" else "set" if value.type == "set" and self.in_order else "list"
        if self.repeats and kind != "row":
            return (kind, sorted(set(items), key=repr))
        is_ordered = kind == "row" or (self.in_order and kind == "list")
        return (kind, value.length, items if is_ordered else sorted(items, key=repr))


@dataclass(frozen=True)
class _World:
    """One side of the comparison: values and rows in a form that does not depend on generated keys.

    Whatever holds others is a digest of them: ten thousand rows that point to one row do not repeat its text.
    ``compared``: columns by model, the same on both sides.
    """

    plan: Plan
    evidence: RunEvidence
    exercise: Exercise
    compared: Mapping[str, frozenset[str]]

    @functools.cached_property
    def _comparison(self) -> Comparison:
        rows = {name: table.rows for name, table in self.evidence.rows.items()}
        return Comparison(self.exercise.models, rows)

    def filled(self, value: Value) -> Value:
        """A value with what this side's database has of its objects: for a reader."""
        return self._comparison.filled(value)

    def table(self, name: str) -> list[str]:
        """The rows of a model, or the pairs of a many-to-many, as sorted digests."""
        rows = self.evidence.rows[name].rows
        if name in self.exercise.models:
            return sorted(self._row(name, row) for row in rows)
        left, _, relationship = name.partition(".")
        right = self.exercise.models[left].relationships[relationship].target
        return sorted(
            _digest(self._by_key(left, [row["left"]]), self._by_key(right, [row["right"]])) for row in rows
        )

    def value(self, value: Value, reading: _Reading, is_inside: bool = False) -> Any:
        match value:
            case Items():
                items = [self.value(item, reading, True) for item in value.items]
                return _digest(reading.items(value, items, is_inside))
            case Entries():
                entries = [(self.value(k, reading), self.value(v, reading)) for k, v in value.entries]
                return _digest("dict", value.length, sorted(entries, key=repr))
            case Object():
                return self._object(value)
            case Instance():
                held = [(name, self.value(v, reading)) for name, v in value.attributes.items()]
                return _digest("instance", value.type, sorted(held, key=repr))
            case Opaque():
                return ("opaque", value.type)
            case Scalar() | None | bool() | int() | float() | str():
                known, plain = to_plain(value)
                return self._plain(plain) if known else repr(value)

    def _object(self, value: Object) -> Any:
        if value.model not in self.exercise.models:
            return ("object", value.model)
        if len(value.key) == len(self.exercise.models[value.model].primary_key):
            key = [to_plain(part)[1] for part in value.key]
            return ("object", value.model, self._by_key(value.model, key))
        names = [n for n in self.exercise.models[value.model].columns if n in self.compared[value.model]]
        loaded = {n: self.value(value.loaded[n], _Reading(False, False)) for n in names if n in value.loaded}
        return _digest("unstored", value.model, sorted(loaded.items()))

    def _by_key(self, model: str, key: Sequence[Any]) -> Any:
        names = self.exercise.models[model].primary_key
        found = self._comparison.find(model, dict(zip(names, key, strict=False)))
        if found is None:
            return ("gone", repr(key)) if self._is_laid(model, key) else ("unknown",)
        return self._row(*found)

    def _row(self, model: str, row: Mapping[str, Any], depth: int = 0) -> str:
        place = (model, id(row), depth)
        if place not in self._known_rows:
            self._known_rows[place] = _digest(model, self._columns(model, row, depth))
        return self._known_rows[place]

    @functools.cached_property
    def _known_rows(self) -> dict[tuple[str, int, int], str]:
        return {}

    def _columns(self, model: str, row: Mapping[str, Any], depth: int) -> list[Any]:
        spec = self.exercise.models[model]
        key = [row.get(name) for name in spec.primary_key]
        known = self._is_laid(model, key)
        columns: list[Any] = [("known", repr(key))] if known else []
        for name, column in spec.columns.items():
            if name not in self.compared[model]:
                continue
            value = row.get(name)
            if spec.primary_key == (name,) and not column.foreign_key and column.type in _GENERATED:
                continue
            if column.foreign_key and value is not None and depth < 5:
                columns.append((name, self._parent(model, name, row, depth)))
            elif column.is_filled_with_the_moment and not known:
                continue
            else:
                columns.append((name, self._plain(column.read_label(value))))
        return columns

    def _parent(self, model: str, name: str, row: Mapping[str, Any], depth: int) -> Any:
        """The row that a foreign key points to, by all columns of the key."""
        points_to = {
            column: str(self.exercise.models[model].columns[column].foreign_key)
            for column in self._together.get((model, name), (name,))
        }
        target = points_to[name].partition(".")[0]
        wanted = {to.partition(".")[2]: row.get(column) for column, to in points_to.items()}
        found = self._comparison.find(target, wanted)
        return self._row(*found, depth + 1) if found else ("points to nothing",)

    @functools.cached_property
    def _together(self) -> Mapping[tuple[str, str], tuple[str, ...]]:
        """The columns of a foreign key of several columns, by the model and each of them."""
        models = self.exercise.models
        links = ((name, link(models, name, each)) for name in models for each in models[name].relationships)
        return {
            (name, column): found.columns
            for name, found in links
            if found.holder is Holder.SELF and len(found.columns) > 1
            for column in found.columns
        }

    def _is_laid(self, model: str, key: Sequence[Any]) -> bool:
        known = tuple(map(identity, key))
        return any((each, known) in self._laid for each in list_family(self.exercise.models, model))

    @functools.cached_property
    def _laid(self) -> frozenset[tuple[str, tuple[Hashable, ...]]]:
        """The rows of the data, by model and key."""
        keys = {name: model.primary_key for name, model in self.exercise.models.items()}
        return frozenset(
            (row.model, tuple(identity(row.values[name]) for name in keys[row.model]))
            for row in self.plan.data.rows
        )

    def _plain(self, value: Any) -> Any:
        """Numbers by value, moments by instant; ``True`` is no ``1``."""
        if isinstance(value, bool) or value is None:
            return value
        if isinstance(value, int | float | Decimal):
            return ("number", _number(value))
        if isinstance(value, datetime.datetime):
            return ("moment", str(instant(value)))
        return (type(value).__name__, str(value))


_GENERATED = ("integer", "uuid", "any")
"""Types of keys that the database makes, or the submission at random, and nobody can know."""


def _digest(*parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _number(value: float | Decimal) -> str:
    """A number by value, as far as a float is exact; whatever a submission makes of it, it is a text."""
    digits = Context(prec=15, traps=[])
    number = digits.create_decimal(value).normalize(digits)
    return "0" if number == 0 else str(number)
