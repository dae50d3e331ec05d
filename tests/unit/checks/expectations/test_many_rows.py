"""Judging takes a time in proportion to the rows and items there are, whatever they have in common.

A comparison of each with each would be seen at once: these tests would take hours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from grader.checks.registry import DOCUMENTS
from grader.checks.values.compare import AnyOf, Comparison, ExpectedObject
from grader.model import Finding, TableRows
from grader.planning.plan import Plan
from grader.worker.protocol import Entries, Items, Object, Scalar, Value
from tests.support.evidence import (
    MOMENT,
    asked_for,
    check,
    column,
    ended,
    exercise,
    gave,
    listed,
    report,
    stored,
    submission,
    table,
)  # fmt: skip

MANY = 2000
DATA = [{"Author": "ada", "books": [{"Book": "first"}], "prizes": [{"Prize": "prize"}]}, {"Author": "bob"}]
Rows = Sequence[Mapping[str, Any]]


def book(number: Any, **more: Any) -> dict[str, Any]:
    return {
        "title": "t",
        "id": number,
        "author_id": 10**6 + MANY,
        "in_print": True,
        "added_at": MOMENT,
        **more,
    }


def author(number: Any, **more: Any) -> dict[str, Any]:
    return {"id": number, "name": "n", "email": "e", **more}


def many(make: Callable[..., dict[str, Any]], **more: Any) -> list[dict[str, Any]]:
    """Rows with keys of their own; with a function among ``more``, what it makes of the number."""
    return [
        make(10**6 + i, **{name: value(i) if callable(value) else value for name, value in more.items()})
        for i in range(1, MANY + 1)
    ]


def copies(plan: Plan, of: str, **more: Any) -> list[dict[str, Any]]:
    """The same row of the data again and again, its key too."""
    return [{**plan.data.names[of].values, **more}] * MANY


def key(plan: Plan, name: str) -> Any:
    return plan.data.names[name].values["id"]


TABLES: Mapping[str, Callable[[Plan], dict[str, Rows]]] = {
    "lead to the last": lambda _: {"Author": many(author), "Book": many(book)},
    "lead to one": lambda plan: {"Book": many(book, author_id=key(plan, "ada"))},
    "lead to nothing": lambda _: {"Book": many(book, author_id=lambda i: -i)},
    "look like what is asked": lambda plan: {
        "Author": many(author, name="New"),
        "Book": many(book, title="x", author_id=key(plan, "bob")),
    },
    "are one row": lambda plan: {"Author": copies(plan, "ada"), "Book": copies(plan, "first")},
    "are one row but for a column": lambda plan: {
        "Author": copies(plan, "ada", name="New"),
        "Book": copies(plan, "first", title="x"),
    },
    "have keys close to each other": lambda _: {
        "Author": many(lambda i, **_: author(10**15 + i)),
        "Book": many(lambda i, **_: book(10**15 + i, author_id=10**15 + i)),
    },
    "have keys that are no integers": lambda _: {
        "Author": many(lambda i, **_: author(1 + Decimal(i).scaleb(-16))),
        "Book": many(lambda i, **_: book(i, author_id=1 + Decimal(i).scaleb(-16))),
    },
    "have keys that are lists": lambda _: {
        "Author": many(lambda i, **_: author([{"a": [i]}])),
        "Book": many(lambda i, **_: book(i, author_id=[{"a": [i % 2]}])),
    },
    "have values of all types": lambda _: {
        "Book": many(book, title=lambda i: ("t", 1, True, None, 1.5, Decimal("NaN"), MOMENT, [1])[i % 8])
    },
    "repeat a long text": lambda plan: {
        "Author": [author(key(plan, "ada"), name="x" * 1_000_000)],
        "Book": many(book, author_id=key(plan, "ada")),
    },
    "are pairs of one with all": lambda plan: {
        "Prize": [{"name": "x", "id": 10**6 + i} for i in range(MANY)],
        "Author.prizes": [{"left": key(plan, "ada"), "right": 10**6 + i} for i in range(MANY)],
    },
    "are pairs of all with all": lambda _: {
        "Author": [author(5, name="New")] * MANY,
        "Prize": [{"name": "x", "id": 5}] * MANY,
        "Author.prizes": [{"left": 5, "right": 5}] * MANY,
    },
}
EXPECTED: Mapping[str, Any] = {
    "nothing new": {"added": {}},
    "all else gone": {"removed": ["$first"]},
    "a new one with others": {
        "added": {"Author": [{"name": "New", "books": [{"title": "x"}], "prizes": [{"name": "x"}]}]}
    },
    "new ones that are alike": {"added": {"Book": [{"title": "x", "author": {"name": "New"}}] * 20}},
    "a changed one": {"changed": {"$first": {"author": "$bob"}, "$ada": {"prizes": []}}},
    "these alone": {"rows": {"Book": ["$first", {"title": "x"}], "Author": ["$ada"]}},
    "those of the reference": "reference",
}


@pytest.mark.parametrize("expect", EXPECTED.values(), ids=EXPECTED.keys())
@pytest.mark.parametrize("tables", TABLES.values(), ids=TABLES.keys())
def test_thousands_of_rows_are_a_finding_for_each_table(
    tables: Callable[[Plan], dict[str, Rows]], expect: Any
) -> None:
    """Thousands of rows where a handful is expected are a finding for each table, whatever they look like."""
    findings = found(expect, lambda plan: more(plan, tables(plan)))
    assert findings
    assert all(len(finding.actual or "") < 3000 for finding in findings)


def more(plan: Plan, tables: Mapping[str, Rows]) -> dict[str, TableRows]:
    laid = stored(plan)
    return {**laid, **{name: TableRows((*laid[name].rows, *rows)) for name, rows in tables.items()}}


def found(expect: Any, rows: Callable[[Plan], dict[str, TableRows]]) -> list[Finding]:
    subject = check(data=DATA, do=[{"call": "anything"}], expect=expect)
    asked = asked_for(
        subject,
        lambda plan: ended(gave(), rows=rows(plan)),
        reference=lambda plan: ended(gave(), rows=stored(plan)),
    )
    return list(DOCUMENTS.find_kind(subject).findings(subject, asked))


def test_the_same_rows_as_the_reference() -> None:
    """As many rows as the grader reads can be those of the reference, in another order and with other keys."""
    subject = check(data=DATA, do=[{"call": "anything"}], expect="reference")

    def answer(plan: Plan, first: int, step: int) -> Any:
        books = [book(first + step * i, title=f"{i}", author_id=key(plan, "ada")) for i in range(MANY)]
        return ended(gave(), rows=more(plan, {"Book": books[::step]}))

    asked = asked_for(subject, lambda p: answer(p, 10**6, 1), reference=lambda p: answer(p, 10**8, -1))
    assert [] == list(DOCUMENTS.find_kind(subject).findings(subject, asked))


# ---- rows that lead to each other -----------------------------------------------------------------

TREE: Mapping[str, Any] = {
    "Node": {
        "columns": {
            "id": {"type": "integer", "primary_key": True},
            "name": {"type": "text"},
            "parent_id": {"type": "integer", "foreign_key": "Node.id"},
            "other_id": {"type": "integer", "foreign_key": "Node.id"},
        },
        "relationships": {
            "parent": {"one": "Node", "inverse": "children", "via": "parent_id"},
            "children": {"many": "Node", "inverse": "parent", "via": "parent_id"},
        },
    }
}


@pytest.mark.parametrize(
    "parent",
    [lambda i: i - 1, lambda i: i, lambda i: (i + 1) % MANY, lambda _: 0],
    ids=["chain", "each its own", "circle", "one for all"],
)
def test_chains_and_circles(parent: Callable[[int], int]) -> None:
    """A chain of thousands of rows, a circle of them, or each its own parent: rows lead on for a few steps only."""
    subject = check(data=[{"Node": "root"}], do=[{"call": "anything"}], expect="reference")

    def answer(first: int) -> Any:
        nodes = [
            {"id": first + i, "name": "n", "parent_id": first + parent(i), "other_id": first + parent(i)}
            for i in range(MANY)
        ]
        return lambda _: ended(gave(), rows={"Node": TableRows(tuple(nodes))})

    nodes = table(
        "nodes", *(column(name, "integer") for name in ("id", "parent_id", "other_id")), column("name")
    )
    evidence = submission([report("Node", nodes)], [nodes])
    of = exercise(subject, models=TREE)
    for theirs, number in ((10**6, 0), (10**7, 1)):
        asked = asked_for(subject, answer(10**6), evidence, of, answer(theirs))
        assert number == len(list(DOCUMENTS.find_kind(subject).findings(subject, asked)))


# ---- results --------------------------------------------------------------------------------------

NUMBERS = range(2000)


def objects(key: Callable[[int], int]) -> list[Value]:
    return [Object("Book", "books", (key(i),), "persistent", {}, False) for i in NUMBERS]


def rows_of(items: Callable[[int], tuple[Value, ...]]) -> list[Value]:
    return [Items("tuple", items(i), 2) for i in NUMBERS]


PAIRS: Mapping[str, tuple[list[Any], list[Value], bool]] = {
    "integers": (list(NUMBERS), list(reversed(NUMBERS)), True),
    "other integers": (list(NUMBERS), list(range(1, 2001)), False),
    "long integers": ([10**15 + i for i in NUMBERS], [10**15 + 1999 - i for i in NUMBERS], True),
    "one integer": ([1] * 2000, [1] * 2000, True),
    "one integer, half as often": ([1] * 2000, [*[1] * 1000, *[2] * 1000], False),
    "floats": ([1 + i / 10**8 for i in NUMBERS], [1 + i / 10**8 for i in reversed(NUMBERS)], True),
    "close floats": ([1.0] * 2000, [1 + i / 10**13 for i in NUMBERS], True),
    "floats that are not close enough": ([1.0] * 2000, [1 + i / 10**10 for i in NUMBERS], False),
    "decimals": (
        [Decimal(i).scaleb(-9) for i in NUMBERS],
        [Scalar("decimal", str(Decimal(i).scaleb(-9))) for i in reversed(NUMBERS)],
        True,
    ),
    "anything": ([AnyOf("integer")] * 2000, list(NUMBERS), True),
    "anything but one": ([AnyOf("integer")] * 1999 + [5], [0] * 1999 + [5], True),
    "anything, and a text": ([AnyOf("integer")] * 2000, [*[0] * 1999, "a"], False),
    "rows": ([[i, "a"] for i in NUMBERS], rows_of(lambda i: ("a", 1999 - i)), True),
    "rows that differ": ([[i, "a"] for i in NUMBERS], rows_of(lambda i: ("a", i % 1999)), False),
    "objects": ([ExpectedObject("Book", (i,), {}) for i in NUMBERS], objects(lambda i: 1999 - i), True),
    "objects of one key": ([ExpectedObject("Book", (i,), {}) for i in NUMBERS], objects(lambda _: 1), False),
    "objects by a column": (
        [ExpectedObject("Book", None, {"title": str(i)}) for i in NUMBERS],
        objects(lambda i: 1999 - i),
        True,
    ),
    "objects that lead to others": (
        [ExpectedObject("Book", None, {"author": None, "in_print": True}) for _ in NUMBERS],
        objects(lambda i: i),
        False,
    ),
}


@pytest.mark.parametrize(("expected", "actual", "same"), PAIRS.values(), ids=PAIRS.keys())
def test_thousands_of_items_are_compared_in_any_order(
    expected: list[Any], actual: list[Value], same: bool
) -> None:
    """Two thousand items are told from others, or found to be those that are expected, in any order."""
    rows = {"Author": [author(1)], "Book": [book(i, title=str(i), author_id=1) for i in NUMBERS]}
    compare = Comparison(exercise().models, rows)
    assert same == compare.same(expected, listed(*actual))


@pytest.mark.parametrize(
    ("entries", "same"),
    [
        (lambda: ((i, "x") for i in reversed(NUMBERS)), True),
        (lambda: ((1, "x") for _ in NUMBERS), False),
        (lambda: ((Scalar("decimal", f"{i}.0"), "x") for i in NUMBERS), True),
        (lambda: ((i, "y") for i in NUMBERS), False),
    ],
    ids=["the same", "one key", "in another form", "other values"],
)
def test_thousands_of_keys_are_compared(
    entries: Callable[[], Iterator[tuple[Value, Value]]], same: bool
) -> None:
    """A mapping of two thousand keys is compared with one of two thousand."""
    assert same == Comparison({}, {}).same(dict.fromkeys(NUMBERS, "x"), Entries(tuple(entries()), 2000))


@pytest.mark.parametrize(
    "value",
    [
        listed(*objects(lambda i: i) * 10),
        listed(*objects(lambda i: -i) * 10),
        Entries(tuple((i, listed(*range(10))) for i in NUMBERS), 2000),
        listed(*[listed(*[listed(*[listed("x" * 100)] * 10)] * 10)] * 20),
    ],
    ids=["objects", "objects of unknown keys", "dict of lists", "lists of lists"],
)
def test_results_beside_the_references(value: Value) -> None:
    """A result of twenty thousand values is compared with the reference's, and shown."""
    subject = check(data=DATA, do=[{"call": "anything"}], expect={"reference": "results"})

    def answer(*values: Value) -> Any:
        books = [book(i, title=str(i)) for i in NUMBERS]
        return lambda plan: ended(*map(gave, values), rows=more(plan, {"Book": books}))

    for theirs, number in ((value, 0), (listed(), 1)):
        asked = asked_for(subject, answer(value), reference=answer(theirs))
        assert number == len(list(DOCUMENTS.find_kind(subject).findings(subject, asked)))
