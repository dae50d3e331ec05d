"""A source becomes mutants: each one change at one place, each told once."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import libcst as cst
import pytest

from grader.mutating.mutants import Mutant, mutants
from tests.support.repository import ROOT

REFERENCES = sorted((ROOT / "solutions").glob("*/reference/*.py"))

SOURCE = '''\
"""Notes."""


def store(session, note):
    session.add(note)
    session.commit()
    return note
'''


def test_a_mutant_says_where_and_what() -> None:
    """It has the line of the change, that line's text, the mutation's name and sentence, and a small diff."""
    (mutant,) = mutants(SOURCE)

    assert Mutant("drop-commit", "``commit()`` is not called.", 6, SOURCE, mutant.after) == mutant
    assert "session.commit()" == mutant.text
    assert [
        "@@ -5,3 +5,3 @@",
        "     session.add(note)",
        "-    session.commit()",
        "+    pass",
        "     return note",
    ] == mutant.diff


def test_a_line_that_goes_is_the_line_of_the_change() -> None:
    """Where a whole line is left out, it is that line that is told."""
    (mutant,) = mutants("q = (\n    select(A)\n    .distinct()\n)\n")

    assert (3, ".distinct()") == (mutant.line, mutant.text)


@pytest.mark.parametrize("reference", REFERENCES, ids=lambda path: "/".join(path.parts[-3:]))
def test_mutants_of_a_reference(reference: Path) -> None:
    """Of a real solution there are mutants, all of them Python, none the original, no two the same."""
    source = reference.read_text(encoding="utf-8")
    found = [mutant.after for mutant in mutants(source)]

    assert found
    assert source not in found
    assert len(found) == len(set(found))
    for after in found:
        compile(after, "mutant", "exec")


def two(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    if isinstance(node, cst.Integer):
        yield cst.Integer("2")


def broken(node: cst.CSTNode) -> Iterator[cst.CSTNode]:
    if isinstance(node, cst.AssignTarget):
        yield node.with_changes(target=cst.Integer("1"))


def test_two_mutations_that_come_to_the_same_are_one_mutant() -> None:
    """What several mutations make of a source is graded once, by the first one's name."""
    found = list(mutants("x = 1", {"first": two, "second": two}))

    assert [("first", "x = 2")] == [(mutant.mutation, mutant.after) for mutant in found]


def test_what_is_the_source_still_is_no_mutant() -> None:
    """A mutation that changes nothing makes nothing."""
    assert list(mutants("x = 2", {"two": two})) == []


def test_what_is_no_python_any_more_is_no_mutant() -> None:
    """A change that breaks the syntax would be noticed by anything, and proves nothing."""
    assert list(mutants("x = 1", {"broken": broken})) == []


def test_a_source_that_is_no_python() -> None:
    """It raises ``SyntaxError``, as Python would."""
    with pytest.raises(SyntaxError):
        list(mutants("def"))
