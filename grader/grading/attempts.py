"""One more attempt where the machine failed. Whose fault a failure is decides what becomes of it.

What a submission's values do to the grader (they cannot be read, or compared) is the submission's. What goes wrong
without them (a server that died, a full disk) is ours: it is tried again, and is an `error` when it happens again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import psycopg

from grader.errors import AuthorError, InternalError, OperatorError

T = TypeVar("T")
_LOG = logging.getLogger(__name__)

MACHINE_ERRORS = (InternalError, OperatorError, psycopg.Error, OSError, MemoryError)
"""What goes wrong without a submission's values. An exercise's fault is not among these: it ends the command."""


def attempt(
    work: Callable[[], T],
    *,
    restart: Callable[[Exception], None],
    on_fault: Callable[[Exception], T],
    on_values: Callable[[Exception], T],
) -> T:
    """What ``work`` gives. ``restart``: called before a second attempt, with the error of the first.

    ``on_fault`` gives the result where the machine failed twice, ``on_values`` where the submission's values were
    too much for us. Raises ``AuthorError`` alone.
    """
    first: Exception | None = None
    while True:
        try:
            if first is not None:
                restart(first)
            return work()
        except AuthorError:
            raise
        except MACHINE_ERRORS as error:
            if first is not None:
                _LOG.warning("gave up after %s, again: %s", type(error).__name__, error)
                return on_fault(error)
            _LOG.warning("trying again after %s: %s", type(error).__name__, error)
            first = error
        except Exception as error:
            _LOG.warning("the submission's values were too much: %s: %s", type(error).__name__, error)
            return on_values(error)


@contextmanager
def outside_of_values() -> Iterator[None]:
    """For what is done without the submission's values: whatever fails is our fault."""
    try:
        yield
    except (AuthorError, *MACHINE_ERRORS):
        raise
    except Exception as error:
        raise InternalError(f"{type(error).__name__}: {error}") from error
