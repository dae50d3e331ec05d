"""What SQLAlchemy's listeners see: explanation, never the count, since a submission can remove them."""

from __future__ import annotations

import sys
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from grader.worker.bounds import shortened
from grader.worker.exceptions import clean, read_name
from grader.worker.places import Places
from grader.worker.protocol import MAX_ITEMS, Statement

_MAX_SQL = 4000
_MAX_SQL_ALL = 400_000
_SHORT_SQL = 200
_MAX_PARAMETERS = 30


class Recorder:
    """The statements of one act after the other. ``places`` tells the submission's lines."""

    def __init__(self) -> None:
        self.places: Places | None = None
        self._statements: list[Statement] = []
        self._more = 0
        self._length = 0

    def start(self) -> None:
        self._statements, self._more, self._length = [], 0, 0

    def stop(self) -> tuple[tuple[Statement, ...], int]:
        """The statements since ``start``, and how many more there were than are told."""
        return tuple(self._statements), self._more

    def record(self, sql: str, parameters: Any, is_many: bool) -> None:
        # A batch of insertmanyvalues is said to be "many" too, and is one statement with one parameter set.
        sets = parameters if is_many and type(parameters) in (list, tuple) else [parameters]
        if len(self._statements) >= MAX_ITEMS:
            self._more += len(sets)
            return
        limit = _MAX_SQL if self._length < _MAX_SQL_ALL else _SHORT_SQL
        sql = clean(shortened(sql, limit))
        self._length += len(sql)
        where = self.places.innermost(sys._getframe(1)) if self.places else None
        self._statements.append(Statement(sql, clean(_shape(sets[0] if sets else None)), len(sets), where))


recorder = Recorder()


def install() -> None:
    """Listen on every engine that will ever be. Once, in the warm process."""
    event.listen(Engine, "before_cursor_execute", _before_cursor_execute)


def _before_cursor_execute(*details: Any) -> None:
    _connection, _cursor, statement, parameters, _context, is_many = details
    recorder.record(statement, parameters, is_many)


def _shape(parameters: Any) -> str:
    """Names and types, never values: those may be hidden data."""
    if type(parameters) is dict:
        named = [f"{str(key)[:40]}: {read_name(type(value))}" for key, value in dict.items(parameters)]
        return "{" + _listed(named) + "}" if named else ""
    if type(parameters) in (tuple, list) and parameters:
        return "(" + _listed([read_name(type(value)) for value in parameters]) + ")"
    return ""


def _listed(parts: list[str]) -> str:
    more = len(parts) - _MAX_PARAMETERS
    return ", ".join(parts[:_MAX_PARAMETERS]) + (f", … {more} more" if more > 0 else "")
