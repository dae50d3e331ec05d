"""Errors in words: what a well-known one means, where it is, and the next step."""

from __future__ import annotations

import pytest

from grader.hints import explain
from grader.language.limits import Limits
from grader.worker.protocol import Frame, Raised, Where
from tests.support.evidence import raised
from tests.support.hint_rules import find_text


def error(kind: str, message: str = "", *bases: str) -> Raised:
    told = raised(kind, message, bases).raised
    assert told
    return told


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (error("MyOwnError", "", "DataError", "DatabaseError"), "SQLite"),
        (error("IndentationError", "", "SyntaxError"), "cannot read"),
        (error("NotImplementedError", "", "RuntimeError"), "not written"),
    ],
)
def test_class_that_inherits(told: Raised, words: str) -> None:
    """A well-known error is explained by its class, or by one that it inherits from."""
    assert words in (find_text(told) or "")


def test_hint_in_a_function() -> None:
    """A list that is too short in a function says nothing about the import, nor does a line that reads arguments."""
    frame = Frame(Where("ada.py", 7), "newest", "return users[int(sys.argv[1])]")
    error = Raised("IndexError", ("IndexError", "BaseException"), "list index out of range", (frame,))
    assert find_text(error) is None


def test_arguments_of_another_line() -> None:
    """At import, arguments are blamed only for the line that raised the error."""
    frames = (
        Frame(Where("ada.py", 7), "<module>", "main(sys.argv)"),
        Frame(Where("ada.py", 3), "main", "print(rows[0])"),
    )
    hint = find_text(Raised("IndexError", ("IndexError", "BaseException"), "list index", frames))
    assert "tables are empty" in (hint or "")


@pytest.mark.parametrize("told", [error("ValueError", "no"), error("InvalidRequestError", "something else")])
def test_no_hint(told: Raised) -> None:
    """An error that may mean anything is not explained away."""
    assert find_text(told) is None


def test_finding() -> None:
    """An error is told with the last lines of the submission that it went through, the innermost as its place."""
    frames = tuple(Frame(Where("ada.py", i), f"f{i}", f"  call({i})") for i in range(1, 10))
    finding = explain.finding(
        "`borrow(...)`",
        Raised("ValueError", ("ValueError",), "no book", frames),
        "a loan",
        allowed=Limits(),
        imported=None,
    )
    assert "`borrow(...)` raised ValueError" == finding.message
    assert "a loan" == finding.expected
    assert Where("ada.py", 9) == finding.where
    lines = (finding.actual or "").splitlines()
    assert ["ada.py:4, in f4", "    call(4)"] == lines[:2]
    assert "ValueError: no book" == lines[-1]


def test_finding_without_frames() -> None:
    """An error from outside the submission has no place in it, and without a message is its class alone."""
    finding = explain.finding(
        "This", Raised("ValueError", ("ValueError",), "", ()), allowed=Limits(), imported=None
    )
    assert (None, "ValueError") == (finding.where, finding.actual)


def test_finding_of_a_reached_limit() -> None:
    """An error that came from a limit of the exercise is told with it, whatever else might explain the error."""
    told = error("MemoryError", "")
    assert "128 MiB" in (
        explain.finding("This", told, allowed=Limits(memory_mb=128), imported=None).hint or ""
    )
    other = error("NotImplementedError", "", "RuntimeError")
    assert find_text(other) == explain.finding("This", other, allowed=Limits(), imported=None).hint
