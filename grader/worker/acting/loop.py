"""The event loop of a run: everything that a submission awaits is awaited in it."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy.util import await_only, greenlet_spawn


@dataclass
class _Work:
    """Something to be awaited, and what came of it."""

    awaitable: Awaitable[Any]
    value: Any = None
    error: BaseException | None = None

    async def do(self) -> None:
        try:
            self.value = await self.awaitable
        except BaseException as error:
            self.error = error

    def give(self) -> Any:
        if self.error is not None:
            raise self.error
        return self.value


class Loop:
    """Made at its first use, and ended with the run.

    One task does all work, and lies still between two acts: what an act keeps for its task (``async_scoped_session``)
    the next one finds, and threads that a library keeps for as long as a program's main task lasts stay, too.
    """

    def __init__(self) -> None:
        self._thread = threading.get_ident()
        self._runner: asyncio.Runner | None = None
        self._main: asyncio.Task[None] | None = None
        self._waiting: asyncio.Queue[_Work] = asyncio.Queue()

    def run(self, awaitable: Awaitable[Any]) -> Any:
        """What it gives, or raises; in another thread than the run's in a loop of its own."""
        if threading.get_ident() != self._thread:
            return asyncio.run(_await(awaitable))
        if _is_in_a_loop():  # inside of ``call``
            return await_only(awaitable)
        work = _Work(awaitable)
        self._waiting.put_nowait(work)
        self._go_on()
        return work.give()

    def run_apart(self, awaitable: Awaitable[Any]) -> Any:
        """As ``run``, in a task of its own, as a server does for each request."""

        async def wait() -> Any:
            return await asyncio.create_task(_await(awaitable))

        return self.run(wait())

    def call(self, function: Callable[[], Any]) -> Any:
        """Call what is not ``async`` itself, and may use what belongs to an ``AsyncSession``."""
        return self.run(greenlet_spawn(function))

    def close(self) -> None:
        """End what still runs in it."""
        runner, self._runner = self._runner, None
        if runner is not None:
            runner.close()

    def _go_on(self) -> None:
        """Until the work is done that waits. ``run_until_complete``, because anyio takes the task that this is given for
        the program's main one, and ends its threads with it: https://github.com/agronholm/anyio, ``find_root_task``."""
        if self._runner is None:
            self._runner = asyncio.Runner()
            self._main = self._runner.get_loop().create_task(self._work())
        assert self._main is not None
        with contextlib.suppress(RuntimeError):  # the loop is stopped before this task has ended
            self._runner.get_loop().run_until_complete(self._main)

    async def _work(self) -> None:
        while True:
            work = await self._waiting.get()
            await work.do()
            asyncio.get_running_loop().stop()


async def _await(awaitable: Awaitable[Any]) -> Any:
    return await awaitable


def _is_in_a_loop() -> bool:
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True
