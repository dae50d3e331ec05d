"""Context managers of the submission: entered by one act and left by a later one, as ``with`` does both."""

from __future__ import annotations

import builtins
import inspect
from types import GeneratorType
from typing import Any

from grader.worker.acting.loop import Loop
from grader.worker.exceptions import read_name
from grader.worker.problem import Problem
from grader.worker.protocol import ProtocolError

_MESSAGE = "raised inside the with block by this check"


class Entered:
    """The managers that are entered, by the name of what they gave."""

    def __init__(self, loop: Loop) -> None:
        self._loop = loop
        self._managers: dict[str, Any] = {}

    def enter(self, manager: Any, function: str, name: str) -> Any:
        """What ``with`` would give inside. Raises ``Problem`` where ``function`` gave no context manager."""
        if _is_manager(manager, "__enter__", "__exit__"):
            given = type(manager).__enter__(manager)
        elif _is_manager(manager, "__aenter__", "__aexit__"):
            given = self._loop.run(type(manager).__aenter__(manager))
        else:
            raise Problem(_no_manager(manager, function))
        self._managers[name] = manager
        return given

    def leave(self, name: str, raising: str | None) -> None:
        """Raises what the manager lets out."""
        if name not in self._managers:
            raise Problem(f"{name} was not entered: the act that enters it did not succeed.")
        manager = self._managers.pop(name)
        if raising is None:
            self._exit(manager, None)
            return
        try:
            raise _error(raising)
        except BaseException as error:
            if not self._exit(manager, error):
                raise

    def _exit(self, manager: Any, error: BaseException | None) -> Any:
        """What it says of an error: whether it goes no further."""
        told = (None, None, None) if error is None else (type(error), error, error.__traceback__)
        if _is_manager(manager, "__enter__", "__exit__"):
            return type(manager).__exit__(manager, *told)
        return self._loop.run(type(manager).__aexit__(manager, *told))


def _is_manager(value: Any, *methods: str) -> bool:
    return all(hasattr(type(value), method) for method in methods)


def _no_manager(value: Any, function: str) -> str:
    """Why it cannot be entered, and what to write."""
    if type(value) is GeneratorType:
        return (
            f"it gives a generator, which `with` cannot enter. Write @contextmanager above def {function}"
            " (from contextlib import contextmanager)."
        )
    if inspect.isasyncgen(value):
        return (
            "it gives an async generator, which `async with` cannot enter. Write @asynccontextmanager above"
            f" async def {function} (from contextlib import asynccontextmanager)."
        )
    given = "None" if value is None else f"an object of class {read_name(type(value))}"
    return (
        f"it gives {given}, which `with` cannot enter. Write @contextmanager above def {function}, and yield."
    )


def _error(name: str) -> BaseException:
    found = getattr(builtins, name, None)
    if not isinstance(found, type) or not issubclass(found, Exception):
        raise ProtocolError(f"no error {name}")
    return found(_MESSAGE)
