"""A key of several columns is told in the exercise's order, whatever order the class has it in."""

from __future__ import annotations

from dataclasses import replace

from grader.running.key_order import find_orders, with_keys
from grader.worker.protocol import Entries, Instance, Items, Object
from tests.support.evidence import column, exercise, gave, report, table

ROOMS = table("rooms", column("building", "text"), column("number", "integer"))
ASKED = exercise(
    models={"Room": {"columns": {"building": {"primary_key": True}, "number": {"primary_key": True}}}}
)
ROOM = report("Room", ROOMS, primary_key=("number", "building"))
ORDERS = find_orders((ROOM, report("Other", ROOMS)), ASKED)


def room(*key: object) -> Object:
    return Object("Room", "rooms", key, "persistent", {}, False)  # type: ignore[arg-type]


def test_only_another_order_is_looked_at() -> None:
    """A key in the exercise's order, and one of other columns, stay as they are."""
    assert {"Room": (1, 0)} == ORDERS
    for key in (("building", "number"), ("id",), ("number", "building", "floor")):
        assert {} == find_orders((replace(ROOM, primary_key=key),), ASKED)


def test_keys_are_told_in_the_exercises_order() -> None:
    """The keys of objects are put in order wherever they stand in a result; that of an object that is not stored is empty."""
    told, right = room(3, "north"), room("north", 3)
    values = (
        (told, right),
        (room(), room()),
        (Items("list", (told, 1), 2), Items("list", (right, 1), 2)),
        (Entries(((told, told),), 1), Entries(((right, right),), 1)),
        (replace(told, loaded={"next": told}), replace(right, loaded={"next": right})),
        (Instance("Pair", {"left": told}, False), Instance("Pair", {"left": right}, False)),
    )
    for value, expected in values:
        assert with_keys(gave(value), ORDERS).value == expected
        assert with_keys(gave(value), {}).value == value
