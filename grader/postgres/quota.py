"""How much a submission may store: PostgreSQL has no such limit, so its database is looked at while it runs."""

from __future__ import annotations

import threading
from types import TracebackType
from typing import Self

from grader.errors import GraderError
from grader.postgres.alarms import ALARMS, Alarm
from grader.postgres.database import Database

_SECONDS = 0.2
"""Between two looks. Most runs are over before the first; a disk takes some hundred MiB in that time."""


class Quota:
    """A context manager: while inside, a database that outgrows ``megabytes`` is closed to its submission."""

    def __init__(self, database: Database, megabytes: int) -> None:
        self.megabytes = megabytes
        self._database = database
        self._exceeded = False
        self._looking = threading.Lock()
        self._is_over = False
        self._alarm: Alarm | None = None

    def is_exceeded(self) -> bool:
        """Whether it holds too much now, or did before."""
        self._exceeded = self._exceeded or self._database.size() > self.megabytes * 2**20
        return self._exceeded

    def __enter__(self) -> Self:
        self._alarm = ALARMS.set(_SECONDS, self._look)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._looking:
            self._is_over = True
            if self._alarm is not None:
                self._alarm.cancel()

    def _look(self) -> None:
        with self._looking:
            if self._is_over:
                return
            try:
                if self.is_exceeded():
                    self._database.shut_out()
                    return
            except GraderError:
                return  # whoever asks next is told what became of the server
            self._alarm = ALARMS.set(_SECONDS, self._look)
