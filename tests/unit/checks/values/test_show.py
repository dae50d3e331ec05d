"""Values as a student reads them: as Python prints them, and never longer than a screen."""

from __future__ import annotations

import datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from grader.checks.values.show import (
    MOST_CHARACTERS,
    MOST_ITEMS,
    kind,
    show,
    show_plain,
    show_rows,
    show_some,
)
from grader.worker.protocol import Entries, Instance, Items, Object, Opaque, Scalar, Value
from tests.support.claims import values
from tests.support.evidence import listed

ADA = Object("Author", "authors", (7,), "persistent", {"id": 7, "name": "Ada", "books": listed(1)}, False)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "None"),
        (True, "True"),
        (3, "3"),
        ("it's", '"it\'s"'),
        (Scalar("decimal", "12.50"), "12.50"),
        (Scalar("int", str(2**60)), str(2**60)),
        (Scalar("datetime", "2024-05-31T12:00:00"), "datetime 2024-05-31T12:00:00"),
        (listed(1, "a"), "[1, 'a']"),
        (Items("tuple", (1, 2), 2), "(1, 2)"),
        (Items("set", (1,), 1), "{1}"),
        (Items("list", (1, 2), 9), "[1, 2, ... 7 more]"),
        (Entries((("a", listed()),), 1), "{'a': []}"),
        (Entries((("a", 1),), 4), "{'a': 1, ... 3 more}"),
        (ADA, "Author(id=7, name='Ada')"),
        (Object("Author", "authors", (7,), "persistent", {}, False), "Author(key 7)"),
        (Object("Author", "authors", (), "transient", {}, False), "Author(not stored)"),
        (Instance("User", {"id": 7, "name": "Ada", "friends": listed(1)}, False), "User(id=7, name='Ada')"),
        (Instance("User", {}, False), "User()"),
        (Opaque("Query", "SELECT 1"), "<SELECT 1>"),
        (Opaque("generator", "<generator object>"), "<generator object>"),
    ],
)
def test_a_value_is_shown_as_python_prints_it(value: Value, shown: str) -> None:
    """A value is shown as Python would print it; relationships of an object are left out."""
    assert shown == show(value)


@pytest.mark.parametrize(
    "value",
    [
        "x" * 100_000,
        listed(*["x" * 1000] * 100),
        listed(*range(100_000)),
        Entries(tuple((i, "y" * 500) for i in range(5000)), 5000),
        Object("A", "a", (1,), "persistent", {f"c{i}": "z" * 900 for i in range(900)}, False),
        Opaque("Thing", "t" * 100_000),
        Scalar("decimal", "9" * 100_000),
    ],
    ids=["text", "list of texts", "long list", "dict", "object", "opaque", "number"],
)
def test_a_huge_value_is_cut_and_says_so(value: Value) -> None:
    """A huge value is cut, and says that it is."""
    shown = show(value)
    assert len(shown) < MOST_CHARACTERS + 50
    assert "more" in shown or "characters" in shown


def test_long_list_says_how_long() -> None:
    """Of a long list the first items are shown, and how many there are besides."""
    assert show(listed(*range(20))).endswith(f", {MOST_ITEMS - 1}, ... {20 - MOST_ITEMS} more]")


@given(value=values)
def test_any_claim(value: Value) -> None:
    """Whatever a worker claims can be shown, and has a name."""
    assert len(show(value)) < MOST_CHARACTERS + 50
    assert kind(value)


@pytest.mark.parametrize(
    ("value", "name"),
    [
        (None, "None"),
        (True, "a truth value"),
        (3, "an integer"),
        (1.5, "a float"),
        ("a", "a text"),
        (listed(), "a list"),
        (Items("row", (), 0), "a row"),
        (Entries((), 0), "a dict"),
        (ADA, "an object of `Author`"),
        (Opaque("Query", ""), "a `Query`"),
        (Scalar("decimal", "1"), "a decimal"),
    ],
)
def test_what_a_value_is_is_said_with_its_article(value: Value, name: str) -> None:
    """What a value is, is said with its article."""
    assert name == kind(value)


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (datetime.datetime(2024, 5, 31, 12, 30), "'2024-05-31 12:30:00'"),
        (datetime.date(2024, 5, 31), "'2024-05-31'"),
        (Decimal("12.50"), "12.50"),
        ({"a": [1, None]}, "{'a': [1, None]}"),
        ("x", "'x'"),
        (b"x", "b'x'"),
        ((1, "x"), "(1, 'x')"),
    ],
)
def test_show_plain(value: Any, shown: str) -> None:
    """A value of the grader's own side is shown in the same manner."""
    assert shown == show_plain(value)


def test_show_rows() -> None:
    """Rows stand one a line, the first ones of many; none is said so."""
    assert "no rows" == show_rows([])
    assert "id=1, name='x'\nid=2, name=None" == show_rows([{"id": 1, "name": "x"}, {"id": 2, "name": None}])
    many = show_rows([{"id": i} for i in range(MOST_ITEMS + 3)]).splitlines()
    assert (MOST_ITEMS + 1, "... 3 more") == (len(many), many[-1])
    assert len(show_rows([{"x": "y" * 100_000}])) < MOST_CHARACTERS + 50


@pytest.mark.parametrize(
    "value", ["x" * 1_000_000, [0] * 1_000_000, Decimal(10) ** 100_000, {"a": "x" * 1_000_000}], ids=type
)
def test_a_huge_plain_value(value: Any) -> None:
    """A huge value of the database is cut, and says that it is."""
    shown = show_plain(value)
    assert len(shown) < MOST_CHARACTERS + 50
    assert "characters" in shown or "E+" in shown


def test_show_some() -> None:
    """Of many values the first ones are shown, and how many more there are."""
    assert "1, 'a'" == show_some([1, "a"])
    assert "" == show_some([])
    assert show_some(range(20)).endswith(f", {MOST_ITEMS - 1}, ... {20 - MOST_ITEMS} more")
