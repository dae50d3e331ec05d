"""Rows fit into a submission's tables: what a check does not use may be missing, of another type, or refused."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import pytest

from grader.model import Catalog, CheckFacts, TableFacts
from grader.planning.data import Data, Row
from grader.running.fitting import fit
from grader.running.tables import Tables
from tests.support.evidence import AUTHORS, REPORTS, column, exercise, report, table

USED = {"Author": frozenset({"id"})}
ADA = Row("Author", "ada", {"id": 7, "name": "Ada Lovelace 42", "email": "a@b"})


def tables(facts: TableFacts, **more: Any) -> Tables:
    return Tables(
        (report("Author", facts, **more), *REPORTS[1:]), Catalog({facts.name: facts}, {}), exercise()
    )


def authors(*changed: Any, **more: Any) -> TableFacts:
    columns = {**AUTHORS.columns, **{facts.name: facts for facts in changed}}
    return replace(AUTHORS, columns=columns, **more)


def let_all_in(_: TableFacts, rows: Sequence[Mapping[str, Any]]) -> list[bool]:
    return [True] * len(rows)


def fitted(
    facts: TableFacts, row: Row = ADA, uses: Any = USED, are_let_in: Any = let_all_in
) -> Mapping[str, Any]:
    return fit(Data((row,)), uses, tables(facts), are_let_in).rows[0].values


def test_what_fits_is_the_same() -> None:
    """Rows that fit are not made anew: the same plan serves every submission."""
    data = Data((ADA,))
    assert fit(data, USED, tables(AUTHORS), let_all_in) is data


def test_a_missing_column_is_left_out() -> None:
    """A column that the submission lacks, and the check does not use, is not laid."""
    without = {name: facts for name, facts in AUTHORS.columns.items() if name != "email"}
    assert {"id", "name"} == fitted(replace(AUTHORS, columns=without)).keys()


def test_a_column_of_another_type_is_left_out() -> None:
    """Nor is one of another type, unless the check uses it: then that is its fault."""
    other = authors(column("email", "integer"))
    assert {"id", "name"} == fitted(other).keys()
    assert "a@b" == fitted(other, uses={"Author": frozenset({"id", "email"})})["email"]


def test_a_drawn_text_keeps_to_the_length_of_its_column() -> None:
    """A drawn text is cut to what the column takes; one that the exercise gives stays, and is refused."""
    short = authors(column("name", "character varying", length=8))
    assert "elace 42" == fitted(short)["name"]
    assert "Ada Lovelace 42" == fitted(short, replace(ADA, given=frozenset({"name"})))["name"]


def test_a_cut_email_address_keeps_its_digits() -> None:
    """Addresses end alike, and a column for them is often unique: their digits stay, and the @."""
    long = replace(ADA, values={**ADA.values, "email": "ada.lovelace4242@example.org"})
    assert "lace4242@x" == fitted(authors(column("email", "character varying", length=10)), long)["email"]


@pytest.mark.parametrize(
    ("kind", "key"), [("integer", 7), ("uuid", uuid.UUID(int=7)), ("character varying", "7")]
)
def test_a_key_of_any_type_is_of_the_columns_type(kind: str, key: Any) -> None:
    """A key whose type the exercise leaves open is drawn for the type that it has."""
    models = {
        "Author": {"table": "authors", "columns": {"id": {"type": "any", "primary_key": True}}},
    }
    facts = table("authors", column("id", kind))
    found = Tables((report("Author", facts),), Catalog({facts.name: facts}, {}), exercise(models=models))
    assert key == fit(Data((Row("Author", None, {"id": 7}),)), USED, found, let_all_in).rows[0].values["id"]


def test_no_text_is_cut_to_nothing() -> None:
    """A column of a few characters does not make all names alike: the name is laid as it was drawn, and refused."""
    assert "Ada Lovelace 42" == fitted(authors(column("name", "character varying", length=2)))["name"]


def test_a_class_does_not_choose_what_the_exercise_draws() -> None:
    """What a mapper says of every row of its class is not laid in a column that the exercise names."""
    found = tables(AUTHORS, constants={"name": "author"})
    data = Data((ADA,))
    assert data is fit(data, USED, found, let_all_in)


CHECKED = authors(
    checks=(CheckFacts(("name",), "length(name) <= 5"), CheckFacts(("email",), "email ~~ '%@%'"))
)


def short_names(_: TableFacts, rows: Sequence[Mapping[str, Any]]) -> list[bool]:
    return [len(row["name"]) <= 5 for row in rows]


def test_a_drawn_value_that_is_refused_becomes_another() -> None:
    """What a CHECK refuses is drawn otherwise, in every row, and what is unique stays so."""
    rows = tuple(replace(ADA, name=None, values={**ADA.values, "id": n}) for n in range(3))
    unique = replace(CHECKED, unique=frozenset({frozenset({"name"})}))
    found = [row.values["name"] for row in fit(Data(rows), USED, tables(unique), short_names).rows]
    assert all(len(name) <= 5 for name in found)
    assert 3 == len(set(found))


def test_a_value_that_is_given_stays() -> None:
    """A value that the exercise gives is laid as it is: that it is refused is what the check says."""
    given = replace(ADA, given=frozenset({"name"}))
    assert "Ada Lovelace 42" == fitted(CHECKED, given, are_let_in=short_names)["name"]


def test_what_decides_is_not_drawn_again() -> None:
    """Where what is drawn may decide what is right, a submission's constraint cannot choose it."""
    data = Data((ADA,), decides=True)
    assert data is fit(data, USED, tables(CHECKED), short_names)


def test_where_nothing_is_let_in_the_row_stays() -> None:
    """Where no other value is found the row is laid as it was drawn, and PostgreSQL's own words are told."""
    refused = fitted(CHECKED, are_let_in=lambda _, rows: [False] * len(rows))
    assert ADA.values == refused


def test_what_comes_from_another_row_follows_it() -> None:
    """Where a drawn value is cut to fit, so is what another row says of it, directly or by way of a third."""
    short = authors(column("name", "character varying", length=8))
    copied = Row(
        "Author",
        "bob",
        {"id": 8, "name": "x", "email": ADA.values["name"]},
        frozenset({"email"}),
        {"email": "$ada.name"},
    )
    text = Row("Author", None, {"id": 9, "email": "by x"}, frozenset({"email"}), {"email": "by ${bob.email}"})
    rows = fit(Data((ADA, copied, text)), USED, tables(short), let_all_in).rows
    assert ["a@b", "elace 42", "by elace 42"] == [row.values["email"] for row in rows]
