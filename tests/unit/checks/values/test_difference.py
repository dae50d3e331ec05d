"""Where a result differs from the expected one is told in the words of Python, and only where it does."""

from __future__ import annotations

from typing import Any

import pytest

from grader.checks.values.compare import AtLeast, Comparison
from grader.checks.values.difference import find_difference
from grader.worker.protocol import Entries, Items, Value
from tests.support.evidence import exercise, listed


def entries(**values: Value) -> Entries:
    return Entries(tuple(values.items()), len(values))


ADA, BOB = entries(name="Ada", age=36), entries(name="Bob", age=20)


@pytest.mark.parametrize(
    ("expected", "actual", "told"),
    [
        ({"name": "Ada"}, entries(name="Eve"), "`['name']` is 'Eve' in place of 'Ada'."),
        ({"name": "Ada", "age": 36}, entries(name="Ada"), "The key `'age'` is missing."),
        ({"name": "Ada"}, ADA, "The key `'age'` is there, and is not asked for."),
        ({"name": None}, entries(nom=None), "The key `'name'` is missing."),
        (
            {"pet": {"name": "Rex"}},
            entries(pet=entries(name="Bo")),
            "`['pet']['name']` is 'Bo' in place of 'Rex'.",
        ),
        ({"pet": {"name": "Rex"}}, entries(pet=entries()), "The key `'name'` of `['pet']` is missing."),
        (
            [{"name": "Bob", "age": 21}, {"name": "Ada", "age": 36}],
            listed(ADA, BOB),
            "`[1]['age']` is 20 in place of 21.",
        ),
        ([{"age": 1}, {"age": 2}], listed(ADA, BOB), None),
        ([{"name": "Ada"}], listed(ADA, BOB), None),
        (AtLeast({"name": "Eve"}, ()), ADA, "`['name']` is 'Ada' in place of 'Eve'."),
        (AtLeast({"name": "Ada"}, ("age",)), ADA, "The key `'age'` is there, and must not be."),
        (
            {1: 2},
            Entries((("1", 2),), 1),
            "The key `1` is missing. There is `'1'`, which is a text: use the number itself as the key, without str().",
        ),
        (
            {"1": 2},
            Entries(((1, 2),), 1),
            "The key `'1'` is missing. There is `1`, which is a number: use str() for the key.",
        ),
        ({1: 2}, Entries((("2", 2),), 1), "The key `1` is missing."),
        (AtLeast({"email": "x"}, ()), ADA, "The key `'email'` is missing."),
        ([{"a": [1, 2]}], listed(entries(a=listed(1, 3))), "`[0]['a'][1]` is 3 in place of 2."),
        (3, 4, None),
        ({"a": 1}, listed(), None),
    ],
)
def test_the_place_that_differs_is_named(expected: Any, actual: Value, told: str | None) -> None:
    """The first key that differs, is missing or must not be there is named, with the way that leads to it."""
    compare = Comparison(exercise().models, {})

    assert not compare.same(expected, actual)
    assert told == find_difference(compare, expected, actual)


def test_in_order_the_first_item_that_differs_is_named() -> None:
    """In a list that has an order, the item is named that stands in the wrong place."""
    compare = Comparison(exercise().models, {}, in_order=True)

    assert "`[0]['name']` is 'Ada' in place of 'Bob'." == find_difference(
        compare, [{"name": "Bob", "age": 36}, {"name": "Ada", "age": 36}], listed(ADA, ADA)
    )


@pytest.mark.parametrize(
    ("expected", "actual", "is_same"),
    [
        (AtLeast({"name": "Ada"}, ()), ADA, True),
        (AtLeast({"name": "Ada"}, ("password",)), ADA, True),
        (AtLeast({}, ("password",)), entries(), True),
        (AtLeast({"name": "Bob"}, ()), ADA, False),
        (AtLeast({"name": "Ada", "email": None}, ()), ADA, False),
        (AtLeast({"name": "Ada"}, ("age",)), ADA, False),
        (AtLeast({"name": "Ada"}, ()), listed("name", "Ada"), False),
        (AtLeast({}, ("password",)), Entries((("name", "Ada"),), 2), False),
        ([AtLeast({"name": "Bob"}, ()), AtLeast({}, ())], listed(ADA, BOB), True),
        ([AtLeast({"name": "Eve"}, ()), AtLeast({}, ())], listed(ADA, BOB), False),
    ],
)
def test_a_dict_may_have_more_than_its_keys(expected: Any, actual: Value, is_same: bool) -> None:
    """`keys:` are there with these values, `without:` are not there; of a dict that was cut, nobody can tell."""
    assert is_same == Comparison(exercise().models, {}).same(expected, actual)


@pytest.mark.parametrize(
    ("actual", "is_same"),
    [
        (listed("a", "b"), True),
        (listed("a", "b", "a", "a"), True),
        (Items("tuple", ("b", "a", "b"), 3), True),
        (Items("set", ("b", "a"), 2), True),
        (listed("a", "a"), False),
        (listed("a", "b", "c"), False),
        (listed(), False),
        (Items("list", ("a", "b"), 3), False),
    ],
)
def test_items_may_be_repeated(actual: Value, is_same: bool) -> None:
    """Where repeats are allowed, each expected item is there, any number of times, and no other."""
    compare = Comparison(exercise().models, {}, repeats=True)

    assert is_same == compare.same(["a", "b"], actual)
    assert is_same == compare.same([["a", "b"]], listed(actual))
