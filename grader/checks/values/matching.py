"""Which of the expected items is which of the actual ones, without comparing each with each."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

A = TypeVar("A")

MOST_STEPS = 100_000
"""Of one matching. Only thousands of items that all resemble each other, and are others after all, need as many:
what is not found in these is not there."""


class Pool:
    """Actual items by their marks: what can be told of an item without knowing what it is compared with."""

    def __init__(self, items: Sequence[A], marks: Callable[[A], Iterable[Hashable]]) -> None:
        self._all = range(len(items))
        self._by_mark: dict[Hashable, list[int]] = {}
        for number, item in enumerate(items):
            for mark in set(marks(item)):
                self._by_mark.setdefault(mark, []).append(number)

    def candidates(self, conditions: Iterable[Collection[Hashable]]) -> Sequence[int]:
        """The items, by number, that may be the one. Of each condition it has a mark, so that the condition which
        leaves the fewest is enough."""
        found: Sequence[int] = self._all
        for marks in conditions:
            groups = [self._by_mark[mark] for mark in marks if mark in self._by_mark]
            if sum(map(len, groups)) < len(found):
                found = groups[0] if len(groups) == 1 else sorted({n for group in groups for n in group})
        return found


def matched(candidates: Sequence[Sequence[int]], fits: Callable[[int, int], bool]) -> dict[int, int]:
    """Expected → actual, by number: as many as possible, each once.

    ``candidates`` are, for each expected item, the actual ones that may be it. What fits several must not take
    the only one of another: whoever has the fewest chooses first, and gives way where that helps.
    """
    matching = _Matching(candidates, fits)
    order = sorted(range(len(candidates)), key=lambda expected: len(candidates[expected]))
    for expected in [expected for expected in order if not matching.takes_a_free_one(expected)]:
        matching.rearrange(expected)
    return matching.given


class _Matching:
    """A matching as it grows. ``given`` is expected → actual."""

    def __init__(self, candidates: Sequence[Sequence[int]], fits: Callable[[int, int], bool]) -> None:
        self.given: dict[int, int] = {}
        self._taken: dict[int, int] = {}  # actual → expected
        self._candidates = candidates
        self._fits = fits
        self._left = MOST_STEPS

    def takes_a_free_one(self, expected: int) -> bool:
        free = (actual for actual in self._candidates[expected] if actual not in self._taken)
        for actual in self._within_steps(free):
            if self._fits(expected, actual):
                self._give(actual, expected)
                return True
        return False

    def rearrange(self, first: int) -> None:
        """Give ``first`` an item that another has, if that one can have another in its turn, and so on."""
        asking: dict[int, int] = {}  # actual → the expected item that would take it
        waiting = [first]
        for expected in waiting:
            for actual in self._within_steps(self._candidates[expected]):
                if actual in asking or not self._fits(expected, actual):
                    continue
                asking[actual] = expected
                if actual not in self._taken:
                    self._hand_on(actual, asking, first)
                    return
                waiting.append(self._taken[actual])

    def _within_steps(self, candidates: Iterable[int]) -> Iterator[int]:
        for actual in candidates:
            if self._left == 0:
                return
            self._left -= 1
            yield actual

    def _hand_on(self, actual: int, asking: dict[int, int], first: int) -> None:
        """Along the way that led here, each takes what it asked for, and leaves what it had to the one before."""
        expected = asking[actual]
        while expected != first:
            left = self.given[expected]
            self._give(actual, expected)
            actual, expected = left, asking[left]
        self._give(actual, expected)

    def _give(self, actual: int, expected: int) -> None:
        self.given[expected] = actual
        self._taken[actual] = expected
