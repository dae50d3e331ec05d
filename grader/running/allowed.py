"""Other values for what was drawn, where a table's CHECK constraints do not let that in.

An exercise states what its columns hold, and seldom all of it: a price from 0 to 99, a name with two letters. What a row is
given stays; what was drawn may as well be something else.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import chain, islice, pairwise, product
from typing import Any

from grader.model import TableFacts
from grader.planning.data import Row

AreLetIn = Callable[[TableFacts, Sequence[Mapping[str, Any]]], list[bool]]
"""For each row, by columns, whether the constraints of a table hold."""

_MOST_TRIES = 1500
_NUMBER = re.compile(r"(?<![\w.])-?\d+(?:\.\d+)?(?![\w.])")
_TEXT = re.compile(r"'((?:[^']|'')*)'")
_SIMPLE_NUMBERS = (1, 0, 2, 5, 10, 50, 100, 1000, -1)
_SIMPLE_TEXTS = (
    "ada", "Ada", "ADA", "a", "Ada Lovelace", "ada@example.org", "https://example.org", "12345", "555-123-4567",
    "5551234567", "2024-01-01", "abcdefghij", "abcdefghijklmnopqrstuvwxyz", "A1", "Abcdef1!",
)  # fmt: skip


def fit_checks(
    rows: Sequence[Row], columns: Mapping[str, str], table: TableFacts, are_let_in: AreLetIn
) -> list[Row]:
    """``rows`` of one model, in their order, each as a table lets it in; as it was where no other value is found.

    ``columns``: of the table, by attribute.
    """
    let_in = are_let_in(table, [_by_column(row.values, columns) for row in rows])
    taken = [dict(row.values) for row, is_let_in in zip(rows, let_in, strict=True) if is_let_in]
    fitted: list[Row] = []
    for number, (row, is_let_in) in enumerate(zip(rows, let_in, strict=True)):
        values = row.values if is_let_in else _find(row, columns, table, are_let_in, taken, number)
        if not is_let_in:
            taken.append(dict(values))
        fitted.append(row if values is row.values else replace(row, values=values))
    return fitted


def _find(
    row: Row,
    columns: Mapping[str, str],
    table: TableFacts,
    are_let_in: AreLetIn,
    taken: Sequence[Mapping[str, Any]],
    number: int,
) -> Mapping[str, Any]:
    """The first that is let in; rows begin to look at different places, so that they do not all get the same."""
    unique = [{a for a, column in columns.items() if column in together} for together in table.unique]
    tries = [
        changed
        for changed in islice(_list_others(row, columns, table, number), _MOST_TRIES)
        if not any(_is_taken(changed, names, taken) for names in unique)
    ]
    let_in = are_let_in(table, [_by_column(changed, columns) for changed in tries])
    return next((changed for changed, found in zip(tries, let_in, strict=True) if found), row.values)


def _is_taken(values: Mapping[str, Any], names: set[str], taken: Sequence[Mapping[str, Any]]) -> bool:
    return any(all(values.get(name) == other.get(name) for name in names) for other in taken)


def _list_others(
    row: Row, columns: Mapping[str, str], table: TableFacts, number: int
) -> Iterator[dict[str, Any]]:
    """One value changed, then two, then three."""
    constrained = {column for check in table.checks for column in check.columns}
    free = [a for a in row.values if a not in row.given and columns.get(a) in constrained]
    words = [check.expression for check in table.checks]
    found = {a: _turned(_list_candidates(row.values[a], words), number) for a in free}
    for attribute in free:
        for value in found[attribute]:
            yield {**row.values, attribute: value}
    for some in chain(_pairs(free), [free] if len(free) == 3 else []):
        for values in product(*(found[a][:12] for a in some)):
            yield {**row.values, **dict(zip(some, values, strict=True))}


def _pairs(names: Sequence[str]) -> Iterator[list[str]]:
    yield from ([a, b] for i, a in enumerate(names) for b in names[i + 1 :])


def _turned(values: list[Any], number: int) -> list[Any]:
    start = number % len(values) if values else 0
    return [*values[start:], *values[:start]]


def _list_candidates(drawn: Any, words: Sequence[str]) -> list[Any]:
    """Values of the same type: such as the constraints name, those beside them, and simple ones."""
    match drawn:
        case bool():
            return [not drawn]
        case int():
            return [int(number) for number in _list_numbers(words)]
        case float():
            return [float(number) for number in _list_numbers(words)]
        case Decimal():
            return list(_list_numbers(words))
        case str():
            return _list_texts(drawn, words)
        case datetime.date():
            return [drawn + datetime.timedelta(days=days) for days in (-3650, 3650, -365, 365, -30, 30)]
    return []


def _list_numbers(words: Sequence[str]) -> list[Decimal]:
    named = [Decimal(found) for text in words for found in _NUMBER.findall(text)]
    between = [Decimal(round((a + b) / 2)) for a, b in pairwise(named)]
    beside = [number + step for number in named for step in (0, 1, -1)]
    return list(dict.fromkeys([*between, *beside, *map(Decimal, _SIMPLE_NUMBERS)]))


def _list_texts(drawn: str, words: Sequence[str]) -> list[Any]:
    named = [found.replace("''", "'") for text in words for found in _TEXT.findall(text)]
    lengths = [int(number) for number in _list_numbers(words) if 0 < number < 1000 and number == int(number)]
    changed = [
        drawn.lower(),
        drawn.upper(),
        drawn.split(maxsplit=1)[0] if drawn.split() else drawn,
        re.sub(r"\W|\d", "", drawn),
    ]
    sized = [drawn[:length].ljust(length, "x") for length in lengths]
    like = [found.replace("%", "x").replace("_", "x") for found in named if "%" in found]
    return list(dict.fromkeys([*named, *sized, *changed, *like, *_SIMPLE_TEXTS]))


def _by_column(values: Mapping[str, Any], columns: Mapping[str, str]) -> dict[str, Any]:
    return {columns[name]: value for name, value in values.items() if name in columns}
