"""Whether the server has what exercises need in their databases before the tables are made."""

from __future__ import annotations

from collections.abc import Iterable

from grader.errors import OperatorError
from grader.language.exercise import Exercise
from grader.running.tools import Tools


def require_before(exercises: Iterable[Exercise], tools: Tools) -> None:
    """It is made once, in a database that is thrown away. Raises ``OperatorError`` for the first exercise that lacks
    something."""
    for exercise in exercises:
        if exercise.before:
            _make(exercise, tools)


def _make(exercise: Exercise, tools: Tools) -> None:
    before = exercise.before
    with tools.servers.lease() as server, server.tenant() as tenant:
        try:
            tenant.database().make(before.schemas, before.extensions)
        except OperatorError as error:
            raise OperatorError(f"`{exercise.slug}`: {error.message}", error.next_step) from None
