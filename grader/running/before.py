"""Whether the server has what exercises need in their databases before the tables are made."""

from __future__ import annotations

from collections.abc import Iterable

from grader.errors import OperatorError
from grader.language.exercise import Exercise
from grader.postgres.pool import ServerPool


def require_before(exercises: Iterable[Exercise], servers: ServerPool) -> None:
    """It is made once, in a database that is thrown away. Raises ``OperatorError`` for the first exercise that lacks
    something."""
    for exercise in exercises:
        if exercise.before:
            _make(exercise, servers)


def _make(exercise: Exercise, servers: ServerPool) -> None:
    before = exercise.before
    with servers.lease() as server, server.tenant() as tenant:
        try:
            tenant.database().make(before.schemas, before.extensions)
        except OperatorError as error:
            raise OperatorError(f"`{exercise.slug}`: {error.message}", error.next_step) from None
