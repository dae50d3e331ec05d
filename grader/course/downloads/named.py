"""Names by a pattern of the instructor's own (``--names``), for what no platform's rules fit.

``(?P<student>...)`` must be in it. ``(?P<file>...)`` is what a file is called in its submission, and ``(?P<attempt>...)``,
a number or a date, tells attempts apart. It is matched with the beginning of each file's path.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from grader.course.downloads.contract import Handed, Listing, Platform
from grader.course.sources.contract import common_beginning
from grader.errors import OperatorError

_GROUPS = {"student", "file", "attempt"}


def read_pattern(text: str) -> re.Pattern[str]:
    """Raises ``OperatorError``."""
    try:
        pattern = re.compile(text)
    except re.error as error:
        raise OperatorError(f"--names is not a regular expression: {error}") from None
    if unknown := sorted(pattern.groupindex.keys() - _GROUPS):
        raise OperatorError(
            f"--names has a group `{unknown[0]}`", f"The groups are {', '.join(sorted(_GROUPS))}."
        )
    if "student" not in pattern.groupindex:
        raise OperatorError(
            "--names does not say where a student's name is", r"Mark it: '(?P<student>[^_]+)_hw4'."
        )
    return pattern


def named(pattern: re.Pattern[str]) -> Platform:
    def find(listing: Listing) -> Iterator[Handed]:
        matches = [match for file in listing.files if (match := pattern.match(file))]
        of_one: dict[tuple[str, str], list[re.Match[str]]] = defaultdict(list)
        for match in matches:
            groups = match.groupdict()
            if groups["student"]:
                of_one[groups["student"], groups.get("attempt") or ""].append(match)
        for (student, attempt), found in of_one.items():
            yield from _handed(student, attempt, found)

    return Platform("--names", find)


def _handed(student: str, attempt: str, found: list[re.Match[str]]) -> Iterator[Handed]:
    above = common_beginning([match.string.split("/")[:-1] for match in found])
    for match in found:
        inner = match.groupdict().get("file") or "/".join(match.string.split("/")[above:])
        yield Handed(match.string, student, student, inner, _number(attempt))


def _number(attempt: str) -> tuple[int, ...]:
    return tuple(int(digits) for digits in re.findall(r"\d+", attempt))
