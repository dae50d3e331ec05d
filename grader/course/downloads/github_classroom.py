"""GitHub Classroom, ``gh classroom clone student-repos``: ``<assignment>-submissions/<assignment>-<GitHub name>``."""

from __future__ import annotations

from collections.abc import Iterator

from grader.course.downloads.contract import Handed, Listing, Platform

_ENDING = "-submissions"


def find(listing: Listing) -> Iterator[Handed]:
    assignment, ending, rest = listing.name.rpartition(_ENDING)
    if not ending or rest:
        return
    for entry, is_folder in listing.top.items():
        student = entry.removeprefix(f"{assignment}-")
        if is_folder and student not in (entry, ""):
            yield Handed(entry, student, student)


GITHUB_CLASSROOM = Platform("GitHub Classroom", find, frozenset({"grades.csv"}))
