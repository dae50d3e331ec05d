"""libpq's variables of the environment: a person's own, and none of what the grader asks of its connections."""

from __future__ import annotations

import os
from collections.abc import Iterable

_PREFIX = "PG"
_OF_SESSIONS = ("PGAPPNAME", "PGCLIENTENCODING", "PGDATESTYLE", "PGGEQO", "PGOPTIONS", "PGTZ")
"""What each new session would begin with: dates as no driver reads them, another time zone."""


def forget_libpq_variables() -> None:
    """From now on: a service or an address in them would lead the grader's connections away from its own server."""
    _forget(name for name in os.environ if name.startswith(_PREFIX))


def forget_session_variables() -> None:
    """From now on; those that complete the address of a server that a person names stay."""
    _forget(_OF_SESSIONS)


def _forget(names: Iterable[str]) -> None:
    for name in list(names):
        os.environ.pop(name, None)
