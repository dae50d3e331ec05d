"""Calls in other threads: at once, each with a result or an error of its own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.worker.protocol import Items, Observation, Opaque
from tests.support.bench import BLOG, SECONDS, Bench, call

SETUP = (
    BLOG
    + """
import threading
from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker
Local = sessionmaker(create_engine("postgresql://"))
Session = scoped_session(Local)
meeting = threading.Barrier(4, timeout=10)

def current_session(): return Session()
def add(name): Session.add(Author(name=name)); Session.flush()
def undo(): Session.rollback()
def save(): Session.commit()
def names(): return [author.name for author in Session.scalars(select(Author))]
def meet(): meeting.wait(); return threading.current_thread() is threading.main_thread()
def fails(): raise ValueError("in a thread")
def leaves(): raise SystemExit(3)
def stored(name):
    with Local.begin() as session:
        session.add(Author(name=name))
def takes(word): return word
"""
)


def in_threads(number: int, function: str, /, **arguments: Any) -> Any:
    return replace(call(function, **arguments), threads=number)


def results(observation: Observation) -> tuple[Any, ...]:
    assert (observation.raised, observation.problem) == (None, None)
    assert isinstance(observation.value, Items)
    return observation.value.items


@pytest.mark.parametrize(
    ("source", "again"),
    [
        (SETUP, False),
        (
            SETUP.replace("scoped_session(Local)", "Local()\nSession.__class__.__call__ = lambda self: self"),
            True,
        ),
    ],
)
def test_objects_of_threads(bench: Bench, source: str, again: bool) -> None:
    """Whether threads gave one object or each its own shows in the description."""
    bench.load(source)
    found = results(bench.run("current_session").do(in_threads(2, "current_session"), SECONDS))
    assert [Opaque("Session", "an object of class Session", one) for one in (False, again)] == list(found)


def test_threads_run_at_once(bench: Bench) -> None:
    """Threads that wait for each other meet, and none of them is the main one."""
    bench.load(SETUP)
    assert results(bench.run("meet").do(in_threads(4, "meet"), SECONDS)) == (False,) * 4


def test_another_threads_session(bench: Bench) -> None:
    """A scoped session's other thread neither sees nor undoes the work of this one."""
    bench.load(SETUP)
    run = bench.run("add", "undo", "save", "names")
    assert run.do(call("add", name="Ada"), SECONDS).raised is None
    assert results(run.do(in_threads(1, "names"), SECONDS))[0].items == ()
    run.do(in_threads(1, "undo"), SECONDS)
    assert run.do(call("save"), SECONDS).raised is None
    assert results(run.do(in_threads(1, "names"), SECONDS))[0].items == ("Ada",)


@pytest.mark.parametrize(("name", "kind"), [("fails", "ValueError"), ("leaves", "SystemExit")])
def test_error_in_a_thread(bench: Bench, name: str, kind: str) -> None:
    """What a thread raises is the act's error, with the submission's line, and the run goes on."""
    bench.load(SETUP)
    run = bench.run(name)
    raised = run.do(in_threads(3, name), SECONDS).raised
    assert raised is not None
    assert raised.type == kind
    assert raised.frames[-1].function == name
    assert results(run.do(in_threads(2, "takes", word="x"), SECONDS)) == ("x", "x")


def test_arguments_that_do_not_fit(bench: Bench) -> None:
    """A problem in a thread is the act's problem."""
    bench.load(SETUP)
    run = bench.run("takes")
    assert "also needs word" in (run.do(in_threads(2, "takes"), SECONDS).problem or "")


def test_many_threads_with_connections(bench: Bench) -> None:
    """Sixteen threads fit into a sandbox and its database, and their statements are seen."""
    bench.load(SETUP)
    run = bench.run("stored")
    observation = run.do(in_threads(16, "stored", name="x"), SECONDS)
    assert results(observation) == (None,) * 16
    assert len(observation.statements) == 16
