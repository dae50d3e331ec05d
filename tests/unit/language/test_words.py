"""What is asked is said in whole words, and nothing that is stated is left out."""

from __future__ import annotations

import pytest

from grader.language import words
from grader.language.models import Column, Function, Model

ID = {"id": {"type": "integer", "primary_key": True}}
MODELS = {
    name: Model.model_validate(model)
    for name, model in {
        "Book": {
            "columns": ID,
            "relationships": {
                "authors": {"many": "Author", "inverse": "books"},
                "loans": {"many": "Loan", "inverse": "book", "cascade": "delete"},
                "first_loan": {"one": "Loan", "via": "book_id", "cascade": "refuse"},
            },
        },
        "Author": {
            "columns": ID,
            "relationships": {"books": {"many": "Book", "inverse": "authors", "cascade": "unlink"}},
        },
        "Loan": {
            "columns": {"book_id": {"type": "integer", "primary_key": True, "foreign_key": "Book.id"}},
            "relationships": {"book": {"one": "Book", "inverse": "loans"}},
        },
    }.items()
}


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (Column(), "any type"),
        (Column(type="integer", primary_key=True), "integer, primary key"),
        (
            Column(type="text", length=80, nullable=False, unique=True),
            "text, VARCHAR(80), not NULL, unique",
        ),
        (
            Column(type="integer", nullable=True, foreign_key="Book.id"),
            "integer, may be NULL, foreign key to Book.id",
        ),
        (Column(type="datetime", default="now"), "datetime, default: the moment of creation"),
        (Column(type="boolean", default=False), "boolean, default: False"),
        (Column(type="text", default=""), "text, default: ''"),
    ],
)
def test_a_column(column: Column, expected: str) -> None:
    """Everything that is stated of a column is said, and nothing else."""
    assert expected == words.column(column)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Book.loans", "many Loan, the other side of Loan.book, deleting one deletes its loans"),
        ("Loan.book", "one Book, the other side of Book.loans"),
        ("Book.first_loan", "one Loan, by way of book_id, one with first_loan cannot be deleted"),
        ("Book.authors", "many Author, the other side of Author.books, with a table in between"),
        (
            "Author.books",
            "many Book, the other side of Book.authors, with a table in between,"
            " deleting one unlinks its books (NULL)",
        ),
    ],
)
def test_a_relationship(name: str, expected: str) -> None:
    """Everything that is stated of a relationship is said, and that it needs a table of its own."""
    assert expected == words.relationship(MODELS, *name.split("."))


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (Function(parameters=("session", "word")), "Note.find(session, word)"),
        (Function(), "Note.find()"),
        (Function(kind="property"), "Note.find"),
    ],
)
def test_a_signature(function: Function, expected: str) -> None:
    """A function is shown as it is called, a property as it is read."""
    assert expected == words.signature("Note.find", function)
