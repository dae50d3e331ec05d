"""The platforms, written out. The first whose rules most of a download's names follow is the one that it is from."""

from __future__ import annotations

from collections.abc import Sequence

from grader.course.downloads.blackboard import BLACKBOARD
from grader.course.downloads.brightspace import BRIGHTSPACE
from grader.course.downloads.canvas import CANVAS
from grader.course.downloads.classroom50 import CLASSROOM50
from grader.course.downloads.contract import Handed, Listing, Platform
from grader.course.downloads.github_classroom import GITHUB_CLASSROOM
from grader.course.downloads.gradescope import GRADESCOPE
from grader.course.downloads.moodle import MOODLE

PLATFORMS: tuple[Platform, ...] = (
    MOODLE,
    BLACKBOARD,
    BRIGHTSPACE,
    GRADESCOPE,
    CLASSROOM50,
    GITHUB_CLASSROOM,
    CANVAS,
)


def recognise(listing: Listing) -> tuple[Platform, Sequence[Handed]] | None:
    for platform in PLATFORMS:
        handed = list(platform.find(listing))
        known = {each.entry for each in handed}
        others = listing.top.keys() - known - platform.own
        if len(known) > len(others):
            return platform, handed
    return None
