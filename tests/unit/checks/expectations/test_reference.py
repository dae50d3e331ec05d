"""`expect: reference` compares what the exercise names, whatever keys and moments the database gave."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Callable
from typing import Any

import pytest

from grader.errors import InternalError
from grader.model import Finding, Outcome, RunEvidence, TableRows
from grader.planning.plan import Plan
from grader.worker.protocol import Entries, Items, Object, Opaque, Scalar, Value
from tests.support.evidence import (
    check,
    column,
    ended,
    exercise,
    expired,
    found,
    gave,
    listed,
    loaded,
    only,
    raised,
    report,
    stored,
    submission,
    table,
)

DATA = [{"Author": "ada", "books": [{"Book": "first"}, {"Book": "second"}]}]
NOW = datetime.datetime(2024, 5, 31, 12)


def compared(
    ours: Callable[[Plan], RunEvidence],
    theirs: Callable[[Plan], RunEvidence],
    expect: Any = "reference",
    **act: Any,
) -> list[Finding]:
    return found(check(data=DATA, do=[{"call": "anything", **act}], expect=expect), ours, reference=theirs)


def of_values(ours: Value, theirs: Value, **act: Any) -> list[Finding]:
    return compared(
        lambda plan: ended(gave(ours), rows=stored(plan)),
        lambda plan: ended(gave(theirs), rows=stored(plan)),
        **act,
    )


def book(plan: Plan, key: int, title: str = "Dune", **more: Any) -> dict[str, Any]:
    author = plan.data.names["ada"].values["id"]
    return {"title": title, "id": key, "author_id": author, "in_print": True, "added_at": NOW, **more}


def with_books(*made: Callable[[Plan], dict[str, Any]]) -> Callable[[Plan], RunEvidence]:
    """A run in which books came to the data."""

    def answer(plan: Plan) -> RunEvidence:
        laid = [row.values for row in plan.data.rows if row.model == "Book"]
        return ended(gave(), rows=stored(plan, Book=[*laid, *(make(plan) for make in made)]))

    return answer


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (1, Scalar("decimal", "1.00")),
        (0.1 + 0.2, 0.3),
        (0, Scalar("decimal", "-0.0")),
        (listed(1, 2), Items("tuple", (2, 1), 2)),
        (Entries((("a", 1), ("b", 2)), 2), Entries((("b", 2), ("a", 1)), 2)),
        (Scalar("datetime", "2024-05-31T12:00:00"), Scalar("datetime", "2024-05-31T14:00:00+02:00")),
        (Opaque("Thing", "at 1"), Opaque("Thing", "at 2")),
        (Scalar("timedelta", "3600"), Scalar("timedelta", "3600")),
        (listed(Items("tuple", ("Ada", 3), 2)), listed(Items("row", ("Ada", 3), 2))),
        (listed(listed("Ada", 3)), listed(Items("row", ("Ada", 3), 2))),
        (listed(listed("a", "b")), listed(listed("b", "a"))),
    ],
)
def test_same_result(ours: Value, theirs: Value) -> None:
    """The same value in another form is the same."""
    assert [] == of_values(ours, theirs)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (1, True),
        (0, None),
        (1, 2),
        ("1", 1),
        (listed(1), listed(1, 1)),
        (listed(1, 2), Items("row", (1, 2), 2)),
        (listed(1, 1), Items("set", (1,), 1)),
        (listed(Items("tuple", (3, "Ada"), 2)), listed(Items("row", ("Ada", 3), 2))),
        (listed(Items("set", ("Ada", 3), 2)), listed(Items("row", ("Ada", 3), 2))),
        (Items("list", (1,), 5), Items("list", (1,), 6)),
        (Entries((("a", 1),), 1), Entries((("a", 2),), 1)),
        (Opaque("Query", "x"), listed()),
        (Scalar("timedelta", "3600"), Scalar("timedelta", "60")),
        (Scalar("timedelta", "3600"), None),
        (Scalar("datetime", "soon"), None),
        (Scalar("decimal", "sNaN"), 1),
        (10**400, 1),
        (Scalar("decimal", "1e999999"), 1),
        (Scalar("datetime", "0001-01-01T00:00:00+14:00"), Scalar("datetime", "2024-05-31T12:00:00")),
    ],
)
def test_other_result(ours: Value, theirs: Value) -> None:
    """Another value is one finding, with the reference's as what was expected."""
    finding = only(of_values(ours, theirs))
    assert "something other than the reference solution" in finding.message
    assert finding.expected
    assert finding.actual
    assert finding.where


def test_order_counts_where_the_act_says_so() -> None:
    """Order counts where the act says so."""
    assert [] == of_values(listed(1, 2), listed(2, 1))
    assert only(of_values(listed(1, 2), listed(2, 1), in_order=True))


def test_new_rows_are_known_by_their_content() -> None:
    """A new row may have another key and another moment, and the same content as often."""
    theirs = with_books(lambda plan: book(plan, 100, "A"), lambda plan: book(plan, 101, "B"))
    later = NOW + datetime.timedelta(hours=1)
    ours = with_books(lambda plan: book(plan, 801, "B", added_at=later), lambda plan: book(plan, 800, "A"))
    assert [] == compared(ours, theirs)


@pytest.mark.parametrize(
    "ours",
    [
        with_books(),
        with_books(lambda plan: book(plan, 100, "Other")),
        with_books(lambda plan: book(plan, 100), lambda plan: book(plan, 101)),
        with_books(lambda plan: book(plan, 100, in_print=False)),
        with_books(lambda plan: book(plan, 100, in_print=1)),
        with_books(lambda plan: book(plan, 100, author_id=None)),
        with_books(lambda plan: book(plan, 100, author_id=4)),
    ],
    ids=["none", "other text", "twice", "other truth", "no truth", "no parent", "other parent"],
)
def test_other_rows(ours: Callable[[Plan], RunEvidence]) -> None:
    """Other rows are one finding that shows both tables."""
    finding = only(compared(ours, with_books(lambda plan: book(plan, 100))))
    assert "other rows of `Book`" in finding.message
    assert "title='Dune'" in (finding.expected or "")
    assert finding.actual


def test_rows_of_the_data_are_known_by_their_keys() -> None:
    """A row that was there before must be that very row, with its moment."""

    def changed(**more: Any) -> Callable[[Plan], RunEvidence]:
        def answer(plan: Plan) -> RunEvidence:
            first, second = (dict(plan.data.names[name].values) for name in ("first", "second"))
            return ended(gave(), rows=stored(plan, Book=[{**first, **more}, second]))

        return answer

    assert [] == compared(changed(), changed())
    assert only(compared(changed(added_at=NOW), changed()))
    assert only(compared(changed(id=9999), changed()))


def test_an_object_is_the_row_that_it_stands_for() -> None:
    """An object is the row that it stands for: the very one of the data, or a new one by its content."""

    def giving(
        key: Callable[[Plan], int], rows: Callable[[Plan], RunEvidence]
    ) -> Callable[[Plan], RunEvidence]:
        def answer(plan: Plan) -> RunEvidence:
            value = Object("Book", "books", (key(plan),), "persistent", {}, False)
            return ended(gave(value), rows=rows(plan).rows)

        return answer

    one, other = with_books(lambda p: book(p, 100, "A")), with_books(lambda p: book(p, 800, "A"))
    assert [] == compared(giving(lambda _: 800, other), giving(lambda _: 100, one))
    first, second = (
        (lambda p: p.data.names["first"].values["id"]),
        (lambda p: p.data.names["second"].values["id"]),
    )
    assert [] == compared(giving(first, one), giving(first, one))
    assert only(compared(giving(second, one), giving(first, one)))
    assert only(compared(giving(first, one), giving(lambda _: 100, one)))
    assert only(compared(giving(lambda _: 4711, one), giving(lambda _: 100, one)))


def test_many_to_many() -> None:
    """Pairs are compared by the rows that they link, once, not by their keys."""

    def linked(prize: int, *pairs: int) -> Callable[[Plan], RunEvidence]:
        def answer(plan: Plan) -> RunEvidence:
            ada = plan.data.names["ada"].values["id"]
            tables = {
                "Prize": [{"name": "x", "id": prize}],
                "Author.prizes": [{"left": ada, "right": other} for other in pairs],
                "Prize.authors": [{"left": other, "right": ada} for other in pairs],
            }
            return ended(gave(), rows=stored(plan, **tables))

        return answer

    assert [] == compared(linked(5, 5), linked(9, 9))
    assert "Author.prizes" in compared(linked(5), linked(9, 9))[0].message


def with_three(plan: Plan) -> RunEvidence:
    """A run that gave 3, and in which a book came to the data."""
    return ended(gave(3), rows=with_books(lambda plan: book(plan, 1))(plan).rows)


@pytest.mark.parametrize(
    ("expect", "about"),
    [({"reference": "results"}, "the reference solution"), ({"reference": "rows"}, "other rows of `Book`")],
)
def test_one_of_them(expect: Any, about: str) -> None:
    """Results or rows alone can be compared."""
    assert about in only(compared(with_books(), with_three, expect)).message


def test_result_comes_first() -> None:
    """Where a result is wrong the rows are not told besides."""
    assert "`anything(...)` gave" in only(compared(with_books(), with_three)).message


@pytest.mark.parametrize(
    "theirs",
    [
        lambda plan: ended(raised("ValueError", "oh"), rows=stored(plan)),
        lambda _: ended(outcome=Outcome.TIMED_OUT, detail="stopped"),
    ],
    ids=["error", "not ended"],
)
def test_reference_that_fails(theirs: Callable[[Plan], RunEvidence]) -> None:
    """A reference that fails is never held against a submission."""
    with pytest.raises(InternalError, match="the reference solution"):
        compared(lambda plan: ended(gave(), rows=stored(plan)), theirs)


def test_wrong_before_the_comparison() -> None:
    """A submission that fails by itself is told so, and is not compared."""
    finding = only(
        compared(lambda _: ended(raised("KeyError")), lambda plan: ended(gave(), rows=stored(plan)))
    )
    assert "raised KeyError" in finding.message


def test_expired_object_of_the_data() -> None:
    """What an object has loaded makes no difference."""
    assert [] == compared(
        lambda plan: ended(gave(expired(plan.data.names["ada"])), rows=stored(plan)),
        lambda plan: ended(gave(loaded(plan.data.names["ada"])), rows=stored(plan)),
    )


# ---- keys of several columns, models that inherit -----------------------------------------------

CAMPUS = exercise(
    models={
        "Room": {
            "columns": {
                "building": {"type": "text", "primary_key": True},
                "number": {"type": "integer", "primary_key": True},
                "seats": "integer",
            }
        },
        "Booking": {
            "columns": {
                "id": {"type": "uuid", "primary_key": True},
                "building": {"type": "text", "foreign_key": "Room.building"},
                "number": {"type": "integer", "foreign_key": "Room.number"},
            },
            "relationships": {"room": {"one": "Room", "via": ["building", "number"]}},
        },
        "Talk": {"is": "Booking", "columns": {"title": "text"}},
    }
)
ROOMS = [
    {"Room": "low", "building": "north", "number": 1, "seats": 5},
    {"Room": "high", "building": "north", "number": 2, "seats": 9},
]


ROOM_COLUMNS = (column("building", "text"), column("number", "integer"))
TABLES = (
    table("rooms", *ROOM_COLUMNS, column("seats", "integer")),
    table("bookings", column("id", "uuid"), *ROOM_COLUMNS),
    table("talks", column("id", "uuid"), *ROOM_COLUMNS, column("title", "text")),
)
CLASSES = tuple(report(*pair) for pair in zip(CAMPUS.models, TABLES, strict=True))


def of_campus(ours: dict[str, Any], theirs: dict[str, Any], value: Value = None, other: Value = None) -> bool:
    """Whether two runs are the same that end with these rows, besides the rooms, and give these values."""

    def answer(given: Value, rows: dict[str, Any]) -> Callable[[Plan], RunEvidence]:
        def answered(plan: Plan) -> RunEvidence:
            rooms = [row.values for row in plan.data.rows]
            held = {"Room": rooms, "Booking": [], "Talk": [], **rows}
            return ended(gave(given), rows={name: TableRows(tuple(found)) for name, found in held.items()})

        return answered

    return not found(
        check(data=ROOMS, do=[{"call": "anything"}], expect="reference"),
        answer(value, ours),
        reference=answer(other, theirs),
        of=CAMPUS,
        evidence=submission(CLASSES, TABLES),
    )


def booking(number: int, key: str, **more: Any) -> dict[str, Any]:
    return {"id": uuid.uuid5(uuid.NAMESPACE_OID, key), "building": "north", "number": number, **more}


def test_a_row_that_points_to_a_key_of_two_columns() -> None:
    """A new row with a random key is known by the room that it points to, by both columns."""
    assert of_campus({"Booking": [booking(1, "a")]}, {"Booking": [booking(1, "b")]})
    assert not of_campus({"Booking": [booking(2, "a")]}, {"Booking": [booking(1, "a")]})
    assert not of_campus({"Booking": [booking(3, "a")]}, {"Booking": [booking(1, "a")]})


def test_an_object_with_a_key_of_two_columns() -> None:
    """Of two rooms of one building, the one is not the other."""
    low, high = (Object("Room", "", ("north", n), "persistent", {}, False) for n in (1, 2))
    assert of_campus({}, {}, low, low)
    assert not of_campus({}, {}, high, low)


def test_a_row_of_a_model_that_inherits() -> None:
    """A talk is a talk, and no booking, in the rows and in results."""
    talks, bookings = {"Talk": [booking(1, "a", title="x")]}, {"Booking": [booking(1, "a")]}
    assert of_campus(talks, {"Talk": [booking(1, "b", title="x")]})
    assert not of_campus(talks, {"Talk": [booking(1, "b", title="y")]})
    assert not of_campus(talks, bookings)
    key = (Scalar("uuid", str(booking(1, "a")["id"])),)
    talk, plain = (Object(model, "", key, "persistent", {}, False) for model in ("Talk", "Booking"))
    assert of_campus(talks, talks, talk, talk)
    assert not of_campus(talks, talks, plain, talk)
