"""Errors in words: what a well-known one means, where it is, and the next step."""

from __future__ import annotations

import pytest

from checks.evidence import raised
from grader.checks import explaining
from grader.worker.protocol import Frame, Raised, Where


def error(kind: str, message: str = "", *bases: str) -> Raised:
    told = raised(kind, message, bases).raised
    assert told
    return told


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (error("DetachedInstanceError"), "selectinload"),
        (error("ArgumentError", "Textual SQL expression 'SELECT 1' should be declared as text()"), "text("),
        (error("ObjectNotExecutableError"), "text("),
        (error("InvalidRequestError", "Object is already attached to session '2'"), "session.merge"),
        (error("UnboundExecutionError", "", "InvalidRequestError"), "another name"),
        (error("PendingRollbackError", "", "InvalidRequestError"), "rollback()"),
        (error("InvalidRequestError", "The unique() method must be invoked on this Result"), ".unique()"),
        (error("MultipleResultsFound"), ".first()"),
        (error("NoResultFound"), "one_or_none"),
        (error("NoForeignKeysError"), "ForeignKey("),
        (error("AmbiguousForeignKeysError"), "foreign_keys="),
        (error("NoReferencedTableError"), "__tablename__"),
        (error("InvalidRequestError", "expression 'Auhtor' failed to locate a name"), "typing error"),
        (error("InvalidRequestError", "Mapper has no property 'book'"), "back_populates"),
        (
            error("InvalidRequestError", "Table 'x' is already defined for this MetaData instance"),
            "__tablename__",
        ),
        (error("IntegrityError", "(psycopg2.errors.UniqueViolation) duplicate key"), "unique"),
        (error("IntegrityError", "(psycopg2.errors.NotNullViolation) null value"), "NULL"),
        (error("IntegrityError", "(psycopg2.errors.ForeignKeyViolation) insert"), "foreign key"),
        (error("ProgrammingError", "(psycopg2.ProgrammingError) can't adapt type 'Author'"), "its id"),
        (error("ProgrammingError", "(psycopg2.errors.UndefinedTable) relation"), "metadata"),
        (error("DataError"), "SQLite"),
        (error("TimeoutError", "QueuePool limit of size 5 overflow 10 reached"), "never closed"),
        (error("EOFError"), "parameters"),
        (error("SystemExit"), "Return"),
        (error("NotImplementedError", "", "RuntimeError"), "not written"),
        (error("ModuleNotFoundError", "No module named 'flask'", "ImportError"), "not installed"),
        (error("IndentationError", "", "SyntaxError"), "cannot read"),
        (error("MyOwnError", "", "DataError"), "SQLite"),
    ],
)
def test_hint(told: Raised, words: str) -> None:
    """A well-known error is explained by its class, or by one that it inherits from, and by its message."""
    assert words in (explaining.hint_for(told) or "")


@pytest.mark.parametrize("told", [error("ValueError", "no"), error("InvalidRequestError", "something else")])
def test_no_hint(told: Raised) -> None:
    """An error that may mean anything is not explained away."""
    assert explaining.hint_for(told) is None


def test_finding() -> None:
    """An error is told with the last lines of the submission that it went through, the innermost as its place."""
    frames = tuple(Frame(Where("ada.py", i), f"f{i}", f"  call({i})") for i in range(1, 10))
    finding = explaining.finding(
        "`borrow(...)`", Raised("ValueError", ("ValueError",), "no book", frames), "a loan"
    )
    assert "`borrow(...)` raised ValueError" == finding.message
    assert "a loan" == finding.expected
    assert Where("ada.py", 9) == finding.where
    lines = (finding.actual or "").splitlines()
    assert ["ada.py:4, in f4", "    call(4)"] == lines[:2]
    assert "ValueError: no book" == lines[-1]


def test_finding_without_frames() -> None:
    """An error from outside the submission has no place in it, and without a message is its class alone."""
    finding = explaining.finding("This", Raised("ValueError", ("ValueError",), "", ()))
    assert (None, "ValueError") == (finding.where, finding.actual)
