"""Rows are drawn from a seed, so that what often goes wrong occurs in them."""

from __future__ import annotations

import datetime
from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grader.errors import AuthorError
from grader.language.models import Model
from grader.language.rows import Group, parse
from grader.planning.data import Data, Row, generate

MODELS = {
    name: Model.model_validate(model)
    for name, model in {
        "Author": {
            "columns": {
                "id": {"type": "integer", "primary_key": True},
                "name": {"type": "text", "nullable": False},
                "email": {"type": "text", "unique": True, "length": 60},
                "code": {"type": "text", "unique": True, "length": 4},
                "alive": {"type": "boolean"},
                "nick": {"type": "text", "nullable": True},
            },
            "relationships": {
                "books": {"many": "Book", "inverse": "author"},
                "prizes": {"many": "Prize", "inverse": "authors"},
            },
        },
        "Book": {
            "columns": {
                "id": {"type": "integer", "primary_key": True},
                "title": {"type": "text"},
                "author_id": {"type": "integer", "foreign_key": "Author.id"},
                "in_print": {"type": "boolean"},
            },
            "relationships": {
                "author": {"one": "Author", "inverse": "books"},
                "loans": {"many": "Loan"},
            },
        },
        "Loan": {
            "columns": {
                "id": {"type": "integer", "primary_key": True},
                "book_id": {"type": "integer", "foreign_key": "Book.id"},
            },
        },
        "Prize": {
            "columns": {"id": {"type": "integer", "primary_key": True}, "name": {"type": "text"}},
            "relationships": {"authors": {"many": "Author", "inverse": "prizes"}},
        },
        "Everything": {
            "columns": {
                "code": {"type": "text", "primary_key": True, "length": 6},
                "whole": {"type": "integer"},
                "truth": {"type": "boolean"},
                "moment": {"type": "datetime"},
                "day": {"type": "date"},
                "hour": {"type": "time"},
                "broken": {"type": "float"},
                "price": {"type": "decimal"},
                "tree": {"type": "json"},
                "whatever": {"type": "any"},
                "text": {"type": "text"},
            },
        },
    }.items()
}


def groups(*items: dict[str, Any]) -> tuple[Group, ...]:
    def refuse(path: object, message: str) -> None:
        raise AssertionError(f"{path}: {message}")

    return parse(items, MODELS, (), refuse)


def data(
    *items: dict[str, Any], drafts: tuple[dict[str, Any], ...] = (), seed: str = "1", size: int | None = None
) -> Data:
    return generate(MODELS, groups(*items), groups(*drafts), seed, size)


def rows(found: Data, model: str) -> list[Row]:
    return [row for row in found.rows if row.model == model]


def children(found: Data) -> list[int]:
    """How many books each author has."""
    number = Counter(row.values["author_id"] for row in rows(found, "Book"))
    return [number[row.values["id"]] for row in rows(found, "Author")]


LIBRARY = {"Author": 4, "books": [{"Book": "1..3", "loans": "0..2"}]}


def test_same_seed() -> None:
    """The same seed gives the same rows, always."""
    assert data(LIBRARY, seed="7/check") == data(LIBRARY, seed="7/check")


def test_other_seed() -> None:
    """Another seed gives other values in every column that identifies a row."""
    one, other = rows(data(LIBRARY, seed="1"), "Author"), rows(data(LIBRARY, seed="2"), "Author")
    for name in ("id", "name", "email", "code"):
        assert [row.values[name] for row in one] != [row.values[name] for row in other]


@settings(max_examples=60, deadline=None)
@given(seed=st.text(), parents=st.integers(2, 6), low=st.integers(0, 4), more=st.integers(0, 6))
def test_a_range_of_children_has_its_smallest_and_largest_number(
    seed: str, parents: int, low: int, more: int
) -> None:
    """With two parents or more, a range of children has its smallest and its largest number, and none beyond."""
    numbers = children(data({"Author": parents, "books": f"{low}..{low + more}"}, seed=seed))
    assert low == min(numbers)
    assert low + more == max(numbers)


@pytest.mark.parametrize("seed", list("12345"))
def test_range_across_grandparents(seed: str) -> None:
    """The smallest and the largest number occur too where each parent is an only child."""
    found = data({"Author": 3, "books": [{"Book": 1, "loans": "0..4"}]}, seed=seed)
    loans = Counter(row.values["book_id"] for row in rows(found, "Loan"))
    numbers = [loans[row.values["id"]] for row in rows(found, "Book")]
    assert (0, 4) == (min(numbers), max(numbers))


@settings(max_examples=40, deadline=None)
@given(seed=st.text(), low=st.integers(0, 4), more=st.integers(0, 6))
def test_range_of_one_group(seed: str, low: int, more: int) -> None:
    """A range of rows that hang on nothing gives a number within it."""
    assert low <= len(data({"Author": f"{low}..{low + more}"}, seed=seed).rows) <= low + more


@settings(max_examples=40, deadline=None)
@given(seed=st.text(), number=st.integers(0, 30))
def test_a_count_gives_exactly_so_many_rows(seed: str, number: int) -> None:
    """A count gives exactly so many rows, and on each parent so many children."""
    found = data({"Author": number, "books": 2}, seed=seed)
    assert [2] * number == children(found)


@pytest.mark.parametrize("size", [1, 8, 32])
def test_the_word_size_stands_for_the_size_of_the_run(size: int) -> None:
    """The word `size` stands for the size of the run, at every depth."""
    found = data({"Author": "size", "books": [{"Book": "size", "loans": 1}]}, size=size)
    assert (size, size * size) == (len(rows(found, "Author")), len(rows(found, "Loan")))


@settings(max_examples=40, deadline=None)
@given(seed=st.text())
def test_keys_never_coincide(seed: str) -> None:
    """No key of one table is a key of another, nor of a draft, so that none is right by luck."""
    found = data(LIBRARY, {"Prize": 9}, drafts=({"Author": 3, "books": 2},), seed=seed)
    keys = [row.values["id"] for row in (*found.rows, *found.drafts)]
    assert len(keys) == len(set(keys))


def test_keys_have_gaps_and_no_order() -> None:
    """Keys are not 1, 2, 3: what counts positions instead of reading keys is found out."""
    keys = [row.values["id"] for row in data({"Author": 20}).rows]
    assert sorted(keys) != keys
    assert list(range(min(keys), min(keys) + 20)) != sorted(keys)
    assert min(keys) > 10


@settings(max_examples=40, deadline=None)
@given(seed=st.text())
def test_fixed_values_are_drawn_for_no_other_row(seed: str) -> None:
    """A key or a unique value that the exercise fixes is nobody else's, whatever comes first."""
    found = data({"Author": 30}, {"Author": "ada", "id": 40, "code": "abcd"}, {"Prize": 30}, seed=seed)
    assert 1 == sum(row.values["id"] == 40 for row in found.rows)
    assert 1 == sum(row.values.get("code") == "abcd" for row in found.rows)


@settings(max_examples=20, deadline=None)
@given(seed=st.text())
def test_unique_columns(seed: str) -> None:
    """Unique columns hold distinct values, also short ones, also against drafts."""
    found = data({"Author": 40}, drafts=({"Author": 10},), seed=seed)
    for name in ("email", "code"):
        values = [row.values[name] for row in (*found.rows, *found.drafts)]
        assert len(values) == len(set(values))


def test_no_text_is_longer_than_its_column() -> None:
    """No text is longer than its column, and none is empty."""
    for row in data({"Author": 40}, {"Everything": 40}).rows:
        for name, column in MODELS[row.model].columns.items():
            if column.length:
                assert 0 < len(row.values[name]) <= column.length


@pytest.mark.parametrize(
    "items",
    [
        ({"Book": 2, "author_id": 1},),
        ({"Author": 2, "books": 1},),
        ({"Author": "ada", "books": [{"Book": "first"}, {"Book": "second"}]},),
    ],
    ids=["one group", "a child each", "named rows"],
)
@pytest.mark.parametrize("seed", ["1", "2", "3"])
def test_both_booleans(items: tuple[dict[str, Any], ...], seed: str) -> None:
    """Of two rows one is true and one is false, however they are stated."""
    assert {True, False} == {row.values["in_print"] for row in rows(data(*items, seed=seed), "Book")}


def test_boolean_of_a_single_row() -> None:
    """Which of the two comes first is drawn too."""
    seen = {data({"Author": "ada"}, seed=str(seed)).names["ada"].values["alive"] for seed in range(20)}
    assert {True, False} == seen


def test_null_occurs_where_it_is_allowed() -> None:
    """Where NULL is allowed in so many words, some of many rows have it; elsewhere none has."""
    values = [row.values for row in data({"Author": 60}).rows]
    assert 0 < sum(row["nick"] is None for row in values) < 60
    assert 0 == sum(row[name] is None for row in values for name in ("name", "email", "alive"))


def test_each_type_of_column_holds_values_of_its_kind() -> None:
    """Each type of column holds values of its kind."""
    (row,) = data({"Everything": 1}).rows
    types = {
        "code": str,
        "whole": int,
        "truth": bool,
        "moment": datetime.datetime,
        "day": datetime.date,
        "hour": datetime.time,
        "broken": float,
        "price": Decimal,
        "tree": dict,
        "whatever": str,
        "text": str,
    }
    assert types == {name: type(value) for name, value in row.values.items()}


def test_drafts_are_not_stored() -> None:
    """Drafts are apart from the rows to store, and differ from them."""
    found = data({"Author": "ada"}, drafts=({"Author": "fresh", "books": [{"Book": "first"}]},))
    assert ["ada"] == [row.name for row in found.rows]
    assert ["fresh", "first"] == [row.name for row in found.drafts]
    assert {"ada", "fresh", "first"} == found.names.keys()
    assert found.names["fresh"].values["id"] == found.names["first"].values["author_id"]
    assert found.names["ada"].values["email"] != found.names["fresh"].values["email"]


def test_fixed_values() -> None:
    """A stated value is kept, `$$` is one dollar sign, and a reference is another row's value."""
    found = data(
        {"Author": "ada", "name": "Ada", "nick": None},
        {"Author": "bob", "name": "$$5", "email": "$ada.email"},
        {"Book": 1, "author_id": "$ada.id"},
        {"Book": "last", "author": "$bob"},
    )
    ada, bob = found.names["ada"].values, found.names["bob"].values
    assert ("Ada", None) == (ada["name"], ada["nick"])
    assert ("$5", ada["email"]) == (bob["name"], bob["email"])
    assert [ada["id"], bob["id"]] == [row.values["author_id"] for row in rows(found, "Book")]


def test_order_of_rows() -> None:
    """Rows stand in an order in which they can be stored: no child before its parent."""
    seen: set[Any] = set()
    for row in data(LIBRARY, {"Author": 2, "books": [{"Book": 2, "loans": 3}]}).rows:
        for name, column in MODELS[row.model].columns.items():
            if column.foreign_key:
                assert row.values[name] in seen
        seen.add(row.values["id"])


def test_many_to_many() -> None:
    """A many-to-many makes pairs, of new rows and of rows named before, and no column."""
    found = data({"Prize": "nobel"}, {"Author": 2, "prizes": [{"Prize": 2}, "$nobel"]})
    nobel = found.names["nobel"]
    authors = rows(found, "Author")
    assert {"prizes"} == {pair.relationship for pair in found.pairs}
    for author in authors:
        prizes = [pair.right for pair in found.pairs if pair.left is author]
        assert 3 == len(prizes)
        assert nobel in prizes
    assert 5 == len(rows(found, "Prize"))
    assert 6 == len(found.pairs)


def test_values_stand_in_the_order_of_the_columns() -> None:
    """A row has every column that the exercise names, in the exercise's order."""
    for row in data({"Author": "ada", "email": "x"}, {"Everything": 1}).rows:
        assert list(MODELS[row.model].columns) == list(row.values)


def test_too_few_distinct_values() -> None:
    """More unique values than there can be is a fault of the exercise, never a loop without end."""
    with pytest.raises(
        AuthorError, match="not enough distinct values for all rows of `Tiny`: its column `letter`"
    ):
        generate(
            {
                "Tiny": Model.model_validate(
                    {"columns": {"letter": {"type": "text", "primary_key": True, "length": 1}}}
                )
            },
            parse(
                ({"Tiny": 27},), {"Tiny": Model.model_validate({"columns": {"letter": "text"}})}, (), print
            ),
            (),
            "1",
            None,
        )


def test_a_text_holds_values_of_rows_before() -> None:
    """What is drawn for a row stands in the texts of later ones, of drafts too; an escaped place stays one."""
    stored = groups(
        {"Author": "ada"},
        {"Prize": "won", "name": "${ada.name} and $${ada.name}"},
        {"Prize": 2, "name": "$$5 for ${won.name}"},
    )
    data = generate(MODELS, stored, groups({"Prize": "fresh", "name": "${won.name}!"}), "3", None)
    ada, won = data.names["ada"].values["name"], data.names["won"].values["name"]
    assert f"{ada} and ${{ada.name}}" == won
    assert [f"$5 for {won}"] * 2 == [row.values["name"] for row in data.rows[2:]]
    assert f"{won}!" == data.names["fresh"].values["name"]


def test_a_text_that_may_be_too_long_is_the_authors() -> None:
    """A text that is longer with its values than its column takes is the exercise's fault, not a submission's."""
    items = groups({"Author": "ada"}, {"Author": "eve", "code": "${ada.name}"})
    with pytest.raises(AuthorError, match=r"`Author.code` takes 4 characters, and `\$\{ada.name\}` may have"):
        generate(MODELS, items, (), "3", None)
