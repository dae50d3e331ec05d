"""Several acts in one message: each as by itself, up to the one that ends them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.sandbox.worker import _fits
from grader.worker.protocol import Call, DoAll, Named, Observation, Opaque, Raised, Read, Ref
from tests.support.bench import SECONDS, Bench, call

SUBMISSION = """
def give(value):
    return value
def fail():
    raise ValueError("no")
def much(length):
    return ["x" * 15_000] * length
"""
DONE = Observation(None, None, None, (), 0.0)
RAISED = replace(DONE, raised=Raised("ValueError", (), "no", ()))
REFUSED = replace(DONE, problem="no such function")


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
    found = bench.run("give").do_all(acts, (False, goes_on, False), SECONDS)
    assert [observation.value for observation in found] == values
    assert found[1].raised is not None


def test_an_act_that_cannot_be_carried_out(bench: Bench) -> None:
    """What has a problem is the last one, whatever was to be expected of it."""
    assert bench.load(SUBMISSION).raised is None
    acts = (Call("nothing", None, (Named("x", 1),), None), call("give", value=3))
    found = bench.run("give").do_all(acts, (True, True), SECONDS)
    assert len(found) == 1
    assert found[0].problem is not None


def test_what_is_too_long_together(bench: Bench) -> None:
    """Where all of it does not fit into a message, the last ones are cut, and say so; the first ones are whole."""
    assert bench.load(SUBMISSION).raised is None
    acts = (call("much", length=200), call("much", length=200), call("much", length=200))
    found = bench.run("much").do_all(acts, (False,) * 3, SECONDS)
    assert [isinstance(observation.value, Opaque) for observation in found] == [False, False, True]


@pytest.mark.parametrize(
    ("found", "fits"),
    [
        ((DONE, DONE), True),
        ((DONE, RAISED), True),
        ((RAISED,), True),
        ((REFUSED,), True),
        ((RAISED, DONE), False),
        ((DONE,), False),
        ((), False),
        ((DONE, DONE, DONE), False),
        ((REFUSED, DONE), False),
    ],
)
def test_what_fits(found: tuple[Observation, ...], fits: bool) -> None:
    """An answer with fewer or more acts than were asked for, or with some after the end, is none."""
    acts = (call("give", value=1), call("give", value=2))
    assert _fits(DoAll(acts, (False, False)), found) is fits
