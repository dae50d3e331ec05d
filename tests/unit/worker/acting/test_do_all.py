"""Several acts in one message: each as by itself, up to the one that ends them."""

from __future__ import annotations

import pytest

from grader.sandbox import WorkerEnded
from grader.worker.protocol import Call, Named, Read, Ref
from tests.support.bench import SECONDS, Bench, call

SUBMISSION = """
def give(value):
    return value
def fail():
    raise ValueError("no")
def leave():
    import os
    os._exit(3)
"""


def test_all_in_their_order(bench: Bench) -> None:
    """Each act gives what it would by itself, and sees what those before it have kept."""
    assert bench.load(SUBMISSION).raised is None
    acts = (call("give", value=1), call("give", keep="two", value=2), Read(Ref("two", ()), None))
    found = bench.run("give").do_all(acts, (False,) * 3, SECONDS)
    assert [observation.value for observation in found] == [1, 2, 2]


@pytest.mark.parametrize(("goes_on", "values"), [(False, [1, None]), (True, [1, None, 3])])
def test_an_act_that_raises(bench: Bench, goes_on: bool, values: list[object]) -> None:
    """An act that raises is the last one, unless that was to be expected."""
    assert bench.load(SUBMISSION).raised is None
    acts = (call("give", value=1), call("fail"), call("give", value=3))
    found = list(bench.run("give").do_all(acts, (False, goes_on, False), SECONDS))
    assert [observation.value for observation in found] == values
    assert found[1].raised is not None


def test_an_act_that_cannot_be_carried_out(bench: Bench) -> None:
    """What has a problem is the last one, whatever was to be expected of it."""
    assert bench.load(SUBMISSION).raised is None
    acts = (Call("nothing", None, (Named("x", 1),), None), call("give", value=3))
    found = list(bench.run("give").do_all(acts, (True, True), SECONDS))
    assert len(found) == 1
    assert found[0].problem is not None


def test_each_is_told_as_soon_as_it_is_done(bench: Bench) -> None:
    """What was done before an act that ends the process is known all the same."""
    assert bench.load(SUBMISSION).raised is None
    acts = (call("give", value=1), call("leave"), call("give", value=3))
    found = bench.run("give").do_all(acts, (False,) * 3, SECONDS)
    assert next(found).value == 1
    with pytest.raises(WorkerEnded):
        next(found)
