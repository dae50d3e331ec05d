"""A check uses what it names: rows, acts and expectations say which columns, and nothing else must be there."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks import scenario
from tests.support.evidence import check, exercise

BOOK = {"id", "author_id"}


def uses(*do: Any, data: Any = ({"Author": "ada"},), expect: Any = None) -> dict[str, set[str]]:
    asked = check(
        data=list(data), do=list(do) or [{"call": "anything"}], **({"expect": expect} if expect else {})
    )
    return {model: set(columns) for model, columns in scenario.needs(asked, exercise(asked)).items()}


def test_a_row_is_used_by_its_key() -> None:
    """A row that is laid without values needs its key, and no other column."""
    assert {"Author": {"id"}} == uses()


def test_a_value_that_is_given_is_used() -> None:
    """A value that the exercise gives a row needs its column."""
    assert {"Author": {"id", "email"}} == uses(data=[{"Author": "ada", "email": "a@b"}])


def test_what_hangs_on_a_row_is_used_by_the_key_that_links_it() -> None:
    """Children need the foreign key that they hang by, and nothing else of theirs."""
    assert {"Author": {"id"}, "Book": BOOK} == uses(data=[{"Author": "ada", "books": 2}])


@pytest.mark.parametrize(
    "act",
    [
        {"call": "books_of", "with": {"author_id": "$ada.name"}},
        {"read": "$ada.name"},
        {"set": "$ada.name", "to": "Bea"},
        {"new": "Author", "with": {"name": "Bea"}},
        {"call": "find", "with": {"title": "x"}, "returns": {"object": "Author", "name": "Ada"}},
        {"call": "number", "returns": {"ada": "$ada.name"}},
        {"request": "GET /authors/{ada.name}"},
    ],
    ids=["argument", "read", "set", "new", "object", "result", "request"],
)
def test_what_an_act_names_is_used(act: Any) -> None:
    """A column that an act gives, reads, sets or expects must be there; the others need not."""
    assert {"id", "name"} == uses(act)["Author"]


def test_a_path_through_a_relationship_uses_both_sides() -> None:
    """Reading on through a relationship needs the key behind it, and the column at its end."""
    assert {"Author": {"id"}, "Book": {*BOOK, "title"}} == uses({"read": "$ada.books.title"})


def test_what_an_act_keeps_is_known_by_its_model() -> None:
    """A column of an object that was made or returned is used as one of a row."""
    assert {"id", "email"} == uses({"new": "Author", "as": "bea"}, {"read": "$bea.email"})["Author"]
    assert {"id", "title"} <= uses(
        {"call": "find", "with": {"title": "x"}, "as": "found"}, {"read": "$found.title"}
    )["Book"]


@pytest.mark.parametrize(
    "expect",
    [
        {"rows": {"Author": [{"name": "Ada"}]}},
        {"added": {"Author": [{"name": "Ada"}]}},
        {"changed": {"$ada": {"name": "Bea"}}},
    ],
    ids=["rows", "added", "changed"],
)
def test_what_is_expected_of_rows_is_used(expect: Any) -> None:
    """A column that is compared must be there."""
    assert {"Author": {"id", "name"}} == uses(expect=expect)


def test_only_the_class_of_what_is_called_is_needed() -> None:
    """A class method needs its class, and no column of it."""
    assert {"Author": {"id"}, "Prize": set()} == uses({"call": "Prize.find"})
