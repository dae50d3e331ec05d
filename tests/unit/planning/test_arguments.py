"""Values of an exercise as arguments for a worker: the same value on the other side."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.checks.values.compare import to_plain
from grader.errors import InternalError
from grader.planning.arguments import argument, from_yaml, named, named_from_yaml
from grader.planning.data import Data, Row
from grader.worker.codec import decode, encode
from grader.worker.protocol import Argument, DictOf, ListOf, Named, Ref, Scalar

DRAWN = Data(
    (Row("Author", "ada", {"id": 7, "name": "Ada", "price": Decimal("1.50")}),),
    (),
    (Row("Author", "new", {"id": 9, "name": "$x"}),),
)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, None),
        (True, True),
        (3, 3),
        (-(2**53), -(2**53)),
        (2**53 + 1, Scalar("int", "9007199254740993")),
        (1.5, 1.5),
        ("$ada", "$ada"),
        (Decimal("1.50"), Scalar("decimal", "1.50")),
        (datetime.datetime(2024, 5, 31, 12), Scalar("datetime", "2024-05-31T12:00:00")),
        (datetime.date(2024, 5, 31), Scalar("date", "2024-05-31")),
        (datetime.time(12, 30), Scalar("time", "12:30:00")),
        ([1, (2,)], ListOf((1, ListOf((2,))))),
        ({"a": [None]}, DictOf((("a", ListOf((None,))),))),
    ],
)
def test_a_plain_value_is_sent_as_it_is(value: Any, expected: Argument) -> None:
    """A plain value is sent as it is, or by its canonical text."""
    assert expected == argument(value)


def test_no_argument() -> None:
    """What no exercise can hold is our own fault."""
    with pytest.raises(InternalError):
        argument(object())


_scalars = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(alphabet=st.characters(exclude_categories=["Cs"]))
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.datetimes()
    | st.dates()
    | st.times()
)


@given(_scalars)
def test_there_and_back(value: Any) -> None:
    """Every scalar comes back from the wire as the same value of the same type."""
    sent: Any = decode(encode(Named("x", argument(value))), Named).value
    found, back = to_plain(sent)
    assert found
    assert (type(value), value) == (type(back), back)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("$ada.id", 7),
        ("$ada.price", Scalar("decimal", "1.50")),
        ("$new.name", "$x"),
        ("$ada", Ref("ada", ())),
        ("$result", Ref("result", ())),
        ("$result.books.title", Ref("result", ("books", "title"))),
        ("$$ada", "$ada"),
        ("5 $", "5 $"),
        (["$ada", "$ada.name"], ListOf((Ref("ada", ()), "Ada"))),
        ({"$ada.id": {"x": "$ada"}}, DictOf(((7, DictOf((("x", Ref("ada", ())),))),))),
    ],
)
def test_from_yaml(value: Any, expected: Argument) -> None:
    """A drawn row's column is its value; a row itself, and anything of a result, stays with the worker."""
    assert expected == from_yaml(value, DRAWN)


def test_values_by_name_keep_their_names_and_order() -> None:
    """Values by name keep their names and their order."""
    assert (Named("b", 1), Named("a", "$x")) == named({"b": 1, "a": "$x"})
    assert (Named("b", 7),) == named_from_yaml({"b": "$ada.id"}, DRAWN)
