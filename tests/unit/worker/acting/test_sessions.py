"""The session rule: which session a call uses, which one loads what is handed over, and which one is committed."""

from __future__ import annotations

from typing import Any

import pytest

from grader.worker.protocol import Call, Callee, Named, New, Observation, Ref, RowToLoad, Transact
from tests.support.bench import BLOG, SECONDS, Bench, call

ENGINE = """
from sqlalchemy import create_engine
from sqlalchemy.orm import object_session, scoped_session, sessionmaker
engine = create_engine("sqlite:///blog.db")
Local = sessionmaker(engine)
"""
FILL = """
def fill(session):
    session.add_all([Author(name="Ada"), Author(name="Bo")])
    session.commit()
def names():
    with Local() as other:
        return list(other.scalars(select(Author.name).order_by(Author.id)))
def belongs_to(session, author): return object_session(author) is session
"""
ROW = RowToLoad("ada", "Author", (1,))
METHOD = Call("rename", "ada", (Named("name", "Cleo"),), None, session_at=0)
"""Asked for with a session, as the exercise has it."""


def with_method(method: str) -> str:
    lines = "".join(f"    {line}\n" for line in method.splitlines())
    return ENGINE + BLOG.replace("class Post(Base):", f"{lines}\nclass Post(Base):") + FILL


def opened(bench: Bench, source: str, *callees: Callee, **files: str) -> Any:
    """A run with one row that is handed over to all of them."""
    assert bench.load(source, **files).raised is None
    assert bench.run("fill").do(call("fill"), SECONDS).raised is None
    return bench.run(*callees, rows=(ROW,))


def value(observation: Observation) -> Any:
    assert (observation.raised, observation.problem) == (None, None)
    return observation.value


RENAME = Callee("rename", "Author", ("name",), 0, ("ada",))


@pytest.mark.parametrize(
    "method",
    [
        "def rename(self, session, name):\n    self.name = name",
        "def rename(self, name):\n    self.name = name\n    session.add(self)",
        "def rename(self, name):\n    self._store(name)\ndef _store(self, name):\n    session.merge(self).name = name",
        "def rename(self, name):\n    object_session(self).get(Author, self.id).name = name",
        "kept = sessionmaker(create_engine('sqlite://'))()\ndef rename(self, name):\n    self.kept.add(self)\n    self.name = name",
    ],
    ids=["a parameter", "the module's", "the module's in a helper", "the object's", "the class's"],
)
def test_a_method_is_free_to_take_a_session(bench: Bench, method: str) -> None:
    """One exercise takes the method with a session and the one without: the row is its session's, and `commit` stores."""
    run = opened(bench, with_method(method) + "session = Local()\n", RENAME)
    assert value(run.do(METHOD, SECONDS)) is None
    assert value(run.do(Transact("commit"), SECONDS)) is None
    assert ("Cleo", "Bo") == value(run.do(call("names"), SECONDS)).items


def test_a_method_that_stores_elsewhere_is_not_saved(bench: Bench) -> None:
    """A session that the method makes for itself and never commits stays uncommitted: `commit` is not its own."""
    method = "def rename(self, name):\n    Local().get(Author, self.id).name = name"
    run = opened(bench, with_method(method), RENAME)
    run.do(METHOD, SECONDS)
    run.do(Transact("commit"), SECONDS)
    assert ("Ada", "Bo") == value(run.do(call("names"), SECONDS)).items


@pytest.mark.parametrize("shared", ["Local()", "scoped_session(Local)"])
def test_a_row_for_both_kinds_of_functions(bench: Bench, shared: str) -> None:
    """Where one function takes a session and another names the module's only one, both work with the same."""
    method = "def rename(self, name):\n    shared.add(self)\n    self.name = name"
    source = with_method(method) + f"shared = {shared}\n"
    run = opened(bench, source, Callee("belongs_to", None, ("author",), 0, ("ada",)), RENAME)
    assert value(run.do(METHOD, SECONDS)) is None
    run.do(Transact("flush"), SECONDS)
    asked = Call("belongs_to", None, (Named("author", Ref("ada", ())),), None, session_at=0)
    if shared == "Local()":
        assert value(run.do(asked, SECONDS)) is True
    run.do(Transact("commit"), SECONDS)
    assert "Cleo" == value(run.do(call("names"), SECONDS)).items[0]


def test_a_method_of_the_same_name_is_not_called(bench: Bench) -> None:
    """What a function calls on a query is no method of the model, whatever session that one names."""
    method = "kept = None\n@classmethod\ndef all(cls): return other.query(cls).all()"
    source = with_method(method) + (
        "one, other = Local(), Local()\n"
        "def find(): return one.query(Author).filter(Author.name == 'x').all()\n"
    )
    bench.load(source)
    run = bench.run("find")
    assert () == value(run.do(call("find"), SECONDS)).items
    assert value(run.do(Transact("expire"), SECONDS)) is None


def test_commit_follows_the_call(bench: Bench) -> None:
    """Of two sessions of the module each commit takes that of the call before it."""
    source = f"""{BLOG}{ENGINE}{FILL}
one, two = Local(), Local()
def add_to_one(name): one.add(Author(name=name))
def add_to_two(name): two.add(Author(name=name))
"""
    bench.load(source)
    run = bench.run("add_to_one", "add_to_two")
    run.do(call("add_to_one", name="first"), SECONDS)
    run.do(call("add_to_two", name="second"), SECONDS)
    run.do(Transact("commit"), SECONDS)
    assert ("second",) == value(run.do(call("names"), SECONDS)).items
    run.do(call("add_to_one", name="third"), SECONDS)
    run.do(Transact("commit"), SECONDS)
    assert 3 == len(value(run.do(call("names"), SECONDS)).items)


SCRIPT = """
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
from models import Author
session = sessionmaker(create_engine("sqlite:///blog.db"))()
session.query(Author).all()
"""


def test_sessions_of_scripts_come_last(bench: Bench) -> None:
    """Two scripts with a session each hide neither a method that needs none nor one that is not there."""
    models = BLOG.replace(
        "class Post(Base):", "    def shout(self): return self.name.upper()\n\nclass Post(Base):"
    )
    bench.load(models=models + FILL, seed=SCRIPT, debug=SCRIPT)
    assert bench.run("fill").do(call("fill"), SECONDS).raised is None
    shout, first = Callee("shout", "Author", (), None, ("ada",)), Callee("first", "Author", (), 0)
    run = bench.run(shout, first, rows=(ROW,))
    assert "ADA" == value(run.do(Call("shout", "ada", (), None), SECONDS))
    assert value(run.do(Transact("commit"), SECONDS)) is None
    missing = run.do(Call("first", "Author", (), None, session_at=0), SECONDS).problem
    assert (missing or "").startswith("Author has no attribute first.")


def test_several_sessions_are_told_where_one_is_needed(bench: Bench) -> None:
    """Two sessions that no call names are a sentence at the act that needs one, with both names; not before."""
    bench.load(BLOG + ENGINE + "one, two = Local(), Local()\ndef nothing(): return 1\n")
    run = bench.run("nothing")
    assert 1 == value(run.do(call("nothing"), SECONDS))
    assert value(run.do(New("Author", (), "ada"), SECONDS)) is not None
    assert ": one, two. " in (run.do(Transact("commit"), SECONDS).problem or "")


@pytest.mark.parametrize(
    "line", ["session = sessionmaker()()", "Local = sessionmaker()\nsession = scoped_session(Local)"]
)
def test_a_session_without_an_engine(bench: Bench, line: str) -> None:
    """A session that is bound to nothing is bound to the database, and a note says so."""
    source = f"{BLOG}{ENGINE}{FILL}{line}\ndef count(): return len(session.query(Author).all())\n"
    imported = bench.load(source)
    assert any("is bound to no engine" in note for note in imported.notes)
    assert bench.run("fill").do(call("fill"), SECONDS).raised is None
    assert 2 == value(bench.run("count").do(call("count"), SECONDS))


def test_rows_that_are_loaded_later(bench: Bench) -> None:
    """Further rows can be handed over while a run goes on, and keep the session that it has."""
    run = opened(bench, with_method("def rename(self, session, name): self.name = name"), RENAME)
    run.do(METHOD, SECONDS)
    assert (
        run.load(
            (RowToLoad("bo", "Author", (2,)),), (Callee("rename", "Author", ("name",), 0, ("bo",)),), SECONDS
        ).missing
        == ()
    )
    run.do(Call("rename", "bo", (Named("name", "Dan"),), None, session_at=0), SECONDS)
    run.do(Transact("commit"), SECONDS)
    assert ("Cleo", "Dan") == value(run.do(call("names"), SECONDS)).items
