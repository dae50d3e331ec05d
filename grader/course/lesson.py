"""The lesson that an exercise links to, where it is a file of the course's and not a page elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.language.exercise import Exercise

_FENCE = re.compile(r"^(```|~~~).*?^\1", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#{1,6}[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_NOT_IN_AN_ANCHOR = re.compile(r"[^\w\- ]")


def find_lesson(exercise: Exercise) -> str | None:
    """The file, as its path from the course's folder; None where the lesson is a page, or not named."""
    if not exercise.lesson or "://" in exercise.lesson:
        return None
    return exercise.lesson.partition("#")[0]


def list_problems(exercise: Exercise) -> Iterator[str]:
    """What leads to nothing: a file that is not there, and anchors that it does not have."""
    name = find_lesson(exercise)
    if name is None:
        return
    path = exercise.folder.parent.parent / name
    try:
        known = _anchors(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        yield f"lesson: {name} cannot be read: {error}"
        return
    for check in exercise.checks:
        link = exercise.link(check) or ""
        anchor = link.partition("#")[2]
        if "://" not in link and anchor and anchor not in known:
            yield f"{check.id}: {name} has no heading for #{anchor}"


def _anchors(markdown: str) -> frozenset[str]:
    """The anchors of its headings, as GitHub makes them."""
    headings = _HEADING.findall(_FENCE.sub("", markdown))
    return frozenset(_NOT_IN_AN_ANCHOR.sub("", heading.lower()).replace(" ", "-") for heading in headings)
