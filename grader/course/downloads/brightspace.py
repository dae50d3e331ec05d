"""Brightspace (D2L): folders ``<n>-<n> - <Name> - <Oct 10, 2025 1022 AM>``, each an attempt; from older ones files, with a
student's number before the name, and the file's name after the date.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.course.downloads.contract import Handed, Listing, Platform

_NAMED = re.compile(
    r"(?P<numbers>\d+(?:-\d+)?) - (?:\w*\d\w* - )?(?P<student>.+?) ?- (?P<date>[^-]*\b\d{4}\b[^-]*?)(?: - (?P<file>.+))?",
    re.DOTALL,
)
_DATE = re.compile(
    r"([^\W\d]{3})\w*\.? (\d{1,2}),? (\d{4}) (\d{1,2}):?(\d{2})(?::?\d{2})? ?([AP]M)?", re.IGNORECASE
)
_MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]


def find(listing: Listing) -> Iterator[Handed]:
    found = {entry: match for entry in listing.top if (match := _NAMED.fullmatch(entry))}
    place = _place_of_students({(match["numbers"], match["student"]) for match in found.values()})
    for entry, match in found.items():
        inner = "" if listing.top[entry] else match["file"] or entry
        student = match["student"].strip()
        id = match["numbers"].split("-")[place]
        yield Handed(entry, student, id, inner, _moment(match["date"]))


def _place_of_students(found: set[tuple[str, str]]) -> int:
    """Which of both numbers is the student's: not the one that several have in common, as they have the assignment's."""
    first, students = {numbers.partition("-")[0] for numbers, _ in found}, {student for _, student in found}
    return -1 if len(first) == 1 and len(students) > 1 else 0


def _moment(date: str) -> tuple[int, ...]:
    """Of a date in English; in another language the order of names decides."""
    found = _DATE.search(date)
    if found is None or found[1].lower() not in _MONTHS:
        return ()
    hour = int(found[4]) % 12 + (12 if found[6].upper() == "PM" else 0) if found[6] else int(found[4])
    return int(found[3]), _MONTHS.index(found[1].lower()), int(found[2]), hour, int(found[5])


BRIGHTSPACE = Platform("Brightspace", find, frozenset({"index.html", "index.htm"}))
