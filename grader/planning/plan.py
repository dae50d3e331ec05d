"""What is to be done in one run. Pure values: checks make them, ``running`` carries them out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from grader.planning.data import Data
from grader.planning.uses import Uses
from grader.worker.protocol import Act, Callee


@dataclass(frozen=True)
class Step:
    """One act. ``goes_on``: the next act follows even when this one raises. ``watched``: what the server counts
    while it is carried out is kept by itself. ``apart_from``: a model; where its rows hold moments in whole seconds, the
    act is done in another second than they were stored in."""

    act: Act
    goes_on: bool = False
    watched: bool = False
    apart_from: str | None = None


@dataclass(frozen=True)
class Plan:
    """Rows to begin with, names of rows to be handed over as loaded objects, acts in order, what they call.

    ``reads_rows``: whether the database is read afterwards; a check that does not look at rows saves that.
    ``judges_open``: whether transactions that are left open decide; the server takes a moment to notice that one ended.
    ``uses``: of the models; a submission may lack all else.
    """

    data: Data
    load: tuple[str, ...]
    steps: tuple[Step, ...]
    callees: tuple[Callee, ...] = ()
    size: int | None = None
    reads_rows: bool = True
    judges_open: bool = False
    uses: Uses = field(default_factory=dict)


Fit = Callable[[Data, Uses], Data]
"""Data, and what is used of it, as it fits into the tables of one submission; the same object where all of it does."""


def as_drawn(data: Data, uses: Uses) -> Data:  # noqa: ARG001 - a `Fit`
    """For tables that are what the exercise asks."""
    return data
