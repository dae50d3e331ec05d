"""Plain values: the same by value, and found by it."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.values.plain import Lookup, identity, marks, marks_near, same_plain

UTC = datetime.UTC
NOON = datetime.datetime(2024, 5, 31, 12)
numbers = st.one_of(
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.decimals(),
    st.sampled_from([10**400, Decimal("1e400"), 0.0, -0.0]),
)
plain = st.one_of(
    numbers,
    st.booleans(),
    st.none(),
    st.text(max_size=2),
    st.datetimes(timezones=st.sampled_from([None, UTC, datetime.timezone(datetime.timedelta(hours=14))])),
    st.dates(),
    st.lists(st.integers(0, 2), max_size=2),
    st.dictionaries(st.sampled_from("ab"), st.sampled_from([1, 1.0, "x", [1]])),
)


@given(expected=plain, actual=plain)
def test_what_is_the_same_is_found(expected: Any, actual: Any) -> None:
    """Whatever is the same as a value has one of the marks near it, and what has its identity is the same."""
    _found(expected, actual)


@given(expected=numbers, factor=st.sampled_from([1 + 1e-9, 1 - 1e-9, 1 + 9e-10, 1 - 9e-10, 1 + 1e-16]))
def test_numbers_that_are_nearly_the_same_are_found(expected: Any, factor: float) -> None:
    """A number is found by one that is as far from it as the same one may be, of whichever type."""
    try:
        near = float(expected) * factor
    except (OverflowError, ValueError):
        return
    _found(expected, near)
    _found(expected, Decimal(near))


@pytest.mark.parametrize("edge", [1.0000005, 2.5000005e9, 9.9999995e-7])
@pytest.mark.parametrize("side", [-4e-10, 4e-10])
def test_numbers_on_either_side_of_a_round_one_are_found(edge: float, side: float) -> None:
    """Two numbers that are the same are found though the seventh digit of the one is another."""
    expected, actual = edge * (1 + side), edge * (1 - side)
    assert same_plain(expected, actual)
    assert marks(expected).isdisjoint(marks(actual))
    _found(expected, actual)


def _found(expected: Any, actual: Any) -> None:
    if same_plain(expected, actual):
        assert marks(actual) & marks_near(expected)
    if identity(expected) == identity(actual):
        assert same_plain(expected, actual)


@pytest.mark.parametrize(
    ("expected", "actual", "same"),
    [
        (12345678901, 12345678901, True),
        (10**400, Decimal("1E+400"), True),
        (10**400, Decimal("1.1E+400"), False),
        (12345678901, 12345678902, False),
        (10**15, 10**15 + 1, False),
        (10**15, float(10**15 + 1), True),
        (float("inf"), 1, False),
        (float("inf"), Decimal("Infinity"), True),
        (Decimal("1e400"), 1, False),
        (Decimal("1e400"), 10**400, True),
        (Decimal("NaN"), Decimal("NaN"), False),
        (Decimal("sNaN"), Decimal("sNaN"), False),
        (datetime.datetime(1, 1, 1, tzinfo=datetime.timezone(datetime.timedelta(hours=14))), NOON, False),
    ],
)
def test_numbers_far_out(expected: Any, actual: Any, same: bool) -> None:
    """Long integers are the same to the last digit; what is infinite is no other number."""
    assert same == same_plain(expected, actual)
    assert isinstance(marks(actual) & marks_near(expected), set)


def test_an_integer_is_not_looked_for_among_those_about_as_large() -> None:
    """Of two thousand long integers one is found, not all that begin with the same digits."""
    assert 1 == sum(bool(marks(10**15 + i) & marks_near(10**15)) for i in range(2000))


ROWS = [
    {"id": 1, "at": NOON, "tags": ["a"]},
    {"id": Decimal("1.0"), "at": NOON.replace(tzinfo=UTC), "tags": ["b"]},
    {"id": True, "at": None, "tags": {"a": [1]}},
    {"id": float("nan"), "at": None, "tags": None},
]


@pytest.mark.parametrize(
    ("column", "value", "found"),
    [
        ("id", 1, [0, 1]),
        ("id", 1.0, [0, 1]),
        ("id", True, [2]),
        ("id", "1", []),
        ("id", float("nan"), []),
        ("id", Decimal("sNaN"), []),
        ("at", NOON, [0, 1]),
        ("at", None, [2, 3]),
        ("tags", ["a"], [0]),
        ("tags", {"a": [1.0]}, [2]),
        ("other", None, [0, 1, 2, 3]),
    ],
)
def test_rows_are_found_by_the_value_of_a_column(column: str, value: Any, found: list[int]) -> None:
    """Rows are found by the value of a column, in their order, whatever its type."""
    assert found == list(Lookup(ROWS).numbers(column, value))
    assert [ROWS[number] for number in found] == Lookup(ROWS).where(column, value)


def test_the_first_row_with_all_of_several_values_is_found() -> None:
    """The first row with all of several values."""
    assert ROWS[1] == Lookup(ROWS).first({"id": 1, "tags": ["b"]})
    assert Lookup(ROWS).first({"id": 1, "tags": ["c"]}) is None
    assert Lookup(ROWS).first({}) is None
