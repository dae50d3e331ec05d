"""YAML is read with the place of each part, and never without bound."""

from __future__ import annotations

import pytest

from grader.language.yaml_positions import Position, parse

TEXT = """\
title: Notes
checks:
  - id: first
    do: [commit, {call: find}]
"""


@pytest.mark.parametrize(
    ("path", "position"),
    [
        ((), Position(1, 1)),
        (("title",), Position(1, 1)),
        (("checks",), Position(2, 1)),
        (("checks", 0), Position(3, 5)),
        (("checks", 0, "do"), Position(4, 5)),
        (("checks", 0, "do", 0), Position(4, 10)),
        (("checks", 0, "do", 1, "call"), Position(4, 19)),
    ],
)
def test_a_part_stands_where_its_key_or_item_begins(path: tuple[object, ...], position: Position) -> None:
    """A part stands where its key or its item begins."""
    assert position == parse(TEXT).position(path)


def test_position_of_what_is_not_there() -> None:
    """Of a part that is missing, the place is that of the nearest part around it."""
    assert Position(3, 5) == parse(TEXT).position(("checks", 0, "title", "x"))


@pytest.mark.parametrize(
    "text",
    [
        "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        + "".join(f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 10)}]\n" for i in range(1, 30)),
        "a0: &a0 {x: 1}\n"
        + "".join(f"a{i}: &a{i} {{<<: [{', '.join([f'*a{i - 1}'] * 10)}]}}\n" for i in range(1, 30)),
        "a0: &a0 {x: 1}\n"
        + "".join(
            f"a{i}: &a{i} {{? {{<<: [{', '.join([f'*a{i - 1}'] * 10)}]}} : 1}}\n" for i in range(1, 30)
        ),
        "all: &all [*all]",
        "all: &all {<<: *all}",
        "{a: " * 5000,
        "- " * 5000,
    ],
    ids=["aliases", "merges", "keys", "endless", "endless merge", "deep mappings", "deep lists"],
)
def test_a_text_that_grows_without_bound_is_a_fault(text: str) -> None:
    """A short text that would grow without bound is a fault, at once."""
    assert parse(text).faults


@pytest.mark.parametrize("scalar", ["!!timestamp soon", "!!bool maybe", "!!int x", "2024-13-45", "!!float x"])
def test_scalar_that_is_not_what_it_says(scalar: str) -> None:
    """A scalar that does not fit its tag is a fault where it stands."""
    document = parse(f"a:\n  b: {scalar}\n")
    assert [Position(2, 6)] == [fault.position for fault in document.faults]


def test_nothing_is_built_of_foreign_tags() -> None:
    """A tag that would build an object of Python is a fault, or names nothing but a list."""
    (fault,) = parse("a: !!python/name:os.getcwd x").faults
    assert "no YAML" in fault.message
    assert parse("a: !!python/object/apply:os.getcwd []").value in ({"a": []}, None)


def test_first_of_two_keys() -> None:
    """Of a key that is given twice the first value stays, so that the rest can be read."""
    document = parse("a: 1\nb: 2\na: 3\n")
    assert {"a": 1, "b": 2} == dict(document.value)
    assert [Position(3, 1)] == [fault.position for fault in document.faults]
