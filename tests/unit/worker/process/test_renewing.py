"""A run's process is made ready for the next run, or says that it is not as it was."""

from __future__ import annotations

from dataclasses import replace

import pytest

from grader.sandbox import Run
from grader.worker.protocol import Call, Callee, Items, Named, Observation, Read, Ref, RowToLoad
from tests.support.bench import BLOG, LIMITS, SECONDS, Bench, call

SUBMISSION = (
    BLOG
    + """
import os, tempfile, threading
from sqlalchemy import create_engine, text
engine = create_engine("postgresql+{driver}://user:secret@localhost/x")
kept = []
def add(session, name):
    session.add(Author(name=name))
    session.commit()
def count(session):
    return [len(session.scalars(select(Author)).all()), session.in_transaction()]
def add_only(session, name):
    session.add(Author(name=name))
    session.flush()
def note_in_connection(session):
    session.execute(text("SET application_name = 'noted'"))
    session.execute(text("CREATE TEMP TABLE noted (n int)"))
    session.commit()
def note(session):
    return session.scalar(text("SELECT current_setting('application_name') || coalesce(to_regclass('noted')::text, '')"))
def through_the_engine():
    found = []
    for _ in range(8):
        with engine.connect() as connection:
            found.append(connection.scalar(text("SELECT 7")))
    return found
def change_surroundings():
    os.environ["NOTED"] = "1"
    os.chdir("/")
def surroundings():
    return [os.environ.get("NOTED"), os.getcwd() == "/"]
def keep_open():
    kept.append(engine.connect())
def keep_in_a_circle():
    circle = [engine.connect()]
    circle.append(circle)
def start_thread():
    threading.Thread(target=threading.Event().wait, daemon=True).start()
def open_descriptor():
    kept.append(os.pipe())
def write_file():
    with open(tempfile.gettempdir() + "/noted", "w") as file:
        file.write("1")
def spend():
    return sum(n * n for n in range(9_000_000))
def raise_at_rollback(session):
    def broken():
        raise ValueError("no")
    session.rollback = broken
"""
)


def load(bench: Bench, driver: str = "psycopg2") -> Run:
    assert bench.load(SUBMISSION.replace("{driver}", driver)).raised is None
    return bench.run("count")


def tried(run: Run, name: str, /, **arguments: str) -> Observation:
    loaded = run.load((), (Callee(name, None),), SECONDS)
    assert (loaded.raised, loaded.problem) == (None, None)
    observation = run.do(call(name, **arguments), SECONDS)
    assert (observation.raised, observation.problem) == (None, None)
    return observation


def items(observation: Observation) -> tuple[object, ...]:
    assert isinstance(observation.value, Items)
    return observation.value.items


def test_the_next_run_begins_anew(bench: Bench) -> None:
    """After a renewal a run has a session without a transaction, and sees what was committed, nothing else."""
    run = load(bench)
    tried(run, "add", name="ada")
    assert run.renew(SECONDS)
    tried(run, "add_only", name="bob")
    assert run.renew(SECONDS)
    assert items(tried(run, "count")) == (1, True)
    assert run.finish(SECONDS).raised is None
    assert run.renew(SECONDS)


def test_what_was_kept_is_forgotten(bench: Bench) -> None:
    """An object that one run keeps under a name is not there in the next."""
    run = load(bench)
    tried(run, "add", name="ada")
    assert run.renew(SECONDS)
    assert run.load((RowToLoad("ada", "Author", (1,)),), (), SECONDS).missing == ()
    assert run.do(Read(Ref("ada", ("name",)), None), SECONDS).value == "ada"
    assert run.renew(SECONDS)
    run.load((), (), SECONDS)
    assert run.do(Read(Ref("ada", ("name",)), None), SECONDS).problem is not None


def test_connections_are_as_new(bench: Bench) -> None:
    """What was set for a connection, or made in it for a time, is gone in the next run."""
    run = load(bench)
    before = tried(run, "note").value
    tried(run, "note_in_connection")
    assert "noted" in str(tried(run, "note").value)
    assert run.renew(SECONDS)
    assert tried(run, "note").value == before


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])
def test_engines_of_the_submission(bench: Bench, driver: str) -> None:
    """An engine of the submission's works on, with the statements that its driver has prepared."""
    run = load(bench, driver)
    for _ in range(3):
        assert items(tried(run, "through_the_engine")) == (7,) * 8
        assert run.renew(SECONDS)


def test_a_renewal_sends_no_statement_that_is_told(bench: Bench) -> None:
    """What a renewal sends is none of the statements of an act."""
    run = load(bench)
    first = len(tried(run, "count").statements)
    assert run.renew(SECONDS)
    assert len(tried(run, "count").statements) == first


def test_a_connection_that_the_server_has_ended(bench: Bench) -> None:
    """A connection that is ended from outside is replaced by another one."""
    run = load(bench)
    tried(run, "count")
    assert run.finish(SECONDS).raised is None
    bench.database.terminate()
    assert run.renew(SECONDS)
    assert items(tried(run, "count")) == (0, True)


def test_surroundings_are_restored(bench: Bench) -> None:
    """The environment and the folder are as they were."""
    run = load(bench)
    tried(run, "change_surroundings")
    assert items(tried(run, "surroundings")) == ("1", True)
    assert run.renew(SECONDS)
    assert items(tried(run, "surroundings")) == (None, False)


def test_a_connection_in_a_circle(bench: Bench) -> None:
    """A connection that only garbage holds is no obstacle."""
    run = load(bench)
    tried(run, "keep_in_a_circle")
    assert run.renew(SECONDS)


@pytest.mark.parametrize(
    "name", ["keep_open", "start_thread", "open_descriptor", "write_file", "raise_at_rollback"]
)
def test_what_is_left_is_told(bench: Bench, name: str) -> None:
    """A process that is not as it was is not clean, and the worker forks another run without it."""
    run = load(bench)
    tried(run, name)
    assert not run.renew(SECONDS)
    run.close()


def test_a_process_that_has_worked_much(bench: Bench) -> None:
    """A process that has used up a part of its time is not clean: the next run would have less than the first."""
    assert bench.load(SUBMISSION.replace("{driver}", "psycopg2")).raised is None
    run = bench.run("count", limits=replace(LIMITS, cpu_seconds=2))
    tried(run, "spend")
    assert not run.renew(SECONDS)


def test_the_process_of_the_import(bench: Bench) -> None:
    """A run in the process of the import is never renewed."""
    assert bench.load(BLOG).raised is None
    run = bench.worker.itself()
    assert not run.renew(SECONDS)


def test_a_run_that_was_never_opened(bench: Bench) -> None:
    """A renewal before anything was done is one, too."""
    assert bench.load(BLOG).raised is None
    run = bench.worker.run(bench.database.target, LIMITS)
    assert run.renew(SECONDS)
    assert run.load((), (), SECONDS).raised is None
    assert run.do(Call("nothing", None, (Named("x", 1),), None), SECONDS).problem is not None
    run.close()


def test_a_folder_that_is_gone(bench: Bench) -> None:
    """Where the import has left no folder to stand in, runs are carried out, and not renewed."""
    leave = "import os, tempfile\nfolder = tempfile.mkdtemp()\nos.chdir(folder)\nos.rmdir(folder)\n"
    assert bench.load(BLOG + leave + "def count(session):\n    return 1\n").raised is None
    run = bench.run("count")
    assert run.do(call("count"), SECONDS).value == 1
    assert not run.renew(SECONDS)
