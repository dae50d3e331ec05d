"""What is read of the errors that a server wrote down."""

from __future__ import annotations

import pytest

from grader.postgres.evidence.error_log import failures


def test_each_error_is_one_of_its_query() -> None:
    """Queries are told apart by their identifiers, which may be negative."""
    log = b"d,r,5,ERROR:  a\nd,r,-7,ERROR:  b\nd,r,5,ERROR:  c\n"
    assert {5: 2, -7: 1} == failures(log, "d", "r")


@pytest.mark.parametrize(
    "line",
    [
        b"other,r,5,ERROR:  a",
        b"d,other,5,ERROR:  a",
        b"d,r,0,ERROR:  syntax error",  # before the query was known
        b"d,r,5,FATAL:  terminating connection",  # the query had ended
        b"d,r,5,LOG:  could not send data to client",
        b"d,r,5,ERROR:  a\n\td,r,5,ERROR:  a line break in a message",
        b"\xff\xfe",
    ],
)
def test_nothing_else_is_a_failure(line: bytes) -> None:
    """Others' errors are not the submission's, and no message can make one up."""
    expected = {5: 1} if b"a\n" in line else {}
    assert expected == failures(line + b"\n", "d", "r")
