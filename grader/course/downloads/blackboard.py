"""Blackboard (Original), "Assignment File Download": ``<assignment>_<username>_attempt_<date>_<file>``, and a text of the
same beginning about each attempt.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.course.downloads.contract import Handed, Listing, Platform
from grader.course.sources.contract import common_beginning

_NAMED = re.compile(r"(?P<whose>.+)_attempt_(?P<date>\d{4}(?:-\d{2}){5})(?:_(?P<file>.+)|\.txt)", re.DOTALL)

_NAMES = re.compile(r"^\s*Original filename: (?P<whole>.+?)\s*\n\s*Filename: (?P<cut>.+?)\s*$", re.MULTILINE)


def find(listing: Listing) -> Iterator[Handed]:
    matches = [
        m for entry, is_folder in listing.top.items() if not is_folder and (m := _NAMED.fullmatch(entry))
    ]
    words = _words_of_assignment({match["whose"] for match in matches})
    for match in matches:
        student = "_".join(match["whose"].split("_")[words:])
        attempt = tuple(map(int, match["date"].split("-")))
        name = match["file"] and _find_name(match, listing)
        yield Handed(match.string, student, match["whose"], name, attempt)


def _find_name(match: re.Match[str], listing: Listing) -> str:
    """The name that the student gave it, as the text about the attempt has it: Blackboard may cut it."""
    told = listing.read(f"{match['whose']}_attempt_{match['date']}.txt")
    names = {found["cut"]: found["whole"] for found in _NAMES.finditer(told)}
    return names.get(match.string, match["file"])


def _words_of_assignment(beginnings: set[str]) -> int:
    """What all names have in common, but for their last words: of one student alone that is taken for the user name."""
    return common_beginning([whose.split("_")[:-1] for whose in beginnings])


BLACKBOARD = Platform("Blackboard", find)
