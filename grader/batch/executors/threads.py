"""Grades items in threads of this process: submissions run in processes of their own anyway."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import ExitStack

from grader.batch.items import Item
from grader.model import Grade


class ThreadExecutor:
    def __init__(self, jobs: int) -> None:
        """``jobs``: how many items are graded at once."""
        self._jobs = jobs

    def grade(self, items: Sequence[Item], grade: Callable[[Item], Grade]) -> Iterator[tuple[Item, Grade]]:
        """See ``contract.Executor``."""
        with ExitStack() as stack:
            pool = ThreadPoolExecutor(max_workers=max(1, self._jobs))
            # Not waited for: after an interruption a submission may still hang, and nothing of it is wanted.
            stack.callback(pool.shutdown, wait=False, cancel_futures=True)
            futures = {pool.submit(grade, item): item for item in items}
            for future in as_completed(futures):
                # None is kept: a grade holds all of its evidence.
                yield futures.pop(future), future.result()
