"""A batch tells its listeners what happens, and its store is asked before anything is graded."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.batch.events import Checked, Event, Found, Graded, Started
from grader.batch.executors.threads import ThreadExecutor
from grader.batch.items import Item
from grader.batch.runner import BatchPlan, Runner
from grader.course.course import find_course
from grader.course.submissions import Submission
from grader.faults import FaultLog
from grader.reports.audience import Audience
from grader.reports.document import GradePart
from grader.running.tools import Tools
from tests.support import small_course
from tests.support.small_course import GOOD


class Memory:
    """A store that keeps grades as long as the test goes on."""

    def __init__(self) -> None:
        self.parts: dict[str, GradePart] = {}

    def find(self, item: Item) -> GradePart | None:
        return self.parts.get(item.key)

    def add(self, item: Item, part: GradePart) -> None:
        self.parts[item.key] = part


@pytest.fixture
def items(tmp_path: Path) -> tuple[Item, ...]:
    root = small_course.write(tmp_path)
    exercise = find_course(root).exercise("notes")
    return tuple(_items(root, exercise))


def _items(root: Path, exercise: object) -> Iterator[Item]:
    for name in ("ada", "bob"):
        path = root / f"{name}.py"
        path.write_text(GOOD, encoding="utf-8")
        yield Item(name, Submission(path, "notes"), exercise)  # type: ignore[arg-type]


def test_a_batch_goes_on_where_its_store_ends(items: tuple[Item, ...], tools: Tools) -> None:
    """A batch tells what its store holds, grades the rest, and keeps each grade before it tells of it."""
    store = Memory()
    for expected_missing in (2, 0):
        events: list[Event] = []
        kept: list[bool] = []

        def listen(event: Event, events: list[Event] = events, kept: list[bool] = kept) -> None:
            events.append(event)
            if isinstance(event, Graded):
                kept.append(event.item.key in store.parts)

        runner = Runner(tools, ThreadExecutor(2), store, FaultLog({}), [listen])
        runner.run(BatchPlan(items, seed=3, audience=Audience.STUDENT))

        found = 2 - expected_missing
        told = [type(event) for event in events if not isinstance(event, Checked)]
        assert [Found] * found + [Started] + [Graded] * expected_missing == told
        checked = [(event.item.key, event.check.id) for event in events if isinstance(event, Checked)]
        assert (
            len(checked)
            == len(set(checked))
            == sum(len(event.grade.checks) for event in events if isinstance(event, Graded))
        )
        started = events[found]
        assert isinstance(started, Started)
        assert (2, expected_missing) == (len(started.items), len(started.missing))
        assert {"ada", "bob"} == {event.item.key for event in events if isinstance(event, Found | Graded)}
        assert all(kept)
    assert all(part.passed for part in store.parts.values())
