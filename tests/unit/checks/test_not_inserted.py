"""Rows that do not fit are told with the column that refuses them, as far as one can be named."""

from __future__ import annotations

from dataclasses import replace

from grader.checks import not_inserted
from grader.checks.contract import CheckInput
from grader.model import Catalog, SubmissionEvidence
from grader.worker.protocol import Where
from tests.support.evidence import AUTHORS, BOOKS, PRIZES, column, exercise, submission

_TOO_LONG = "table authors does not take the exercise's rows: value too long for type character varying(5)"


def with_lengths(**lengths: int | None) -> CheckInput:
    """The columns of ``authors`` have these lengths."""
    columns = {
        name: column(name, "character varying", length=lengths[name]) if name in lengths else facts
        for name, facts in AUTHORS.columns.items()
    }
    tables = (replace(AUTHORS, columns=columns), BOOKS, PRIZES)
    evidence: SubmissionEvidence = replace(submission(), catalog=Catalog({t.name: t for t in tables}, {}))
    return CheckInput(exercise(), evidence, ())


def test_a_column_that_is_too_short() -> None:
    """It is named with its model, its length and its line."""
    finding = not_inserted.finding(_TOO_LONG, with_lengths(name=80, email=5))
    assert "`Author.email` is too short for the texts of this check." == finding.message
    assert "at most 5 characters" == finding.actual
    assert Where("ada.py", 13) == finding.where


def test_two_columns_of_that_length() -> None:
    """Where either may be it, neither is named."""
    finding = not_inserted.finding(_TOO_LONG, with_lengths(name=5, email=5))
    assert (_TOO_LONG, None) == (finding.actual, finding.where)


def test_a_value_that_repeats() -> None:
    """A column that is unique, and should not be, is looked for."""
    problem = (
        'table authors does not take the exercise\'s rows: duplicate key value violates unique constraint "x"'
    )
    assert "unique" in (not_inserted.finding(problem, with_lengths()).hint or "")
    assert "unique" not in (
        not_inserted.finding("table authors has no such column", with_lengths()).hint or ""
    )


def test_texts_that_are_cut() -> None:
    """A column that takes hardly a name is a note, unless the exercise itself states its length."""
    (note,) = not_inserted.notes(with_lengths(name=80, email=10))
    assert "ada.py:13: `Author.email` takes at most 10 characters. Is that enough for real texts?" == note
    assert [] == list(not_inserted.notes(with_lengths(name=5, email=100)))
    assert [] == list(not_inserted.notes(with_lengths(email=None)))
