"""From the exercise's names to the submission's tables and back: by the mapper's word, if the catalog agrees."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from grader.model import Catalog, ForeignKey, TableFacts, TableName, TableRows
from grader.planning.data import Pair, Row
from grader.running.tables import NoTableError, Tables, Wanted
from grader.worker.protocol import FailedTable, InheritedTable, ModelReport, Raised, RelationshipReport
from tests.support.evidence import AUTHORS, BOOKS, PRIZES, REPORTS, column, exercise, report, side, table

BETWEEN = table(
    "winners",
    column("who", "integer"),
    column("what", "integer"),
    foreign_keys=(
        ForeignKey(("who",), TableName("public", "authors"), ("id",)),
        ForeignKey(("what",), TableName("public", "prizes"), ("id",)),
    ),
)
LINKED = (
    replace(REPORTS[0], relationships={"prizes": RelationshipReport("Prize", "winners", None)}),
    REPORTS[1],
    replace(REPORTS[2], relationships={"authors": RelationshipReport("Author", "winners", None)}),
)
ADA = Row("Author", "ada", {"id": 7, "name": "Ada", "email": "a@b"})
NOBEL = Row("Prize", "nobel", {"name": "Nobel", "id": 50})


def tables(
    models: tuple[ModelReport, ...] = LINKED,
    found: tuple[TableFacts, ...] = (AUTHORS, BOOKS, PRIZES, BETWEEN),
) -> Tables:
    return Tables(models, Catalog({facts.name: facts for facts in found}, {}), exercise())


class Database:
    """Answers with what was asked for."""

    def rows(self, wanted: Mapping[str, Wanted]) -> dict[str, TableRows]:
        return {
            name: TableRows(({"table": str(where), **columns},)) for name, (where, columns) in wanted.items()
        }


def test_a_row_lies_in_its_models_table() -> None:
    """A drawn row lies in the model's table, under the columns' own names."""
    renamed = report(
        "Author",
        replace(AUTHORS, name=TableName("public", "people")),
        columns={"id": "pk", "name": "n", "email": "e"},
    )
    people = replace(AUTHORS, name=TableName("library", "people"))
    found = tables((replace(renamed, schema="library"),), (people,))
    assert [(TableName("library", "people"), {"pk": 7, "n": "Ada", "e": "a@b"})] == list(found.rows(ADA))


@pytest.mark.parametrize(
    ("models", "found", "message"),
    [
        ((), (AUTHORS,), "there is no model `Author`"),
        ((REPORTS[0], REPORTS[0]), (AUTHORS,), "there are several models `Author`"),
        ((REPORTS[0],), (), "there is no table `authors`"),
        ((replace(REPORTS[0], columns={"id": "id"}),), (AUTHORS,), "`Author` has no column `name`, `email`"),
    ],
)
def test_no_table(models: Any, found: Any, message: str) -> None:
    """What has no place is told in the exercise's names."""
    with pytest.raises(NoTableError, match=message):
        list(tables(models, found).rows(ADA))


def test_a_link_lies_in_the_table_between() -> None:
    """A many-to-many link lies in the table between, whose keys say which side is which."""
    expected = (TableName("public", "winners"), {"who": 7, "what": 50})
    assert expected == tables().pair(Pair(ADA, "prizes", NOBEL))
    assert expected == tables().pair(Pair(NOBEL, "authors", ADA))


@pytest.mark.parametrize(
    ("models", "found", "message"),
    [
        (REPORTS, (AUTHORS, PRIZES, BETWEEN), "names no table between `Author` and `Prize`"),
        (LINKED, (AUTHORS, PRIZES), "there is no table `winners`"),
        (
            LINKED,
            (AUTHORS, PRIZES, replace(BETWEEN, foreign_keys=BETWEEN.foreign_keys[:1])),
            "has no foreign keys",
        ),
    ],
)
def test_no_table_between(models: Any, found: Any, message: str) -> None:
    """A many-to-many without a table between, or without its keys, is told as that."""
    with pytest.raises(NoTableError, match=message):
        tables(models, found).pair(Pair(ADA, "prizes", NOBEL))


def test_a_rows_key_is_its_primary_key() -> None:
    """A row's key is what the exercise says is its primary key, wherever among its columns."""
    assert (7,) == tables().key(ADA)
    assert (50,) == tables().key(NOBEL)


def test_every_model_and_every_many_to_many_is_read() -> None:
    """Every model and every many-to-many is read, the exercise's columns under the exercise's names."""
    found = tables().read(Database())
    assert {"Author", "Book", "Prize", "Author.prizes", "Prize.authors"} == found.keys()
    assert {"table": "authors", "id": "id", "name": "name", "email": "email"} == dict(found["Author"].rows[0])
    assert {"table": "winners", "left": "who", "right": "what"} == dict(found["Author.prizes"].rows[0])
    assert {"table": "winners", "left": "what", "right": "who"} == dict(found["Prize.authors"].rows[0])


def test_more_columns_are_not_read() -> None:
    """Columns that the exercise does not name are left alone."""
    more = replace(LINKED[0], columns={**LINKED[0].columns, "more": "more"})
    assert "more" not in tables((more, *LINKED[1:])).read(Database())["Author"].rows[0]


def test_what_cannot_be_read() -> None:
    """What has no table is told in its place, and the rest is read."""
    found = tables(LINKED[1:], (BOOKS,)).read(Database())
    assert "there is no model `Author`" == found["Author"].problem
    assert found["Book"].problem is None
    assert found["Prize.authors"].problem


def test_a_side_that_is_no_many_to_many_is_not_read_as_one() -> None:
    """A side that is no many-to-many in the exercise is not read as one."""
    assert side("Book").secondary is None
    assert "Author.books" not in tables().read(Database())


def test_a_table_that_cannot_be_created_is_told_so() -> None:
    """Rows that lie in a table which could not be made are told that, and not that the table has no keys."""
    failed = FailedTable(None, "winners", Raised("E", ("E",), "", ()), None)
    found = replace(tables(found=(AUTHORS, BOOKS, PRIZES)), failed=(failed,))
    with pytest.raises(NoTableError, match="there is no table `winners`: it cannot be created"):
        found.pair(Pair(ADA, "prizes", NOBEL))


# ---- models that inherit ------------------------------------------------------------------------

SHIPS = table("ships", column("id", "integer"), column("name", "text"), column("kind", "text"))
FERRIES = table(
    "ferries",
    column("ship_id", "integer"),
    column("seats", "integer"),
    primary_key=("ship_id",),
    foreign_keys=(ForeignKey(("ship_id",), TableName("public", "ships"), ("id",)),),
)
FLEET = {
    "Ship": {"columns": {"id": {"primary_key": True}, "name": "text"}},
    "Ferry": {"is": "Ship", "columns": {"seats": "integer"}},
}
SHIP = report("Ship", SHIPS, constants={"kind": "ship"}, columns={"id": "id", "name": "name"})
FERRY = report(
    "Ferry",
    FERRIES,
    ancestors=("Ship",),
    inherited=(InheritedTable(None, "ships", {"id": "id", "name": "name"}, {"kind": "ferry"}),),
)
ONE_TABLE = table("ships", *SHIPS.columns.values(), column("seats", "integer"))
ALONE = report("Ferry", ONE_TABLE, ancestors=("Ship",), constants={"kind": "ferry"})
BARGE = report("Barge", ONE_TABLE, ancestors=("Ferry", "Ship"), constants={"kind": "barge"})
PRIDE = Row("Ferry", "pride", {"id": 5, "name": "Pride", "seats": 90})


def fleet(models: tuple[ModelReport, ...], found: tuple[TableFacts, ...]) -> Tables:
    return Tables(models, Catalog({facts.name: facts for facts in found}, {}), exercise(models=FLEET))


class Stored:
    """Rows by table, with columns by their names."""

    def __init__(self, **rows: list[dict[str, Any]]) -> None:
        self._rows = rows

    def rows(self, wanted: Mapping[str, Wanted]) -> dict[str, TableRows]:
        return {
            name: TableRows(
                tuple(
                    {attribute: row[column] for attribute, column in columns.items()}
                    for row in self._rows[table.name]
                )
            )
            for name, (table, columns) in wanted.items()
        }


def test_a_row_in_two_tables_hangs_together_by_its_key() -> None:
    """The part of a row in a table of its own has the key of the part above, whatever the class calls it."""
    found = list(fleet((SHIP, FERRY), (SHIPS, FERRIES)).rows(PRIDE))
    assert found == [
        (TableName("public", "ships"), {"kind": "ferry", "id": 5, "name": "Pride"}),
        (TableName("public", "ferries"), {"ship_id": 5, "seats": 90}),
    ]


def test_each_row_is_one_of_its_own_class() -> None:
    """A ferry's row is read as a ferry's, and not as a ship's too, in one table and in two."""
    ships = [{"id": 1, "name": "Tug", "kind": "ship"}, {"id": 5, "name": "Pride", "kind": "ferry"}]
    ferries = [{"ship_id": 5, "seats": 90}]
    in_two = fleet((SHIP, FERRY), (SHIPS, FERRIES)).read(Stored(ships=ships, ferries=ferries))
    in_one = fleet((SHIP, ALONE), (ONE_TABLE,)).read(
        Stored(ships=[{**ships[0], "seats": None}, {**ships[1], "seats": 90}])
    )
    assert in_two["Ship"].rows == in_one["Ship"].rows == ({"id": 1, "name": "Tug"},)
    assert in_two["Ferry"].rows == in_one["Ferry"].rows == ({"id": 5, "name": "Pride", "seats": 90},)


def test_a_class_that_nobody_asks_for_is_what_it_inherits() -> None:
    """A barge, which is a ferry, is read as a ferry's row; what is of no known class, as a ship's."""
    rows = [
        {"id": number, "name": kind, "kind": kind, "seats": 1}
        for number, kind in enumerate(("barge", "ferry", "ship", "wreck", None))
    ]
    found = fleet((SHIP, ALONE, BARGE), (ONE_TABLE,)).read(Stored(ships=rows))
    assert [row["name"] for row in found["Ferry"].rows] == ["barge", "ferry"]
    assert [row["name"] for row in found["Ship"].rows] == ["ship", "wreck", None]


def test_rows_that_nothing_tells_apart_cannot_be_read() -> None:
    """Where a ferry's rows lie among those of ships without a mark, they are not read, and the rest is."""
    models = (replace(SHIP, constants={}), replace(ALONE, constants={}))
    found = fleet(models, (ONE_TABLE,)).read(Stored(ships=[{"id": 1, "name": "Tug", "seats": None}]))
    assert found["Ferry"].problem == "nothing tells them from those of `Ship` in the table `ships`"
    assert len(found["Ship"].rows) == 1


def test_a_table_of_its_own_is_no_part_of_another() -> None:
    """A class that does not inherit has rows of its own, though their keys are those of others."""
    apart = report("Ferry", replace(ONE_TABLE, name=TableName("public", "boats")), ancestors=())
    row = {"id": 1, "name": "Tug", "kind": "ship", "seats": 5}
    found = fleet((SHIP, apart), (SHIPS, replace(ONE_TABLE, name=TableName("public", "boats")))).read(
        Stored(ships=[row], boats=[row])
    )
    assert len(found["Ship"].rows) == len(found["Ferry"].rows) == 1
