"""The platforms, written out. The first whose rules most of a download's names follow is the one that it is from."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from grader.course.contents import may_hold_code
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


_MUCH = 4


def recognise(listing: Listing) -> tuple[Platform, Sequence[Handed]] | None:
    for platform in PLATFORMS:
        handed = list(platform.find(listing))
        known = {each.entry for each in handed}
        if _is_most(known, listing.top.keys() - known - platform.own, listing):
            return platform, handed
    return None


def _is_most(known: Collection[str], others: Collection[str], listing: Listing) -> bool:
    """Code beside it would be nobody's: there must be far less of it than of what is named by the rules."""
    code = [entry for entry in others if listing.top[entry] or may_hold_code(Path(entry))]
    return len(known) > len(others) and len(known) > _MUCH * len(code)
