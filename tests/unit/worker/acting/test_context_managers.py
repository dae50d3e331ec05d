"""Context managers of a submission: what comes out of them, and what happens when they are left."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from grader.worker.protocol import Enter, Leave, Observation, Read, Ref
from tests.support.bench import BLOG, SECONDS, Bench, call

SETUP = (
    BLOG
    + """
from contextlib import contextmanager
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
Local = sessionmaker(create_engine("postgresql://"))

@contextmanager
def get_session():
    session = Local()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()

@contextmanager
def forgives(word):
    try:
        yield word
    except ValueError:
        pass

@contextmanager
def replaces():
    try:
        yield
    except ValueError:
        raise KeyError("other") from None

class Scope:
    def __enter__(self): return self
    def __exit__(self, kind, error, trace): self.kind = kind.__name__ if kind else None

def forgotten():
    yield Local()
def nothing():
    pass
def opened():
    return Local()
async def gives():
    yield 1

def add(db, name): db.add(Author(name=name))
def names(session): return [author.name for author in session.scalars(select(Author))]
def is_same(session, other): return session is other
"""
)


def entering(name: str, keep: str = "s") -> Enter:
    return Enter(name, (), None, keep)


def added(bench: Bench, *acts: Any) -> list[Observation]:
    """What came of the acts after an author was added in an entered session."""
    bench.load(SETUP)
    run = bench.run("get_session", "add")
    entered = run.do(entering("get_session"), SECONDS)
    assert (entered.raised, entered.problem) == (None, None)
    assert run.do(in_session(call("add", name="Ada")), SECONDS).raised is None
    return [run.do(act, SECONDS) for act in (*acts, call("names"))]


def in_session(act: Any, name: str = "s") -> Any:
    return replace(act, session=Ref(name, ()))


def test_left_at_the_end(bench: Bench) -> None:
    """Leaving without an error carries out what stands after `yield`."""
    left, names = added(bench, Leave("s", None))
    assert (left.raised, left.problem) == (None, None)
    assert names.value.items == ("Ada",)  # type: ignore[union-attr]
    assert bench.database.open_transactions() <= 1  # the run's own


def test_left_with_an_error(bench: Bench) -> None:
    """The error comes inside the block, and comes out again where nobody keeps it."""
    left, names = added(bench, Leave("s", "ValueError"))
    assert left.raised is not None
    assert left.raised.type == "ValueError"
    assert left.raised.message == "raised inside the with block by this check"
    assert names.value.items == ()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "comes"), [("forgives", None), ("replaces", "KeyError"), ("Scope", "ValueError")]
)
def test_what_comes_of_an_error(bench: Bench, name: str, comes: str | None) -> None:
    """An error that is kept does not come out, and another one in its place does."""
    bench.load(SETUP)
    run = bench.run(name)
    run.do(
        entering(name) if name != "forgives" else Enter(name, call("", word="x").arguments, None, "s"),
        SECONDS,
    )
    raised = run.do(Leave("s", "ValueError"), SECONDS).raised
    assert comes == (raised.type if raised else None)


def test_what_is_given_inside(bench: Bench) -> None:
    """The name stands for what `as` would name: to be read, and to be handed in as a session."""
    bench.load(SETUP)
    run = bench.run("get_session", "is_same")
    run.do(entering("get_session"), SECONDS)
    assert run.do(in_session(call("is_same", other=Ref("s", ()))), SECONDS).value is True
    assert run.do(call("is_same", other=Ref("s", ())), SECONDS).value is False
    run.do(in_session(call("add", name="Ada")), SECONDS)
    new = run.do(Read(Ref("s", ("new",)), None), SECONDS).value
    assert [author.loaded["name"] for author in new.items] == ["Ada"]  # type: ignore[union-attr]


def test_a_session_is_a_context_manager(bench: Bench) -> None:
    """A plain session can be entered too: leaving closes it, and stores nothing."""
    bench.load(SETUP)
    run = bench.run("opened", "add")
    run.do(entering("opened"), SECONDS)
    run.do(in_session(call("add", name="Ada")), SECONDS)
    assert run.do(Leave("s", None), SECONDS).raised is None
    assert run.do(call("names"), SECONDS).value.items == ()  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        (
            "forgotten",
            "it gives a generator, which `with` cannot enter. Write @contextmanager above def forgotten",
        ),
        ("nothing", "it gives None, which `with` cannot enter."),
        ("names", "it gives an object of class list, which `with` cannot enter."),
        (
            "gives",
            "it gives an async generator, which `async with` cannot enter. Write @asynccontextmanager above async def gives",
        ),
        ("get_sesion", "There is no function get_sesion. The nearest is get_session."),
    ],
)
def test_no_context_manager(bench: Bench, name: str, problem: str) -> None:
    """What cannot be entered is a sentence with the next step, and nothing is left to leave."""
    bench.load(SETUP)
    run = bench.run(name)
    entered = run.do(entering(name), SECONDS)
    assert (entered.problem or "").startswith(problem)
    assert entered.raised is None
    left = run.do(Leave("s", None), SECONDS)
    assert left.problem == "s was not entered: the act that enters it did not succeed."


def test_left_twice(bench: Bench) -> None:
    """What was left is entered no longer."""
    bench.load(SETUP)
    run = bench.run("get_session")
    run.do(entering("get_session"), SECONDS)
    assert run.do(Leave("s", None), SECONDS).problem is None
    assert "was not entered" in (run.do(Leave("s", None), SECONDS).problem or "")


def test_first_connection_of_a_module_is_not_counted(bench: Bench) -> None:
    """Beside functions that take a session, the engine of one that makes its own is warmed too."""
    bench.load(SETUP.replace("postgresql://", "postgresql+psycopg://"))
    run = bench.run("get_session", "add")
    before = bench.database.count()
    run.do(entering("get_session"), SECONDS)
    run.do(in_session(call("add", name="Ada")), SECONDS)
    run.do(Leave("s", None), SECONDS)
    run.finish(SECONDS)
    after = bench.database.count()
    assert before is not None
    assert after is not None
    assert after.since(before).total == 1
    assert [s.sql for s in after.since(before).housekeeping if "pg_" in s.sql] == []


LEAKS = (
    SETUP
    + """
engine = Local.kw["bind"]
kept = []
def keeps_a_connection(): kept.append(engine.connect())
def keeps_a_transaction():
    kept.append(Local())
    kept[-1].scalars(select(Author)).all()
def gives_back():
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT 1")
"""
)


@pytest.mark.parametrize(
    ("name", "connections", "transactions"),
    [("keeps_a_connection", 1, 0), ("keeps_a_transaction", 1, 1), ("gives_back", 0, 0)],
)
def test_connections_that_stay_out(bench: Bench, name: str, connections: int, transactions: int) -> None:
    """A connection that is kept is told at the end of the run, also where the server sees no transaction."""
    bench.load(LEAKS)
    run = bench.run(name)
    assert run.do(call(name), SECONDS).raised is None
    assert run.finish(SECONDS).checked_out == connections
    assert bench.database.open_transactions() == transactions


def test_the_runs_own_session_is_no_leak(bench: Bench) -> None:
    """What the grader hands over, from an engine of its own or from the module's factory, is given back."""
    bench.load(LEAKS)
    for name in ("names", "nothing"):
        run = bench.run(name)
        run.do(Read(Ref("session", ("new",)), None), SECONDS)
        run.do(call("names"), SECONDS)
        assert run.finish(SECONDS).checked_out == 0


def test_a_pool_that_is_exhausted(bench: Bench) -> None:
    """A pool that has no connection left says so long before the run would be ended."""
    bench.load(LEAKS)
    run = bench.run("keeps_a_connection")
    for _ in range(15):
        assert run.do(call("keeps_a_connection"), SECONDS).raised is None
    observation = run.do(call("keeps_a_connection"), SECONDS)
    assert observation.raised is not None
    assert "QueuePool limit of size 5 overflow 10 reached" in observation.raised.message
    assert observation.seconds < 10
