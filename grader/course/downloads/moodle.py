"""Moodle, "Download all submissions": ``<Full Name>_<id>_assignsubmission_file`` with files in it, or before the name of
each where a site makes no folders.

The id is the number of the grading worksheet's ``Participant <id>``. Group work has the group's name. By
moodle/moodle, mod/assign/classes/downloader.php.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from grader.course.downloads.contract import Handed, Listing, Platform

_NAMED = re.compile(r"(?P<student>.+?)_(?P<id>\d+)_assignsubmission_(?:[a-z]+)(?:_(?P<file>.*))?", re.DOTALL)


def find(listing: Listing) -> Iterator[Handed]:
    for entry, is_folder in listing.top.items():
        if found := _NAMED.fullmatch(entry):
            inner = "" if is_folder else found["file"] or entry
            yield Handed(entry, _name(found["student"], found["id"]), found["id"], inner)


def _name(student: str, id: str) -> str:
    """Where the marking is blind, everybody is called Participant."""
    return f"{student} {id}" if student == "Participant" else student


MOODLE = Platform("Moodle", find)
