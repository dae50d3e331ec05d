"""`columns:` compares with the catalog, fact by fact; what is right is passed over in silence."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.checks import present
from grader.checks.contract import CheckInput
from grader.language.exercise import Exercise
from grader.model import ForeignKey, TableFacts, TableName
from grader.worker.protocol import ClassReport, Where
from tests.support.evidence import (
    AUTHORS,
    BOOKS,
    MODELS,
    PRIZES,
    REPORTS,
    check,
    column,
    exercise,
    found,
    only,
    report,
    submission,
    table,
)

COLUMNS = check(columns=["Author", "Book", "Prize"])
ACCEPTED = {
    "integer": ["integer", "bigint", "smallint"],
    "text": ["text", "character varying", "character"],
    "boolean": ["boolean"],
    "datetime": ["timestamp without time zone", "timestamp with time zone"],
    "date": ["date"],
    "time": ["time without time zone", "time with time zone"],
    "float": ["double precision", "real", "numeric"],
    "decimal": ["numeric"],
    "json": ["json", "jsonb"],
    "any": ["integer", "text", "uuid", "bytea", "USER-DEFINED"],
}
EVERY = sorted({spelling for spellings in ACCEPTED.values() for spelling in spellings})


def one_column(**facts: Any) -> Exercise:
    """An exercise that asks for one column besides the key."""
    columns = {"id": {"primary_key": True}, "x": facts}
    return exercise(models={"Thing": {"columns": columns}})


def thing(name: str = "x", kind: str = "text", key: tuple[str, ...] = ("id",), **facts: Any) -> TableFacts:
    unique = facts.pop("unique", frozenset())
    return table(
        "things", column("id", "integer"), column(name, kind, **facts), primary_key=key, unique=unique
    )


def of_thing(facts: TableFacts, **asked: Any) -> Any:
    evidence = submission([report("Thing", facts)], [facts])
    return found(check(columns="Thing"), evidence=evidence, of=one_column(**asked))


def test_tables_as_they_are_asked_for_give_no_finding() -> None:
    """Tables as they are asked for give no finding."""
    assert [] == found(COLUMNS)


@pytest.mark.parametrize(
    ("asked", "spelling"), [(a, s) for a, spellings in ACCEPTED.items() for s in spellings]
)
def test_accepted_type(asked: str, spelling: str) -> None:
    """Every PostgreSQL type that means what is asked is accepted."""
    assert [] == of_thing(thing(kind=spelling), type=asked)


@pytest.mark.parametrize(
    ("asked", "spelling"),
    [(a, s) for a in ACCEPTED if a != "any" for s in EVERY if s not in ACCEPTED[a]],
)
def test_other_type(asked: str, spelling: str) -> None:
    """Any other type is one finding, which says both and how SQLAlchemy calls the right one."""
    finding = only(of_thing(thing(kind=spelling), type=asked))
    assert (asked, spelling) == (finding.expected, finding.actual)
    assert "Use " in (finding.hint or "")
    assert 12 == finding.where.line  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("asked", "right", "wrong", "expected", "actual"),
    [
        (
            {"type": "text", "length": 200},
            thing(kind="character varying", length=200),
            thing(kind="character varying", length=100),
            "character varying(200)",
            "character varying(100)",
        ),
        (
            {"type": "text", "length": 200},
            thing(kind="character varying", length=200),
            thing(kind="text"),
            "character varying(200)",
            "text",
        ),
        ({"nullable": False}, thing(nullable=False), thing(nullable=True), "NOT NULL", "NULL is allowed"),
        ({"nullable": True}, thing(nullable=True), thing(nullable=False), "NULL is allowed", "NOT NULL"),
        (
            {"primary_key": True},
            thing(key=("x",)),
            thing(key=("id",)),
            "primary key: x",
            "primary key: id",
        ),
        (
            {"unique": True},
            thing(unique=frozenset({frozenset({"x"})})),
            thing(),
            "UNIQUE",
            "no unique constraint",
        ),
        (
            {"unique": True},
            thing(unique=frozenset({frozenset({"x"}), frozenset({"x", "id"})})),
            thing(unique=frozenset({frozenset({"x", "id"})})),
            "UNIQUE",
            "unique only together: id, x",
        ),
    ],
    ids=["length", "no length", "not null", "null", "primary key", "unique", "unique together"],
)
def test_each_fact_that_is_stated_is_compared(
    asked: dict[str, Any], right: TableFacts, wrong: TableFacts, expected: str, actual: str
) -> None:
    """Each fact that is stated is compared: right is silent, wrong says what is asked, what is, what to do."""
    asked_key = {"id": {"primary_key": "primary_key" not in asked}, "x": asked}
    of = exercise(models={"Thing": {"columns": asked_key}})
    subject = check(columns="Thing")
    assert [] == found(subject, evidence=submission([report("Thing", right)], [right]), of=of)
    finding = only(found(subject, evidence=submission([report("Thing", wrong)], [wrong]), of=of))
    assert (expected, actual) == (finding.expected, finding.actual)
    assert finding.hint
    assert finding.where


def test_key_is_unique() -> None:
    """A column that alone is the primary key is unique."""
    of = exercise(models={"Thing": {"columns": {"x": {"primary_key": True, "unique": True}}}})
    facts = thing(key=("x",))
    assert [] == found(check(columns="Thing"), evidence=submission([report("Thing", facts)], [facts]), of=of)


@pytest.mark.parametrize(
    "facts",
    [
        {"nullable": True},
        {"nullable": False},
        {"kind": "integer"},
        {"kind": "character varying", "length": 3},
        {"unique": frozenset({frozenset({"x"})})},
    ],
)
def test_what_is_not_stated(facts: dict[str, Any]) -> None:
    """What the exercise does not state is not checked."""
    assert [] == of_thing(thing(**facts))


@pytest.mark.parametrize(
    ("keys", "actual"),
    [
        ((), "no foreign key"),
        (((("author_id",), "authors", ("email",)),), "points to authors.email"),
        (((("author_id",), "prizes", ("id",)),), "points to prizes.id"),
        (((("id",), "authors", ("id",)),), "no foreign key"),
    ],
    ids=["none", "other column", "other table", "from another column"],
)
def test_foreign_key(keys: tuple[Any, ...], actual: str) -> None:
    """A foreign key must be there, from this column to that one."""
    wrong = tuple(ForeignKey(own, TableName("public", to), theirs) for own, to, theirs in keys)
    evidence = submission(tables=[AUTHORS, replace(BOOKS, foreign_keys=wrong), PRIZES])
    finding = only(found(check(columns="Book.author_id"), evidence=evidence))
    assert ("a foreign key to authors.id", actual) == (finding.expected, finding.actual)
    assert "ForeignKey('authors.id')" in (finding.hint or "")


def test_names_of_the_submission() -> None:
    """Columns and tables may have other names in the database than in the class."""
    authors = table("people", column("pk", "integer"), primary_key=("pk",))
    books = table(
        "volumes",
        column("id", "integer"),
        column("writer", "integer", nullable=False),
        foreign_keys=(ForeignKey(("writer",), TableName("library", "people"), ("pk",)),),
    )
    authors = replace(authors, name=TableName("library", "people"))
    models = [
        report("Author", authors, schema="library", columns={"id": "pk"}),
        report("Book", books, columns={"id": "id", "author_id": "writer"}),
    ]
    evidence = submission(models, [authors, books])
    assert [] == found(check(columns=["Author.id", "Book.author_id"]), evidence=evidence)[1:]
    named = only(found(check(columns=["Author.id", "Book.author_id"]), evidence=evidence))
    assert ("__tablename__ = 'authors'", "'library.people'") == (named.expected, named.actual)


def test_only_the_columns_that_are_named() -> None:
    """`Author.name` looks at this column alone."""
    wrong = replace(AUTHORS, columns={**AUTHORS.columns, "email": column("email", "integer")})
    evidence = submission(tables=[wrong, BOOKS, PRIZES])
    assert [] == found(check(columns=["Author.name"]), evidence=evidence)
    assert only(found(check(columns=["Author.name", "Author.email"]), evidence=evidence))


def test_missing_column() -> None:
    """A column that is not there is told, with the nearest one that is."""
    facts = replace(
        AUTHORS, columns={n: c for n, c in AUTHORS.columns.items() if n != "email"} | {"mail": column("mail")}
    )
    evidence = submission([report("Author", facts), *REPORTS[1:]], [facts, BOOKS, PRIZES])
    finding = only(found(check(columns="Author"), evidence=evidence))
    assert "The column `Author.email` is missing. There is `mail`." == finding.message
    assert "id, name, mail" == finding.actual
    assert finding.hint


def test_several_faults() -> None:
    """Every wrong fact is told in one go."""
    facts = table(
        "authors", column("id", "text"), column("name", "text"), column("email", "text"), primary_key=()
    )
    evidence = submission([report("Author", facts), *REPORTS[1:]], [facts, BOOKS, PRIZES])
    messages = [finding.message for finding in found(check(columns="Author"), evidence=evidence)]
    assert 5 == len(messages) == len(set(messages))


def test_models_of_the_example() -> None:
    """The example asks for something of every kind, so that silence means something."""
    facts = [fact for model in MODELS.values() for column in model["columns"].values() for fact in column]
    assert {"type", "primary_key", "length", "nullable", "unique", "foreign_key", "default"} == set(facts)


UNMAPPED = exercise(
    models={"User": {"mapped": False, "table": "users", "columns": {"id": {"primary_key": True}}}}
)


@pytest.mark.parametrize(
    ("names", "hint"),
    [
        (("User",), "SQLAlchemy maps it, or it is not a class"),
        (("Users",), "There is a class `Users`: is it the one?"),
        (("other",), "Write a class `User` with the methods that the exercise names."),
    ],
)
def test_no_plain_class(names: tuple[str, ...], hint: str) -> None:
    """Where a plain class is asked for, its absence is told as one of a class, with what is there instead."""
    evidence = submission((), ())
    assert evidence.imported
    classes = tuple(ClassReport(name, (), Where("ada.py", 3)) for name in names if name == "Users")
    imported = replace(evidence.imported, names=names, classes=classes)
    asked = CheckInput(UNMAPPED, replace(evidence, imported=imported), ())
    (finding,) = present.missing(asked, {"User": True})
    assert "There is no class `User`." == finding.message
    assert hint in (finding.hint or "")
    assert (Where("ada.py", 3) if classes else None) == finding.where


def test_no_table_of_a_plain_class() -> None:
    """A plain class has no table unless the module makes it, and is told how."""
    user = report("User", table("users"), columns={})
    (finding,) = present.missing(CheckInput(UNMAPPED, submission([user], []), ()), {"User": True})
    assert "CREATE TABLE IF NOT EXISTS" in (finding.hint or "")


def test_columns_of_a_plain_class() -> None:
    """The next step for a plain class is in its CREATE TABLE, not in a mapper's words."""
    facts = table("users", column("name", "text"), primary_key=())
    columns = {"id": {"primary_key": True}, "name": {"type": "text", "unique": True}}
    plain = exercise(models={"User": {"mapped": False, "table": "users", "columns": columns}})
    evidence = submission([report("User", facts)], [facts])
    hints = [finding.hint or "" for finding in found(check(columns="User"), evidence=evidence, of=plain)]
    assert ["CREATE TABLE of `users`" in hint for hint in hints] == [True, True]
