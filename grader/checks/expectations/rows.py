"""`rows:`, `added:`, `changed:`, `removed:` the database holds what it should, as another connection sees it."""

from __future__ import annotations

import functools
from collections import defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.checks import outlines
from grader.checks.contract import CheckInput, FinishedRun
from grader.checks.expectations.returns import UNSTORED, find_end, place
from grader.checks.values.compare import Comparison, ExpectedObject, expected_object, row_marks, show_expected
from grader.checks.values.matching import Pool, matched
from grader.checks.values.plain import identity, same_plain
from grader.checks.values.resolve import resolve
from grader.checks.values.show import show_rows
from grader.hints import explain
from grader.language.acts import Call
from grader.language.checks import ScenarioCheck
from grader.language.exercise import Exercise
from grader.language.inheritance import list_ancestors
from grader.language.links import Holder, link
from grader.model import Finding, TableRows
from grader.planning.data import Pair, Row
from grader.wording import number
from grader.worker.protocol import Where

_SENT = "It was sent here, and another connection does not see it. Is there a commit() after this line, and no rollback()?"
_WRITES = ("INSERT", "UPDATE", "DELETE")
_Key = tuple[Hashable, ...]
"""A primary key."""
_Matches = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True)
class _Wanted:
    """A row that must be there: how it looks to a reader, and whether a row of the table is it. Such a row has a
    mark of each set of ``conditions``."""

    shown: str
    conditions: tuple[Collection[Hashable], ...]
    matches: _Matches
    is_of_the_data: bool = False


def findings(check: ScenarioCheck, ran: FinishedRun, asked: CheckInput) -> Iterator[Finding]:
    """Tables that hold other rows than stated."""
    expect = _Expectation(check, ran, asked.exercise)
    for model, wanted in expect.wanted().items():
        table = ran.evidence.rows[model]
        if not wanted and model not in ran.plan.uses and asked.is_absent(model):
            continue  # where there is no table, nothing can have come
        if table.problem:
            yield Finding(f"The rows of `{model}` cannot be read: {table.problem}")
            continue
        missing, surplus = _differences(wanted, table)
        if missing or surplus:
            is_unstored = bool(missing) and all(expect.is_as_it_was(model, row) for row in surplus)
            sent = _find_sent(model, ran, asked) if is_unstored else None
            where = sent or (_find_end(check, asked) if is_unstored else _last_call(check, asked))
            yield Finding(
                message=f"The database does not hold the rows of `{model}` that it should.",
                expected="\n".join(item.shown for item in missing) or "no other rows",
                actual=(show_rows(surplus) if surplus else "no such rows") + _count_others(wanted, missing),
                hint=_SENT if sent else _hint(missing, surplus, is_unstored),
                where=where,
                cause=explain.write_cause(where, UNSTORED) if is_unstored else "",
                outline=outlines.of_rows(model, bool(missing), bool(surplus)),
            )


def _count_others(wanted: Sequence[_Wanted], missing: Sequence[_Wanted]) -> str:
    """How many rows both sides have."""
    others = [item for item in wanted if not any(item is other for other in missing)]
    how = "unchanged" if all(item.is_of_the_data for item in others) else "as expected"
    return f" ({number(len(others), 'row')} {how})" if others else ""


def _last_call(check: ScenarioCheck, asked: CheckInput) -> Where | None:
    """The line of the function that was called last: what the database holds is its doing."""
    calls = [act for act in check.do if isinstance(act, Call)]
    return place(calls[-1], asked) if calls else None


def _find_sent(model: str, ran: FinishedRun, asked: CheckInput) -> Where | None:
    """The line that sent the last statement which writes to a model's table."""
    table = asked.table(model)
    writes = [s for s in ran.evidence.statements if s.sql.lstrip()[:6].upper() in _WRITES]
    return next((s.where for s in reversed(writes) if table and table.name in s.sql), None)


def _find_end(check: ScenarioCheck, asked: CheckInput) -> Where | None:
    """The end of the function that was called last."""
    calls = [act for act in check.do if isinstance(act, Call)]
    return find_end(calls[-1], asked) if calls else None


@dataclass(frozen=True)
class _Expectation:
    """What one scenario states of the rows, in one run."""

    check: ScenarioCheck
    ran: FinishedRun
    exercise: Exercise

    def wanted(self) -> dict[str, list[_Wanted]]:
        """The rows that must be there, by model."""
        expect = self.check.expect
        if expect.rows is not None:
            return {model: [self._stated(model, row) for row in rows] for model, rows in expect.rows.items()}
        if not expect.states_difference:
            return {}
        wanted: dict[str, list[_Wanted]] = {
            m: [] for m in self.ran.evidence.rows if m in self.exercise.models
        }
        for row in self.ran.plan.data.rows:
            if row.model in wanted and row.name not in self._removed:
                wanted[row.model].append(self._laid(row))
        for model, rows in (expect.added or {}).items():
            wanted[model] = [*wanted.get(model, []), *(self._added(model, row) for row in rows)]
        return wanted

    def _added(self, model: str, stated: Any) -> _Wanted:
        """A row that came: one that has the key of a row which had to go is that row, changed."""
        wanted, gone = self._stated(model, stated), self._gone[model]

        def matches(actual: Mapping[str, Any]) -> bool:
            return wanted.matches(actual) and self._key(model, actual) not in gone

        return _Wanted(wanted.shown, wanted.conditions, matches)

    def is_as_it_was(self, model: str, actual: Mapping[str, Any]) -> bool:
        """Whether a row is one of the data, unchanged."""
        return any(self._is_unchanged(row, actual, ()) for row in self._data[model, self._key(model, actual)])

    @functools.cached_property
    def _removed(self) -> frozenset[str]:
        return frozenset(name.lstrip("$") for name in self.check.expect.removed or ())

    @functools.cached_property
    def _changed(self) -> Mapping[str, Mapping[str, Any]]:
        return {name.lstrip("$"): values for name, values in (self.check.expect.changed or {}).items()}

    @functools.cached_property
    def _comparison(self) -> Comparison:
        rows = {name: table.rows for name, table in self.ran.evidence.rows.items()}
        return Comparison(self.exercise.models, rows)

    # ---- rows of the data ----

    @functools.cached_property
    def _data(self) -> Mapping[tuple[str, _Key], list[Row]]:
        """By model and key."""
        found = defaultdict(list)
        for row in self.ran.plan.data.rows:
            found[row.model, self._key(row.model, row.values)].append(row)
        return found

    @functools.cached_property
    def _gone(self) -> Mapping[str, set[_Key]]:
        """The keys of the rows that had to go, by model, and by those that it is."""
        return self._keys(row for row in self.ran.plan.data.rows if row.name in self._removed)

    @functools.cached_property
    def _staying(self) -> Mapping[str, set[_Key]]:
        """The keys of the rows that stay as they are, by model, and by those that it is."""
        but = {*self._removed, *self._changed}
        return self._keys(row for row in self.ran.plan.data.rows if row.name not in but)

    def _keys(self, rows: Iterable[Row]) -> Mapping[str, set[_Key]]:
        found = defaultdict(set)
        for row in rows:
            for model in (row.model, *list_ancestors(self.exercise.models, row.model)):
                found[model].add(self._key(row.model, row.values))
        return found

    def _key(self, model: str, values: Mapping[str, Any]) -> _Key:
        """The primary key of a row, as something that tells it from others."""
        return tuple(identity(values.get(name)) for name in self.exercise.models[model].primary_key)

    def _linked(self, row: Row) -> _Key:
        """What a table between two models holds of a row."""
        return self._key(row.model, row.values)[:1]

    def _laid(self, row: Row) -> _Wanted:
        """A row of the data: unchanged, or as ``changed:`` says."""
        values = self._changed.get(row.name or "", {})
        changed = (*values, *(column for name in values for column in self._find_key(row.model, name)))
        stated = self._object(row.model, values)
        shown = {name: value for name, value in row.values.items() if name not in changed}

        def matches(actual: Mapping[str, Any]) -> bool:
            return self._is_unchanged(row, actual, changed) and self._comparison.same_row(stated, actual)

        whole = ExpectedObject(row.model, None, {**shown, **stated.values})
        return _Wanted(_line(whole.values), tuple(self._comparison.row_conditions(whole)), matches, True)

    def _find_key(self, model: str, name: str) -> tuple[str, ...]:
        """The columns of the foreign key that changes with a relationship."""
        if name not in self.exercise.models[model].relationships:
            return ()
        found = link(self.exercise.models, model, name)
        return found.columns if found.holder is Holder.SELF else ()

    def _is_unchanged(self, row: Row, actual: Mapping[str, Any], but: Sequence[str]) -> bool:
        """Whether a row of the table is ``row`` as it was inserted, apart from ``but``: columns, and
        many-to-many links to other rows of the data."""
        same = all(same_plain(v, actual.get(name)) for name, v in row.values.items() if name not in but)
        return same and all(
            self._links_unchanged[id(row), name] for name in self._many_to_many(row.model) if name not in but
        )

    def _many_to_many(self, model: str) -> list[str]:
        relationships = self.exercise.models[model].relationships
        return [n for n in relationships if link(self.exercise.models, model, n).holder is Holder.TABLE]

    @functools.cached_property
    def _links_unchanged(self) -> Mapping[tuple[int, str], bool]:
        """Of each row and each many-to-many relationship, whether it leads where it did."""
        return {
            (id(row), name): self._leads_where_it_did(row, name)
            for row in self.ran.plan.data.rows
            for name in self._many_to_many(row.model)
        }

    def _leads_where_it_did(self, row: Row, name: str) -> bool:
        """To the rows that stay as they are; what is linked to a new row is that row's affair."""
        table = self.ran.evidence.rows.get(f"{row.model}.{name}")
        if table is None or table.problem:
            return True
        staying = self._staying[self.exercise.models[row.model].relationships[name].target]
        key = row.values[self.exercise.models[row.model].primary_key[0]]
        found = self._comparison.lookup(f"{row.model}.{name}").where("left", key)
        there = {(identity(pair["right"]),) for pair in found}
        return self._partners[id(row), name] & staying == there & staying

    @functools.cached_property
    def _partners(self) -> Mapping[tuple[int, str], set[_Key]]:
        """The keys of the rows that a row was linked to, by the row and the relationship."""
        found = defaultdict(set)
        for pair in self.ran.plan.data.pairs:
            found[id(pair.left), pair.relationship].add(self._linked(pair.right))
            for name in self._inverses(pair):
                found[id(pair.right), name].add(self._linked(pair.left))
        return found

    def _inverses(self, pair: Pair) -> list[str]:
        """The relationships on the right side that lead back."""
        relationships = self.exercise.models[pair.right.model].relationships
        return [name for name, found in relationships.items() if found.inverse == pair.relationship]

    # ---- rows that are stated ----

    def _stated(self, model: str, stated: Any) -> _Wanted:
        """A mapping of columns and relationships, or a row of the data that must be as it was."""
        row = self.ran.plan.data.names.get(str(stated).lstrip("$")) if isinstance(stated, str) else None
        if row is not None:
            return self._laid(row)
        if isinstance(stated, Mapping):
            wanted = self._object(model, stated)
            return self._same_row(_line(wanted.values), wanted)
        found = resolve(stated, self.check, self.ran, self.exercise)
        if isinstance(found, ExpectedObject) and found.key:
            return self._same_row(show_expected(found), found)
        return _Wanted(f"the result `{stated}`", ((),), lambda _: False)

    def _same_row(self, shown: str, wanted: ExpectedObject) -> _Wanted:
        conditions = tuple(self._comparison.row_conditions(wanted))
        return _Wanted(shown, conditions, lambda actual: self._comparison.same_row(wanted, actual))

    def _object(self, model: str, stated: Mapping[str, Any]) -> ExpectedObject:
        """A mapping of columns and relationships as an object to compare with."""
        values: dict[str, Any] = {}
        for name, value in stated.items():
            relationship = self.exercise.models[model].relationships.get(name)
            if relationship and isinstance(value, list | tuple):
                values[name] = [self._related(relationship.target, item) for item in value]
            elif relationship:
                values[name] = self._related(relationship.target, value)
            else:
                values[name] = resolve(value, self.check, self.ran, self.exercise)
        return ExpectedObject(model, None, values)

    def _related(self, model: str, value: Any) -> Any:
        row = self.ran.plan.data.names.get(str(value).lstrip("$")) if isinstance(value, str) else None
        if row is not None:
            return expected_object(row, self.exercise.models[row.model])
        if isinstance(value, Mapping):
            return self._object(model, value)
        return resolve(value, self.check, self.ran, self.exercise)


def _line(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{n}={show_expected(v)}" for n, v in values.items())


def _differences(
    wanted: Sequence[_Wanted], table: TableRows
) -> tuple[list[_Wanted], list[Mapping[str, Any]]]:
    """What is wanted and not there, and what is there and not wanted."""
    pool = Pool(table.rows, row_marks)
    candidates = [pool.candidates(item.conditions) for item in wanted]
    found = matched(candidates, lambda item, row: wanted[item].matches(table.rows[row]))
    there = set(found.values())
    missing = [item for i, item in enumerate(wanted) if i not in found]
    return missing, [row for i, row in enumerate(table.rows) if i not in there]


def _hint(missing: Sequence[_Wanted], surplus: Sequence[Mapping[str, Any]], unchanged: bool) -> str:
    if missing and unchanged:
        what = "Something is not stored" if not surplus else "A row is still as it was"
        return f"{what}: another connection does not see it. Is the object in the session, and is there a commit()?"
    if surplus and not missing:
        return "There is more than there should be: is something stored twice, or not rolled back?"
    return "Compare the columns one by one: a value may be missing, or in the wrong place."
