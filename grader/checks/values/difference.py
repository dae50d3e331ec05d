"""Where in dicts and lists an actual value differs from the expected one: the place, in the words of Python."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from grader.checks.values.compare import AtLeast, Comparison, show_expected
from grader.checks.values.show import show, show_plain
from grader.worker.protocol import Entries, Items, Value


def find_difference(compare: Comparison, expected: Any, actual: Value) -> str | None:
    """The first place inside of a dict, or of a list, where the two differ; None where they do as a whole."""
    return next(_inside(compare, expected, actual, ""), None)


def _inside(compare: Comparison, expected: Any, actual: Value, place: str) -> Iterator[str]:
    match expected, actual:
        case AtLeast(), Entries():
            yield from _in_entries(compare, expected.keys, actual, place)
            yield from (
                f"The key {_at(place, key)} is there, and must not be."
                for key in expected.without
                if _has(compare, key, actual)
            )
        case Mapping(), Entries():
            yield from _in_entries(compare, expected, actual, place)
            yield from (
                f"The key {_at(place, show(key), is_shown=True)} is there, and is not asked for."
                for key, _ in actual.entries
                if not any(compare.same(other, key) for other in expected)
            )
        case (list() | tuple(), Items()) if len(expected) == actual.length == len(actual.items):
            yield from _in_items(compare, expected, actual, place)
        case _ if place and not compare.same(expected, actual):
            yield f"`{place}` is {show(compare.filled(actual))} in place of {show_expected(expected)}."


def _in_entries(
    compare: Comparison, expected: Mapping[Any, Any], actual: Entries, place: str
) -> Iterator[str]:
    for key, value in expected.items():
        found = next((item for other, item in actual.entries if compare.same(key, other)), None)
        if found is not None and compare.same(value, found):
            continue
        if found is None and not _has(compare, key, actual):
            yield f"The key {_at(place, key)} is missing.{_other_type(key, actual)}"
        else:
            inner = f"{place}[{show_expected(key)}]"
            yield from _inside(compare, value, found, inner)


def _in_items(compare: Comparison, expected: Sequence[Any], actual: Items, place: str) -> Iterator[str]:
    """In items that have an order, the first that differs; in others the only one that nothing is the same as."""
    if compare.in_order or actual.type == "row":
        pairs = list(enumerate(zip(expected, actual.items, strict=True)))
    else:
        pairs = _left_over(compare, expected, actual)
    for number, (one, other) in pairs:
        if not compare.same(one, other):
            yield from _inside(compare, one, other, f"{place}[{number}]")


def _left_over(
    compare: Comparison, expected: Sequence[Any], actual: Items
) -> list[tuple[int, tuple[Any, Value]]]:
    found = compare.pairs(expected, actual)
    missing = [item for number, item in enumerate(expected) if number not in found]
    surplus = [number for number in range(len(actual.items)) if number not in set(found.values())]
    if len(missing) != 1:
        return []
    return [(surplus[0], (missing[0], actual.items[surplus[0]]))]


def _has(compare: Comparison, key: Any, actual: Entries) -> bool:
    return any(compare.same(key, other) for other, _ in actual.entries)


def _other_type(key: Any, actual: Entries) -> str:
    """Whether a key is there as a text, or a text as a number."""
    other = next(
        (found for found, _ in actual.entries if type(found) is not type(key) and str(found) == str(key)),
        None,
    )
    if isinstance(key, int) and isinstance(other, str):
        return f" There is `{other!r}`, which is a text: use the number itself as the key, without str()."
    if isinstance(key, str) and isinstance(other, int):
        return f" There is `{other}`, which is a number: use str() for the key."
    return ""


def _at(place: str, key: Any, is_shown: bool = False) -> str:
    """A key, and the dict that it is a key of."""
    name = f"`{key}`" if is_shown else f"`{show_plain(key) if isinstance(key, str) else show_expected(key)}`"
    return f"{name} of `{place}`" if place else name
