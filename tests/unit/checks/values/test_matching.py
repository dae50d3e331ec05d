"""Which expected item is which actual one: as many as possible, by what can be told of each."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grader.checks.values.matching import MOST_STEPS, Pool, matched


def pairs(wanted: list[list[int]], there: list[int]) -> dict[int, int]:
    """What is matched where each wanted item allows some of those that are there."""
    pool = Pool(there, lambda item: [item])
    return matched(
        [pool.candidates([set(allowed)]) for allowed in wanted], lambda i, j: there[j] in wanted[i]
    )


@given(st.lists(st.lists(st.integers(0, 5)), max_size=6), st.lists(st.integers(0, 5), max_size=6))
def test_as_many_as_possible(wanted: list[list[int]], there: list[int]) -> None:
    """Pairs fit, each item is in one of them at most, and no other way gives more."""
    found = pairs(wanted, there)
    assert len(found) == len(set(found.values()))
    assert all(there[j] in wanted[i] for i, j in found.items())
    assert _most(wanted, there) == len(found)


def _most(wanted: list[list[int]], there: list[int]) -> int:
    """By trying every way."""
    if not wanted:
        return 0
    rest = [
        _most(wanted[1:], there[:j] + there[j + 1 :]) for j, item in enumerate(there) if item in wanted[0]
    ]
    return (
        max(_most(wanted[1:], there), *(1 + number for number in rest)) if rest else _most(wanted[1:], there)
    )


def test_a_long_way_round() -> None:
    """However many must give way for the last one, it is found, without a call for each."""
    number = 300
    wanted = [[i, i + 1] for i in range(number)]
    assert number + 1 == len(pairs([*wanted, [0]], list(range(number + 1))))


def test_the_fewest_candidates() -> None:
    """Of several conditions the one counts that leaves the fewest; of one that nothing meets, there is none."""
    pool = Pool([(1, "a"), (2, "a"), (2, "b")], lambda item: item)
    assert [0, 1, 2] == list(pool.candidates([]))
    assert [0, 1] == list(pool.candidates([{"a"}]))
    assert [0] == list(pool.candidates([{"a"}, {1, 9}]))
    assert [0, 1, 2] == list(pool.candidates([{"a", "b"}]))
    assert [] == list(pool.candidates([{"a"}, {9}]))


def test_comparing_comes_to_an_end() -> None:
    """Thousands of items that all look alike are compared so often and not more."""
    compared = []
    candidates = [range(1000)] * 1000
    assert {} == matched(candidates, lambda i, j: bool(compared.append((i, j))))
    assert MOST_STEPS == len(compared)
