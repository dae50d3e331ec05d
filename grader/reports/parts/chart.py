"""Statements against size: the points of a small curve."""

from __future__ import annotations

from dataclasses import dataclass

from grader.reports.document import CheckPart

_LEFT, _RIGHT, _TOP, _BOTTOM = 50, 300, 24, 120


@dataclass(frozen=True)
class Point:
    x: int
    y: int
    size: int
    count: int


@dataclass(frozen=True)
class Chart:
    """``line``: the points as SVG writes them; ``told``: the same in words."""

    points: tuple[Point, ...]
    line: str
    told: str


def chart(check: CheckPart) -> Chart | None:
    """The curve of a check that ran at several sizes."""
    found = {run.size: run.client if run.server is None else run.server for run in check.runs if run.size}
    if len(found) < 2:
        return None
    most, largest = max(*found.values(), 1), max(found)
    points = tuple(
        Point(
            x=_LEFT + round((_RIGHT - _LEFT) * size / largest),
            y=_BOTTOM - round((_BOTTOM - _TOP) * count / most),
            size=size,
            count=count,
        )
        for size, count in found.items()
    )
    told = ", ".join(f"{point.count} statements with {point.size} rows" for point in points)
    return Chart(points, " ".join(f"{point.x},{point.y}" for point in points), told)
