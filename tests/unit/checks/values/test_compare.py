"""Expected values against what a worker describes: by value, never by type or luck, and never an exception."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given

from grader.checks.values.compare import (
    AnyOf,
    Comparison,
    ExpectedObject,
    expected_object,
    is_plain,
    same_scalar,
    show_expected,
)
from grader.language.models import Model
from grader.planning.data import Row
from grader.worker.protocol import Entries, Instance, Items, Object, Opaque, Scalar, Value
from tests.support.claims import values
from tests.support.evidence import exercise, listed

UTC = datetime.UTC
NOON = datetime.datetime(2024, 5, 31, 12)
EAST = datetime.timezone(datetime.timedelta(hours=14))


def comparison(in_order: bool = False, **rows: Any) -> Comparison:
    return Comparison(exercise().models, rows, in_order)


def entries(**values: Value) -> Entries:
    return Entries(tuple(values.items()), len(values))


def book(key: int | None = 7, **loaded: Value) -> Object:
    return Object("Book", "books", (key,) if key else (), "persistent", loaded, False)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (1, 1),
        (1, 1.0),
        (1, Scalar("decimal", "1.00")),
        (Decimal("1.5"), 1.5),
        (12.50, Scalar("decimal", "12.5")),
        (0.3, 0.1 + 0.2),
        (2**60, Scalar("int", str(2**60))),
        (True, True),
        (None, None),
        ("a", "a"),
        ("", ""),
        (NOON, Scalar("datetime", "2024-05-31T12:00:00")),
        (NOON, Scalar("datetime", "2024-05-31T12:00:00+00:00")),
        (NOON, Scalar("datetime", "2024-06-01T02:00:00+14:00")),
        (NOON.replace(tzinfo=UTC), Scalar("datetime", "2024-05-31T08:00:00-04:00")),
        (datetime.date(2024, 5, 31), Scalar("date", "2024-05-31")),
        (datetime.time(12, 30), Scalar("time", "12:30:00")),
    ],
)
def test_numbers_are_the_same_by_value_and_moments_by_instant(expected: Any, actual: Value) -> None:
    """Numbers are the same by value, moments by instant, all else as it is."""
    assert same_scalar(expected, actual)
    assert comparison().same(expected, actual)


@pytest.mark.parametrize(
    ("expected", "actual"),
    [
        (1, True),
        (True, 1),
        (0, False),
        (False, 0),
        (False, None),
        (None, 0),
        (None, ""),
        (1, 2),
        (1, "1"),
        ("1", 1),
        ("a", "A"),
        ("a", "a "),
        (1, 1.001),
        (12345678901, 12345678902),
        (1, Scalar("float", "nan")),
        (1, Scalar("float", "inf")),
        (1, Scalar("decimal", "sNaN")),
        (1, Scalar("decimal", "NaN")),
        (1, Scalar("int", "9" * 4000)),
        (Decimal(1), Scalar("int", "9" * 4000)),
        (1, Scalar("decimal", "1e999999")),
        (1, Scalar("decimal", "one")),
        (NOON, Scalar("datetime", "2024-05-31T12:00:01")),
        (NOON, Scalar("datetime", "2024-05-31T12:00:00+02:00")),
        (NOON, Scalar("datetime", "0001-01-01T00:00:00+14:00")),
        (NOON, Scalar("datetime", "9999-12-31T23:59:59-14:00")),
        (NOON, Scalar("datetime", "soon")),
        (NOON, "2024-05-31T12:00:00"),
        (NOON, Scalar("date", "2024-05-31")),
        (datetime.date(2024, 5, 31), Scalar("datetime", "2024-05-31T00:00:00")),
        ("x", Opaque("Query", "x")),
        ("x", listed("x")),
        (["x"], "x"),
        ({"a": 1}, listed("a")),
        (["a"], entries(a=1)),
        (None, Opaque("NoneType", "None")),
    ],
)
def test_not_same(expected: Any, actual: Value) -> None:
    """True is no 1, a text no number, a date no moment; numbers and moments out of range are no one's equal."""
    assert not comparison().same(expected, actual)


@given(expected=values, actual=values)
def test_never_an_exception(expected: Value, actual: Value) -> None:
    """Whatever a worker claims, the answer is yes or no."""
    for wanted in (
        1,
        Decimal("1.5"),
        1.5,
        NOON,
        "x",
        True,
        None,
        [1, [2]],
        {"a": [1]},
        ExpectedObject("Book", (7,), {"title": "x"}),
        AnyOf("date"),
    ):
        assert comparison().same(wanted, actual) in (True, False)
    assert isinstance(expected, object)


def test_list_in_any_order() -> None:
    """A list has the same items, each as often, in any order."""
    assert comparison().same([1, 2, 2], listed(2, 1, 2))
    assert not comparison().same([1, 2, 2], listed(1, 1, 2))
    assert not comparison().same([1, 2], listed(1, 2, 2))
    assert comparison().same([], listed())


def test_list_in_order() -> None:
    """Where order counts, it counts, also in lists within."""
    assert comparison(in_order=True).same([1, [2, 3]], listed(1, listed(2, 3)))
    assert not comparison(in_order=True).same([1, 2], listed(2, 1))
    assert not comparison(in_order=True).same([[2, 3]], listed(listed(3, 2)))


@pytest.mark.parametrize("kind", ["list", "tuple", "set"])
def test_kinds_of_lists(kind: str) -> None:
    """A tuple or a set with the items is the list of them; a row has an order of its own."""
    assert comparison().same([1, 2], Items(kind, (2, 1), 2))
    assert not comparison().same([1, 2], Items("row", (2, 1), 2))


def test_cut_list() -> None:
    """A list that was too long to be sent whole is no match, whatever its first items are."""
    assert not comparison().same([1, 2], Items("list", (1, 2), 9))
    assert not comparison().same([1, 2], Items("list", (1,), 2))
    assert not comparison().same({"a": 1}, Entries((("a", 1),), 9))
    assert not comparison().same({"a": 1, "b": 2}, Entries((("a", 1), ("a", 1)), 2))


@pytest.mark.parametrize(
    "expected", [[AnyOf("integer"), 3], [3, AnyOf("integer")]], ids=["the general first", "the special first"]
)
def test_what_fits_several(expected: list[Any]) -> None:
    """An expectation that fits several items does not take the only one of another."""
    assert comparison().same(expected, listed(3, 5))
    assert comparison().same(expected, listed(5, 3))
    assert not comparison().same(expected, listed(5, 6))


def test_objects_that_fit_several() -> None:
    """Objects are matched so that as many as possible are found."""
    general, special = ExpectedObject("Book", None, {}), ExpectedObject("Book", (7,), {})
    assert comparison().same([general, special], listed(book(7), book(8)))
    assert not comparison().same([special, special], listed(book(7), book(8)))


def test_a_mapping_has_the_same_keys_with_the_same_values() -> None:
    """A mapping has the same keys with the same values, in any order; a list of pairs is none."""
    assert comparison().same({"a": 1, "b": [1, 2]}, entries(b=listed(2, 1), a=1))
    assert not comparison().same({"a": 1}, entries(a=1, b=2))
    assert not comparison().same({"a": 1, "b": 2}, entries(a=1))
    assert not comparison().same({"a": 1}, entries(a=2))
    assert not comparison().same({1: "x"}, Entries(((True, "x"),), 1))
    assert comparison().same({1: "x"}, Entries(((Scalar("decimal", "1.0"), "x"),), 1))
    assert not comparison().same({"a": 1}, listed(listed("a", 1)))


def test_dict_of_objects() -> None:
    """Objects can be the keys of an expected mapping."""
    expected: Mapping[Any, Any] = {ExpectedObject("Book", (7,), {}): 3, ExpectedObject("Book", (8,), {}): 0}
    assert comparison().same(expected, Entries(((book(8), 0), (book(7), 3)), 2))
    assert not comparison().same(expected, Entries(((book(8), 3), (book(7), 0)), 2))


def test_object_by_identity() -> None:
    """The very row is known by its key; another key, another model, or no object is another."""
    expected = ExpectedObject("Book", (7,), {})
    assert comparison().same(expected, book(7))
    assert not comparison().same(expected, book(8))
    assert not comparison().same(expected, book(None))
    assert not comparison().same(expected, Object("Author", "", (7,), "persistent", {}, False))
    assert not comparison().same(expected, 7)
    assert not comparison().same(expected, None)


def test_object_by_values() -> None:
    """An object has the values that are stated; others do not count."""
    expected = ExpectedObject("Book", None, {"title": "Dune"})
    assert comparison().same(expected, book(title="Dune", in_print=True))
    assert not comparison().same(expected, book(title="Emma"))


def test_object_whose_columns_are_not_loaded() -> None:
    """What an object has not loaded is looked up in the database."""
    expected = ExpectedObject("Book", None, {"title": "Dune"})
    rows = [{"id": 6, "title": "Emma"}, {"id": 7, "title": "Dune"}]
    assert comparison(Book=rows).same(expected, book(7))
    assert not comparison(Book=rows).same(expected, book(6))
    assert not comparison(Book=rows).same(expected, book(99))
    assert not comparison(Book=rows).same(expected, book(None))
    assert not comparison().same(expected, book(7))


def test_a_row_is_compared_by_itself() -> None:
    """A row is what it holds, though another one has the same key."""
    rows = [{"id": 7, "title": "Dune"}, {"id": 7, "title": "Emma"}]
    expected = ExpectedObject("Book", None, {"title": "Dune"})
    assert [True, False] == [comparison(Book=rows).same_row(expected, row) for row in rows]


RELATED: Mapping[str, Any] = {
    "Author": [{"id": 1, "name": "Ada"}, {"id": 2, "name": "Bob"}],
    "Book": [{"id": 7, "author_id": 1}, {"id": 8, "author_id": 1}, {"id": 9, "author_id": None}],
    "Prize": [{"name": "x", "id": 50}, {"name": "y", "id": 51}],
    "Author.prizes": [{"left": 1, "right": 51}, {"left": 2, "right": 50}],
}


def author(key: int) -> Object:
    return Object("Author", "authors", (key,), "persistent", {}, False)


@pytest.mark.parametrize(
    ("actual", "name", "right", "wrong"),
    [
        (book(7), "author", ExpectedObject("Author", (1,), {}), ExpectedObject("Author", (2,), {})),
        (book(7), "author", ExpectedObject("Author", None, {"name": "Ada"}), None),
        (book(9), "author", None, ExpectedObject("Author", (1,), {})),
        (
            author(1),
            "books",
            [ExpectedObject("Book", (8,), {}), ExpectedObject("Book", (7,), {})],
            [ExpectedObject("Book", (8,), {})],
        ),
        (author(2), "books", [], [ExpectedObject("Book", (9,), {})]),
        (
            author(1),
            "prizes",
            [ExpectedObject("Prize", (51,), {"name": "y"})],
            [ExpectedObject("Prize", (50,), {})],
        ),
    ],
)
def test_object_whose_relationships_are_not_loaded(actual: Object, name: str, right: Any, wrong: Any) -> None:
    """A relationship that is not loaded is looked up too, whichever side holds the key."""
    compare = Comparison(exercise().models, RELATED)
    assert compare.same(ExpectedObject(actual.model, None, {name: right}), actual)
    assert not compare.same(ExpectedObject(actual.model, None, {name: wrong}), actual)


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("integer", 3, True),
        ("integer", Scalar("int", str(2**60)), 3.5),
        ("text", "", None),
        ("boolean", False, 0),
        ("float", 3, True),
        ("float", Scalar("decimal", "1.5"), "1.5"),
        ("decimal", Scalar("decimal", "1.5"), "1.5"),
        ("datetime", Scalar("datetime", "2024-05-31T12:00:00"), Scalar("date", "2024-05-31")),
        ("date", Scalar("date", "2024-05-31"), Scalar("datetime", "2024-05-31T12:00:00")),
        ("dict", entries(), listed()),
        ("list", listed(), entries()),
        ("nothing", None, 0),
    ],
)
def test_plain_type(name: str, right: Value, wrong: Value) -> None:
    """Any value of a type is told from values of others."""
    assert is_plain(right, name)
    assert comparison().same(AnyOf(name), right)
    assert not is_plain(wrong, name)
    assert is_plain(wrong, "anything")


def test_any_of_a_row() -> None:
    """In a row of the database any value of a type is accepted too."""
    compare = comparison(Book=[{"id": 7, "title": 3}, {"id": 8, "title": True}])
    expected = ExpectedObject("Book", None, {"title": AnyOf("integer")})
    assert compare.same(expected, book(7))
    assert not compare.same(expected, book(8))


def test_an_expected_value_is_shown_as_the_actual_one_is() -> None:
    """An expected value is shown as the actual one is."""
    expected = {
        "a": [ExpectedObject("Book", (7,), {}), ExpectedObject("Book", None, {"title": "x"})],
        1: AnyOf("date"),
    }
    assert "{'a': [Book(key 7), Book(title='x')], 1: any date}" == show_expected(expected)


def test_a_row_as_an_object() -> None:
    """A mapped object is known by its identity; one that no session knows by all of its values, and by nothing less."""
    columns = {"id": {"type": "integer", "primary_key": True}, "name": {"type": "text"}}
    plain = Model.model_validate({"mapped": False, "table": "users", "columns": columns})
    mapped = Model.model_validate({"columns": columns})
    row = Row("User", "ada", {"id": 7, "name": "Ada"})
    held = Object("User", "", (), "unmapped", {"id": 7, "name": "Ada"}, False)
    less = Object("User", "", (), "unmapped", {"id": 7}, False)
    known = Comparison({"User": plain}, {"User": [{"id": 7, "name": "Ada"}]})

    assert (7,) == expected_object(row, mapped).key
    assert known.same(expected_object(row, plain), held)
    assert not known.same(expected_object(row, plain), less)


def test_an_instance_is_no_object() -> None:
    """An instance of a plain class is never the object of a model that it is called like."""
    instance = Instance("Book", {"id": 7, "title": "Emma"}, False)
    assert not comparison().same(ExpectedObject("Book", None, {}), instance)
    assert not comparison().same("Emma", instance)


# ---- models that inherit, keys of several columns, enumerations ----------------------------------

HOUSE = exercise(
    models={
        "Room": {
            "columns": {"building": {"primary_key": True}, "number": {"primary_key": True}},
            "relationships": {"devices": {"many": "Device", "via": ["building", "number"]}},
        },
        "Device": {
            "columns": {
                "id": {"type": "integer", "primary_key": True},
                "state": {"enum": ["on", "off"]},
                "building": {"foreign_key": "Room.building"},
                "number": {"foreign_key": "Room.number"},
            },
            "relationships": {"room": {"one": "Room", "via": ["building", "number"]}},
        },
        "Sensor": {"is": "Device", "columns": {"unit": "text"}},
    }
).models
HOUSE_ROWS: dict[str, Any] = {
    "Room": [{"building": "north", "number": 1}, {"building": "north", "number": 2}],
    "Device": [{"id": 1, "state": "ON", "building": "north", "number": 1}],
    "Sensor": [
        {"id": 2, "state": "off", "building": "north", "number": 1, "unit": "K"},
        {"id": 3, "state": "off", "building": "north", "number": 2, "unit": "Pa"},
    ],
}


def thing(model: str, *key: Value, **loaded: Value) -> Object:
    return Object(model, "", key, "persistent", loaded, False)


def wanted(model: str, key: tuple[Any, ...] | None = None, **values: Any) -> ExpectedObject:
    return ExpectedObject(model, key, values)


@pytest.mark.parametrize(
    ("expected", "actual", "is_same"),
    [
        (wanted("Device"), thing("Sensor", 2), True),
        (wanted("Sensor"), thing("Device", 1), False),
        (wanted("Device", state="off"), thing("Sensor", 2), True),
        (wanted("Sensor", (2,)), thing("Sensor", 2), True),
        (wanted("Sensor", (2,)), thing("Device", 2), False),
        (wanted("Device", (2,)), thing("Sensor", 2), False),
        ([wanted("Device"), wanted("Sensor")], listed(thing("Sensor", 2), thing("Sensor", 3)), True),
        ([wanted("Device"), wanted("Sensor")], listed(thing("Device", 1), thing("Device", 1)), False),
        (wanted("Room", None, devices=[wanted("Device", (1,)), wanted("Sensor", (2,))]), thing("Room", "north", 1), True),
        (wanted("Room", None, devices=[wanted("Device", (1,))]), thing("Room", "north", 1), False),
        (wanted("Room", None, devices=[wanted("Sensor", (3,))]), thing("Room", "north", 2), True),
        (wanted("Sensor", None, room=wanted("Room", ("north", 2))), thing("Sensor", 3), True),
        (wanted("Sensor", None, room=wanted("Room", ("north", 2))), thing("Sensor", 2), False),
        (wanted("Device", None, state="on"), thing("Device", 1), True),
        (wanted("Device", None, state="on"), thing("Device", 1, state=Scalar("enum", "ON")), True),
        (wanted("Device", None, state="off"), thing("Device", 1, state=Scalar("enum", "ON")), False),
        ([wanted("Device", None, state="On")], listed(thing("Device", 1)), True),
        ([wanted("Device", None, state="off")], listed(thing("Device", 1)), False),
        (wanted("Sensor", None, unit="k"), thing("Sensor", 2), False),
    ],
)  # fmt: skip
def test_families_keys_and_labels(expected: Any, actual: Value, is_same: bool) -> None:
    """A model stands for those that are it, unless a row is meant; a row is found by all of a key; a label of an
    enumeration may be in any case, and a text may not."""
    assert is_same is Comparison(HOUSE, HOUSE_ROWS).same(expected, actual)


def test_labels_in_rows() -> None:
    """A row that is stated with a label is found among others, in whatever case it was stored."""
    compare = Comparison(HOUSE, HOUSE_ROWS)
    expected = wanted("Device", None, state="on")
    assert compare.same_row(expected, HOUSE_ROWS["Device"][0])
    assert list(compare.row_conditions(expected)) == []
    assert not compare.same_row(wanted("Device", None, state="off"), HOUSE_ROWS["Device"][0])
