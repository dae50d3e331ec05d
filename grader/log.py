"""What the grader decides, told to whoever asks for it (``grader --log``): a line for each decision, on standard error.

Each module has a logger of its own name, as usual with ``logging``; nothing is written unless ``turn_on`` was called.
A line names the submission that it is about, for several are graded at once. A submission's process logs nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from pathlib import Path

from grader.terminal import ERRORS, readable

_ROOT = logging.getLogger("grader")
# Else Python itself would write warnings: https://docs.python.org/3/howto/logging.html#library-config
_ROOT.addHandler(logging.NullHandler())

_SUBMISSION: ContextVar[str] = ContextVar("submission", default="-")


class Level(StrEnum):
    """What is told: ``info`` tells decisions, ``debug`` each run and check as well, ``warning`` only what went wrong."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"


@contextmanager
def about(submission: Path) -> Iterator[None]:
    """Whatever this thread logs meanwhile is about that submission."""
    token = _SUBMISSION.set(str(submission))
    try:
        yield
    finally:
        _SUBMISSION.reset(token)


def turn_on(level: Level) -> None:
    """Write what is logged from now on. A second time only changes the level."""
    _ROOT.addHandler(_HANDLER)
    _ROOT.setLevel(level.upper())


def is_on() -> bool:
    return _HANDLER in _ROOT.handlers


class _Line(logging.Formatter):
    """A record on one line, whatever it holds: a submission's text may not look like a line of ours."""

    def format(self, record: logging.LogRecord) -> str:
        record.submission = _SUBMISSION.get()
        return readable(super().format(record))


_HANDLER = logging.StreamHandler(ERRORS)
_HANDLER.setFormatter(_Line("%(asctime)s %(levelname)s %(submission)s %(name)s: %(message)s"))
