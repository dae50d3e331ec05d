"""What is to be done in one run. Pure values: checks make them, ``running`` carries them out."""

from __future__ import annotations

from dataclasses import dataclass

from grader.planning.data import Data
from grader.worker.protocol import Act, Callee


@dataclass(frozen=True)
class Step:
    """One act. ``goes_on``: the next act follows even when this one raises. ``watched``: what the server counts
    while it is carried out is kept by itself."""

    act: Act
    goes_on: bool = False
    watched: bool = False


@dataclass(frozen=True)
class Plan:
    """Rows to begin with, names of rows to be handed over as loaded objects, acts in order, what they call.

    ``reads_rows``: whether the database is read afterwards; a check that does not look at rows saves that.
    ``judges_open``: whether transactions that are left open decide; the server takes a moment to notice that one ended.
    """

    data: Data
    load: tuple[str, ...]
    steps: tuple[Step, ...]
    callees: tuple[Callee, ...] = ()
    size: int | None = None
    reads_rows: bool = True
    judges_open: bool = False
