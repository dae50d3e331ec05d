"""Rows generated from a seed: what a run begins with. Pure: the same seed gives the same rows.

Rows are generated so that what often goes wrong occurs: a range of children has its smallest and its largest
number among the parents, both truth values occur, keys of different tables never coincide, and keys have
gaps and no order, so that ``author_id`` is never right by luck where ``post_id`` is meant.
"""

from __future__ import annotations

import datetime
import math
import random
import string
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from grader.errors import AuthorError
from grader.language.drawn import Days, Lengths, Numbers, Range, find_day, parse_range
from grader.language.inheritance import list_ancestors
from grader.language.links import Holder, Link, link
from grader.language.models import Column, Model
from grader.language.references import Reference, reference, references, written_out
from grader.language.rows import Children, Count, Group


@dataclass(frozen=True)
class Row:
    """One row: values by attribute, every column that the exercise names. ``given``: those that are not drawn.
    ``written``: those that come from other rows, as the exercise says it."""

    model: str
    name: str | None
    values: Mapping[str, Any]
    given: frozenset[str] = frozenset()
    written: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Pair:
    """A many-to-many link: ``left`` holds ``right`` in its relationship ``relationship``."""

    left: Row
    relationship: str
    right: Row


@dataclass(frozen=True)
class Data:
    """``rows`` in an order in which they can be stored; ``drafts`` are not stored. ``decides``: what was drawn may decide
    what is right, as where a reference makes something of it."""

    rows: tuple[Row, ...] = ()
    pairs: tuple[Pair, ...] = ()
    drafts: tuple[Row, ...] = ()
    decides: bool = False

    @property
    def names(self) -> Mapping[str, Row]:
        return {row.name: row for row in (*self.rows, *self.drafts) if row.name}


def write(value: Any, names: Mapping[str, Row]) -> Any:
    """A value of YAML with the columns of rows that it names."""

    def find(found: Reference) -> Any:
        return names[found.name].values[found.path[0]]

    if found := reference(value):
        return find(found)
    if isinstance(value, dict):
        return {write(key, names): write(item, names) for key, item in value.items()}
    if isinstance(value, list):
        return [write(item, names) for item in value]
    return written_out(value, find) if isinstance(value, str) else value


def with_values(drawn: Data, fitted: Data) -> Data:
    """What was drawn, with the values that it has where it was fitted, as far as these are of the same type."""
    rows = {
        id(row): _with_values(row, other)
        for row, other in zip((*drawn.rows, *drawn.drafts), (*fitted.rows, *fitted.drafts), strict=True)
    }
    if all(rows[id(row)] is row for row in (*drawn.rows, *drawn.drafts)):
        return drawn
    return Data(
        tuple(rows[id(row)] for row in drawn.rows),
        tuple(Pair(rows[id(p.left)], p.relationship, rows[id(p.right)]) for p in drawn.pairs),
        tuple(rows[id(row)] for row in drawn.drafts),
        drawn.decides,
    )


def _with_values(drawn: Row, fitted: Row) -> Row:
    other = {
        name: value
        for name, value in fitted.values.items()
        if value is not drawn.values[name] and type(value) is type(drawn.values[name])
    }
    return replace(drawn, values={**drawn.values, **other}) if other else drawn


def generate(
    models: Mapping[str, Model], groups: Sequence[Group], drafts: Sequence[Group], seed: str, size: int | None
) -> Data:
    """Rows for ``groups``, which are stored, and for ``drafts``. ``size`` stands for the word `size` in them."""
    dealer = _Dealer(models, random.Random(seed), size)  # noqa: S311 - repeatable on purpose
    dealer.reserve((*groups, *drafts))
    stored = dealer.deal(groups)
    unstored = dealer.deal(drafts)
    return Data(tuple(stored.rows), tuple(stored.pairs), tuple(unstored.rows))


_FIRST = "Amber Bruno Clara Dmitri Elif Farid Greta Hugo Ines Jonas Kenji Lucia Mona Nils Olga Pavel Quentin Rosa Samir Tilda"
_LAST = "Abbott Berg Castro Duarte Eriksen Fischer Grant Horvat Iqbal Jensen Kowalski Lindgren Moreau Novak Okafor Petrov"
_WORDS = "amber basin cedar delta ember fable grove harbor island jungle kernel lantern meadow nectar orchid prairie quartz river summit tundra"


@dataclass
class _Dealt:
    rows: list[Row] = field(default_factory=list)
    pairs: list[Pair] = field(default_factory=list)


class _Dealer:
    """Deals the rows of one run; remembers what is taken."""

    def __init__(self, models: Mapping[str, Model], source: random.Random, size: int | None) -> None:
        self._models, self._random, self._size = models, source, size
        self._roots = {name: (name, *list_ancestors(models, name))[-1] for name in models}
        self._taken: set[tuple[str, str, Any]] = set()  # by the model that all of a family are
        self._keys: set[int] = set()
        self._truths: dict[tuple[str, str], bool] = {}
        self._named: dict[str, Row] = {}

    def reserve(self, groups: Sequence[Group]) -> None:
        """Take the values that groups fix, so that none of them is drawn for another row before."""
        for group in groups:
            for name, value in group.values.items():
                column = self._models[group.model].columns[name]
                self._taken.add((self._roots[group.model], name, _hashable(value)))
                if column.primary_key and isinstance(value, int):
                    self._keys.add(value)
            for children in group.children:
                self.reserve(children.groups)

    def deal(self, groups: Sequence[Group]) -> _Dealt:
        dealt = _Dealt()
        for group in groups:
            self._deal_group(group, [{}] * self._count_rows(group.count), dealt)
        return dealt

    def _deal_group(self, group: Group, fixed: Sequence[Mapping[str, Any]], dealt: _Dealt) -> list[Row]:
        """A row for each of ``fixed``, all parents' rows together, then what hangs on them."""
        own = [self._row(group, values, len(fixed) > 1) for values in fixed]
        dealt.rows.extend(own)
        for children in group.children:
            self._deal_children(group, children, own, dealt)
        return own

    def _row(self, group: Group, fixed: Mapping[str, Any], one_of_many: bool) -> Row:
        model = self._models[group.model]
        stated = {name: self._resolve(group.model, name, value) for name, value in group.values.items()}
        values = {**self._parents(group), **stated, **fixed}
        given = frozenset(values)
        for name, column in model.columns.items():
            if name not in values:
                values[name] = self._value(group.model, name, column, one_of_many)
            self._taken.add((self._roots[group.model], name, _hashable(values[name])))
        written = {name: value for name, value in group.values.items() if any(references(value))}
        row = Row(group.model, group.name, {name: values[name] for name in model.columns}, given, written)
        if group.name:
            self._named[group.name] = row
        return row

    def _parents(self, group: Group) -> dict[str, Any]:
        """Keys that a group holds itself, of rows named before."""
        values: dict[str, Any] = {}
        for children in group.children:
            found = link(self._models, group.model, children.relationship)
            if found.holder is Holder.SELF and children.named:
                values.update(_point_to(self._named[children.named[0].name], found))
        return values

    def _deal_children(self, group: Group, children: Children, parents: Sequence[Row], dealt: _Dealt) -> None:
        found = link(self._models, group.model, children.relationship)
        if found.holder is Holder.SELF:
            return
        for child in children.groups:
            numbers = self._spread(child.count, len(parents))
            owners = [p for p, number in zip(parents, numbers, strict=True) for _ in range(number)]
            fixed = [_point_to(owner, found) for owner in owners]
            rows = self._deal_group(child, fixed, dealt)
            if found.holder is Holder.TABLE:
                linked = zip(owners, rows, strict=True)
                dealt.pairs.extend(Pair(parent, children.relationship, row) for parent, row in linked)
        if found.holder is Holder.TABLE:
            named = [self._named[reference.name] for reference in children.named]
            dealt.pairs.extend(Pair(p, children.relationship, row) for p in parents for row in named)

    def _spread(self, count: Count, parents: int) -> list[int]:
        """A number for each parent; with two parents or more the smallest and the largest both occur."""
        if count.size or count.low == count.high or parents < 2:
            return [self._count_rows(count) for _ in range(parents)]
        numbers = [count.low, count.high]
        numbers += [self._random.randint(count.low, count.high) for _ in range(parents - 2)]
        self._random.shuffle(numbers)
        return numbers

    def _count_rows(self, count: Count) -> int:
        if count.size:
            return self._size or 1
        return self._random.randint(count.low, count.high)

    def _resolve(self, model: str, name: str, value: Any) -> Any:
        written, length = write(value, self._named), self._models[model].columns[name].length
        if isinstance(written, str) and length is not None and len(written) > length:
            raise AuthorError(
                f"`{model}.{name}` takes {length} characters, and `{value}` may have {len(written)}",
                "Write less around the value, or say within which bounds it is drawn: `drawn: 3..10 characters`.",
            )
        return written

    def _value(self, model: str, name: str, column: Column, one_of_many: bool) -> Any:
        if column.foreign_key:
            return None
        if column.primary_key and column.type in ("integer", "any"):
            return self._key()
        if column.nullable and one_of_many and self._random.random() < 0.25:
            return None
        for _ in range(1000):
            value = self._generate(model, name, column)
            if (
                not (column.unique or column.primary_key)
                or (self._roots[model], name, _hashable(value)) not in self._taken
            ):
                return value
        raise AuthorError(
            f"there are not enough distinct values for all rows of `{model}`: its column `{name}` is unique",
            "Lay fewer rows in this check, or give the rows values of their own.",
        )

    def _key(self) -> int:
        """A key that no other row of this run has, whatever its table."""
        key = self._random.randrange(11, 11 + 10 * (len(self._keys) + 20))
        while key in self._keys:
            key += 1
        self._keys.add(key)
        return key

    def _generate(self, model: str, name: str, column: Column) -> Any:
        if column.enum or isinstance(column.drawn, tuple):
            return self._random.choice(column.enum or column.drawn or ())
        found = parse_range(column.drawn) if column.drawn else None
        return self._in_range(found, name, column) if found else self._any(model, name, column)

    def _in_range(self, found: Range, name: str, column: Column) -> Any:
        match found:
            case Numbers(low, high):
                return self._number(low, high, column)
            case Lengths(low, high):
                length = self._random.randint(low, min(high, column.length or high))
                return self._text(name)[:length].strip().ljust(length, "x")
            case Days():
                first, last = (find_day(end, datetime.date.today()) for end in (found.low, found.high))
                day = first + datetime.timedelta(days=self._random.randint(0, (last - first).days))
                return day if column.type == "date" else datetime.datetime.combine(day, datetime.time(12))

    def _number(self, low: float, high: float, column: Column) -> Any:
        if column.type == "integer":
            return self._random.randint(math.ceil(low), math.floor(high))
        hundredths = self._random.randint(math.ceil(low * 100), math.floor(high * 100))
        return Decimal(hundredths).scaleb(-2) if column.type == "decimal" else hundredths / 100

    def _any(self, model: str, name: str, column: Column) -> Any:
        match column.type:
            case "integer":
                return self._random.randint(1, 9999)
            case "boolean":
                return self._truth(model, name)
            case "datetime":
                return datetime.datetime(2024, 1, 1) + datetime.timedelta(
                    minutes=self._random.randrange(525_600)
                )
            case "date":
                return datetime.date(2024, 1, 1) + datetime.timedelta(days=self._random.randrange(365))
            case "time":
                return datetime.time(self._random.randrange(24), self._random.randrange(60))
            case "interval":
                return datetime.timedelta(minutes=self._random.randint(1, 9999))
            case "uuid":
                return uuid.UUID(int=self._random.getrandbits(128), version=4)
            case "bytes":
                return self._random.randbytes(self._random.randint(4, 12))
            case "float":
                return self._random.randrange(1, 4000) / 4
            case "decimal":
                return Decimal(self._random.randrange(1, 100_000)).scaleb(-2)
            case "array of integer":
                return self._random.sample(range(1, 10_000), self._random.randint(2, 4))
            case "array of text":
                return self._random.sample(_WORDS.split(), self._random.randint(2, 4))
            case "json":
                return {self._word(): self._random.randint(1, 99)}
            case _:
                text = self._text(name)
                return (
                    text if len(text) <= (column.length or len(text)) else self._letters(column.length or 0)
                )

    def _truth(self, model: str, name: str) -> bool:
        """One, then the other; which comes first is drawn."""
        last = self._truths.get((model, name), self._random.random() < 0.5)
        self._truths[(model, name)] = not last
        return not last

    def _letters(self, number: int) -> str:
        return "".join(self._random.choices(string.ascii_lowercase, k=number))

    def _text(self, name: str) -> str:
        first, last = self._random.choice(_FIRST.split()), self._random.choice(_LAST.split())
        if "email" in name.lower():
            return f"{first}.{last}{self._random.randint(10, 9999)}@example.org".lower()
        if "name" in name.lower():
            return f"{first} {last} {self._random.randint(10, 9999)}"
        return f"{self._word()} {self._word()} {self._random.randint(10, 9999)}"

    def _word(self) -> str:
        return self._random.choice(_WORDS.split())


def _point_to(row: Row, link: Link) -> dict[str, Any]:
    """What the foreign key holds of a row that points to this one; nothing where a table lies between the two."""
    return {column: row.values[to] for column, to in zip(link.columns, link.points_to, strict=True)}


def _hashable(value: Any) -> Any:
    return repr(value) if isinstance(value, (dict, list)) else value
