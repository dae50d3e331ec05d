"""What a student reads of a hidden check that failed: the kind of the mistake, without a value."""

from __future__ import annotations

import pytest

from grader.checks.outlines import known_names, masked
from tests.support.evidence import AUTHORS, BOOKS, submission

KNOWN = known_names(submission(tables=[AUTHORS, BOOKS]).catalog)
SECRET = "zebra"


@pytest.mark.parametrize(
    ("sql", "shown"),
    [
        (
            "SELECT books.id, books.title AS books_title \nFROM books JOIN authors AS authors_1 ON true"
            " WHERE books.id = %(pk_1)s AND books.title LIKE '%x''y%' LIMIT 17",
            "SELECT books.id, books.title AS books_title FROM books JOIN authors AS authors_1 ON TRUE"
            " WHERE books.id = ? AND books.title LIKE ? LIMIT ?",
        ),
        ("select count(*) from (select 1) anon_1", "SELECT COUNT(*) FROM (SELECT ?) anon_1"),
        ('SELECT "name" FROM authors', 'SELECT "name" FROM authors'),
    ],
)
def test_what_was_known_before_is_shown(sql: str, shown: str) -> None:
    """Of a statement its words, tables and columns are shown, and no value."""
    assert shown == masked(sql, KNOWN)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT 'zebra'",
        "SELECT E'zebra\\' zebra'",
        "SELECT $$zebra$$, $a$ zebra $a$",
        "SELECT 1 AS zebra",
        'SELECT 1 AS "zebra"',
        'SELECT 1 AS "a""zebra"',
        "SELECT 1 -- zebra",
        "SELECT 1 /* zebra */",
        "SELECT 1 /* a /* zebra */ zebra */",
        "SELECT %(zebra)s",
        "SELECT books.zebra, zebra.id, zebra_1.id, books_zebra FROM books",
        "SELECT 'never closed zebra",
        'SELECT "never closed zebra',
        "SELECT U&'zebra', U&\"zebra\"",
        "SET search_path TO zebra",
        "LISTEN zebra",
    ],
)
def test_what_a_submission_writes_into_a_statement_is_not(sql: str) -> None:
    """A word that was not known before the check began is masked, wherever it stands."""
    assert SECRET not in masked(sql, KNOWN)


@pytest.mark.parametrize("sql", ["SeLeCt 1", "SELECT 1 🦓 🦓", "SELECT 🦓", "SELECT 123456, 0x7a"])
def test_no_way_of_writing_is_shown(sql: str) -> None:
    """Neither capitals nor other signs nor numbers get through: they can spell something."""
    assert set(masked(sql, KNOWN)) <= set("SELECT ?,")
