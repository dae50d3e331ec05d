"""`rows:` and `added:` the database holds what it should, as another connection sees it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.checks.comparing import ExpectedObject, matched, same_plain, show_expected
from grader.checks.contract import Asked, Ran
from grader.checks.expected import resolve
from grader.checks.showing import show_plain, show_rows
from grader.drawing import Row
from grader.model import Finding, TableRows
from grader.spec.exercise import Exercise
from grader.spec.language import ScenarioCheck
from grader.spec.links import link

_Matches = Callable[[Mapping[str, Any]], bool]


@dataclass(frozen=True)
class _Wanted:
    """A row that must be there: how it looks to a reader, and whether a row of the table is it."""

    shown: str
    matches: _Matches


def findings(check: ScenarioCheck, ran: Ran, asked: Asked) -> Iterator[Finding]:
    """Tables that hold other rows than stated."""
    for model, wanted in _wanted(check, ran, asked.exercise).items():
        table = ran.evidence.rows[model]
        if table.problem:
            yield Finding(f"The rows of `{model}` cannot be read: {table.problem}")
            continue
        missing, surplus = _differences(wanted, table)
        if missing or surplus:
            yield _finding(model, wanted, missing, surplus, table)


def _wanted(check: ScenarioCheck, ran: Ran, exercise: Exercise) -> dict[str, list[_Wanted]]:
    matcher = _Matcher(check, ran, exercise)
    if check.expect.rows is not None:
        return {
            model: [matcher.wanted(model, row) for row in rows] for model, rows in check.expect.rows.items()
        }
    if check.expect.added is None:
        return {}
    laid: dict[str, list[_Wanted]] = {model: [] for model in ran.evidence.rows if model in exercise.models}
    for row in ran.plan.drawn.rows:
        if row.model in laid:
            laid[row.model].append(_unchanged(row))
    for model, rows in check.expect.added.items():
        laid[model] = [*laid.get(model, []), *(matcher.wanted(model, row) for row in rows)]
    return laid


def _unchanged(row: Row) -> _Wanted:
    def matches(actual: Mapping[str, Any]) -> bool:
        return all(same_plain(value, actual.get(name)) for name, value in row.values.items())

    return _Wanted(_line(row.values), matches)


def _line(values: Mapping[str, Any]) -> str:
    return ", ".join(f"{name}={show_plain(value)}" for name, value in values.items())


@dataclass(frozen=True)
class _Matcher:
    check: ScenarioCheck
    ran: Ran
    exercise: Exercise

    def wanted(self, model: str, stated: Any) -> _Wanted:
        """A stated row: a mapping of columns, or a row of the data that must be as it was."""
        resolved = resolve(stated, self.check, self.ran, self.exercise)
        if isinstance(resolved, ExpectedObject):
            return self._named(model, stated, resolved)
        if not isinstance(resolved, Mapping):
            return _Wanted(f"the result `{stated}`", lambda _: False)
        shown = ", ".join(f"{name}={show_expected(value)}" for name, value in resolved.items())
        return _Wanted(shown, lambda row: all(self._same(model, row, k, v) for k, v in resolved.items()))

    def _named(self, model: str, stated: Any, expected: ExpectedObject) -> _Wanted:
        row = self.ran.plan.drawn.names.get(str(stated).lstrip("$"))
        if row is not None:
            return _unchanged(row)
        keys = self.exercise.models[model].primary_key
        wanted = dict(zip(keys, expected.key or (), strict=False))
        return _Wanted(
            _line(wanted) or "the result",
            lambda r: bool(wanted) and all(same_plain(v, r.get(k)) for k, v in wanted.items()),
        )

    def _same(self, model: str, row: Mapping[str, Any], name: str, expected: Any) -> bool:
        if name not in self.exercise.models[model].relationships:
            return same_plain(expected, row.get(name))
        found = link(self.exercise.models, model, name)
        target = self.exercise.models[model].relationships[name].target
        parent = self._parent(target, found.points_to, row.get(found.column))
        if parent is None or expected is None:
            return expected is None and row.get(found.column) is None
        if isinstance(expected, ExpectedObject):
            keys = self.exercise.models[target].primary_key
            return all(same_plain(e, parent.get(k)) for e, k in zip(expected.key or (), keys, strict=False))
        if not isinstance(expected, Mapping):  # a result that is no object
            return False
        return all(self._same(target, parent, key, value) for key, value in expected.items())

    def _parent(self, model: str, column: str, key: Any) -> Mapping[str, Any] | None:
        rows = self.ran.evidence.rows[model].rows
        return next((row for row in rows if key is not None and same_plain(key, row.get(column))), None)


def _differences(
    wanted: Sequence[_Wanted], table: TableRows
) -> tuple[list[_Wanted], list[Mapping[str, Any]]]:
    """What is wanted and not there, and what is there and not wanted."""
    found = matched(wanted, table.rows, lambda item, row: item.matches(row))
    there = set(found.values())
    missing = [item for i, item in enumerate(wanted) if i not in found]
    return missing, [row for i, row in enumerate(table.rows) if i not in there]


def _finding(
    model: str,
    wanted: Sequence[_Wanted],
    missing: Sequence[_Wanted],
    surplus: Sequence[Mapping[str, Any]],
    table: TableRows,
) -> Finding:
    return Finding(
        message=f"The database does not hold the rows of `{model}` that it should.",
        expected="\n".join(item.shown for item in wanted) or "no rows",
        actual=show_rows(table.rows),
        hint=_hint(missing, surplus),
    )


def _hint(missing: Sequence[_Wanted], surplus: Sequence[Mapping[str, Any]]) -> str:
    if missing and not surplus:
        return (
            "Something is not stored, as another connection sees it. Is it added to the session, and is there a"
            " commit()? flush() sends SQL, but does not make it durable."
        )
    if surplus and not missing:
        return "There is more than there should be: is something stored twice, or not rolled back?"
    return "Compare the columns one by one: a value may be missing, or in the wrong place."
