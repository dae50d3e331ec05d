"""An executor gives grades as they are ready, and waits for nothing that nobody wants."""

from __future__ import annotations

import threading
import weakref
from pathlib import Path

import pytest

from grader.batch.executors.threads import ThreadExecutor
from grader.batch.items import Item
from grader.course.submissions import Submission
from grader.model import Grade
from tests.support.evidence import exercise
from tests.support.grades import grade


def items(*names: str) -> list[Item]:
    return [Item(name, Submission(Path(name), "library"), exercise()) for name in names]


def named(item: Item) -> Grade:
    return grade(submission=item.key)


@pytest.mark.parametrize("jobs", [1, 3])
def test_every_item_comes_with_its_own_grade(jobs: int) -> None:
    """However many are graded at once, none is lost and none gets another's grade."""
    wanted = items(*map(str, range(20)))
    found = list(ThreadExecutor(jobs).grade(wanted, named))
    assert {item.key for item in wanted} == {item.key for item, _ in found}
    assert all(item.key == done.submission for item, done in found)


def test_a_grade_comes_when_it_is_ready() -> None:
    """An item that takes long keeps no other one back."""
    goes_on = threading.Event()

    def slow(item: Item) -> Grade:
        assert item.key != "slow" or goes_on.wait(30)
        return named(item)

    found = ThreadExecutor(2).grade(items("slow", "quick"), slow)
    assert "quick" == next(found)[0].key
    goes_on.set()
    assert "slow" == next(found)[0].key


def test_whoever_stops_to_listen_waits_for_nothing() -> None:
    """An item that hangs keeps a command that was interrupted no longer."""
    goes_on, ended = threading.Event(), threading.Event()

    def hangs(item: Item) -> Grade:
        if item.key != "quick":
            goes_on.wait(10)
            ended.set()
        return named(item)

    found = ThreadExecutor(2).grade(items("quick", "hangs", "never begun"), hangs)
    next(found)
    found.close()  # type: ignore[attr-defined]
    assert not ended.is_set()
    goes_on.set()


def test_an_error_of_an_item_is_the_batchs() -> None:
    """What grading itself raises, such as a fault of the exercise, ends the batch."""

    def fails(item: Item) -> Grade:
        raise ValueError(item.key)

    with pytest.raises(ValueError, match="a"):
        list(ThreadExecutor(1).grade(items("a"), fails))


def test_no_grade_is_kept_once_it_is_given() -> None:
    """A grade that whoever listens has dropped is gone, so that a thousand take no more memory than one."""
    given: list[weakref.ref[Grade]] = []
    for _, done in ThreadExecutor(1).grade(items(*map(str, range(5))), named):
        assert all(earlier() is None for earlier in given)
        given.append(weakref.ref(done))
        del done
