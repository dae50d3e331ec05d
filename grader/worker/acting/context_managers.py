"""Context managers of the submission: entered by one act and left by a later one, as ``with`` does both."""

from __future__ import annotations

import builtins
import inspect
from types import GeneratorType
from typing import Any

from grader.worker.exceptions import read_name
from grader.worker.problem import Problem
from grader.worker.protocol import ProtocolError

_MESSAGE = "raised inside the with block by this check"


class Entered:
    """The managers that are entered, by the name of what they gave."""

    def __init__(self) -> None:
        self._managers: dict[str, Any] = {}

    def enter(self, manager: Any, function: str, name: str) -> Any:
        """What ``with`` would give inside. Raises ``Problem`` where ``function`` gave no context manager."""
        if not (hasattr(type(manager), "__enter__") and hasattr(type(manager), "__exit__")):
            raise Problem(_no_manager(manager, function))
        given = type(manager).__enter__(manager)
        self._managers[name] = manager
        return given

    def leave(self, name: str, raising: str | None) -> None:
        """Raises what the manager lets out."""
        if name not in self._managers:
            raise Problem(f"{name} was not entered: the act that enters it did not succeed.")
        manager = self._managers.pop(name)
        if raising is None:
            type(manager).__exit__(manager, None, None, None)
            return
        try:
            raise _error(raising)
        except BaseException as error:
            if not type(manager).__exit__(manager, type(error), error, error.__traceback__):
                raise


def _no_manager(value: Any, function: str) -> str:
    """Why it cannot be entered, and what to write."""
    if type(value) is GeneratorType:
        return (
            f"it gives a generator, which `with` cannot enter. Write @contextmanager above def {function}"
            " (from contextlib import contextmanager)."
        )
    if hasattr(type(value), "__aenter__") or inspect.isasyncgen(value):
        return "it is made for `async with`. Write it with a plain def and @contextmanager."
    given = "None" if value is None else f"an object of class {read_name(type(value))}"
    return (
        f"it gives {given}, which `with` cannot enter. Write @contextmanager above def {function}, and yield."
    )


def _error(name: str) -> BaseException:
    found = getattr(builtins, name, None)
    if not isinstance(found, type) or not issubclass(found, Exception):
        raise ProtocolError(f"no error {name}")
    return found(_MESSAGE)
