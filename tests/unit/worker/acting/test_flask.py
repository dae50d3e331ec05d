"""Flask's applications: their context is there for every act that is no request, and ends with the request otherwise."""

from __future__ import annotations

from typing import Any

import pytest

from grader.worker.protocol import (
    Add,
    Ask,
    Call,
    Callee,
    DictOf,
    Entries,
    Named,
    New,
    Observation,
    Ref,
    RowToLoad,
    Transact,
)
from tests.support.bench import SECONDS, Bench, call

MODELS = """
from flask_sqlalchemy import SQLAlchemy
db = SQLAlchemy()

class Dog(db.Model):
    __tablename__ = "dogs"
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)
    def rename(self, name):
        self.name = name
        db.session.add(self)

def fill():
    db.session.add_all([Dog(name="Rex"), Dog(name="Bo")])
    db.session.commit()
def find(name):
    return Dog.query.filter_by(name=name).first()
def names(session):
    return [dog.name for dog in session.query(Dog).order_by(Dog.id)]
"""
SETUP = """
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///dogs.db"
    db.init_app(app)
    @app.get("/dogs/")
    def dogs():
        return [dog.name for dog in Dog.query.order_by(Dog.id)]
    @app.post("/dogs")
    def add():
        db.session.add(Dog(name="new"))
        return str(len(db.session.new))
"""
FACTORY = (
    f"from flask import Flask\ndef create_app(config=None):\n    app = Flask(__name__){SETUP}    return app\n"
)
AT_THE_TOP = f"from flask import Flask\napp = Flask(__name__)\nif True:{SETUP}"
LAYOUTS: dict[str, dict[str, str]] = {
    "one file": {"": MODELS + AT_THE_TOP},
    "a factory in one file": {"": MODELS + FACTORY},
    "a package": {"sub____init__": FACTORY.replace("Flask\n", "Flask\nfrom .models import Dog, db\n", 1), "sub__models": MODELS},
    "an application beside": {"app": "from models import Dog, db\n" + AT_THE_TOP, "models": MODELS},
    "SQLAlchemy(app)": {
        "app": "from flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\napp = Flask(__name__)\n"
        'app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///dogs.db"\ndb = SQLAlchemy(app)\n',
        "models": MODELS.replace("from flask_sqlalchemy import SQLAlchemy\ndb = SQLAlchemy()\n", "from app import db\n")
        + "db.create_all()\n",
    },
}  # fmt: skip


def value(observation: Observation) -> Any:
    assert (observation.raised, observation.problem) == (None, None)
    return observation.value


def loaded(bench: Bench, files: dict[str, str]) -> None:
    imported = bench.load(files[""]) if "" in files else bench.load(**files)
    assert (imported.raised, imported.forkable) == (None, True)


def get(path: str, method: str = "GET") -> Ask:
    return Ask(method, (path,), DictOf(()), (), None)


@pytest.mark.parametrize("name", LAYOUTS)
def test_a_context_is_pushed(bench: Bench, name: str) -> None:
    """Functions find the context of the application, wherever that is made, during the import and in every act."""
    loaded(bench, LAYOUTS[name])
    assert value(bench.run("fill").do(call("fill"), SECONDS)) is None
    run = bench.run("find", "names")
    assert "Rex" == value(run.do(call("find", name="Rex"), SECONDS)).loaded["name"]
    assert ("Rex", "Bo") == value(run.do(call("names"), SECONDS)).items


@pytest.mark.parametrize("name", [name for name in LAYOUTS if name != "SQLAlchemy(app)"])
def test_the_application_answers(bench: Bench, name: str) -> None:
    """A request is answered by the application of the module or of the factory, and each has a context of its own."""
    loaded(bench, LAYOUTS[name])
    assert value(bench.run("fill").do(call("fill"), SECONDS)) is None
    run = bench.run("app")
    found = value(run.do(get("/dogs"), SECONDS))
    assert isinstance(found, Entries)
    assert ("Rex", "Bo") == dict(found.entries)["json"].items  # type: ignore[union-attr]
    added = [dict(value(run.do(get("/dogs", "POST"), SECONDS)).entries)["text"] for _ in range(2)]
    assert ["1", "1"] == added


def test_the_session_of_flask_is_the_rows(bench: Bench) -> None:
    """A row that is handed over belongs to `db.session` where the method names that, and `commit` commits it."""
    loaded(bench, LAYOUTS["one file"])
    assert value(bench.run("fill").do(call("fill"), SECONDS)) is None
    run = bench.run(Callee("rename", "Dog", ("name",), 0, ("rex",)), rows=(RowToLoad("rex", "Dog", (1,)),))
    value(run.do(Call("rename", "rex", (Named("name", "Max"),), None, session_at=0), SECONDS))
    value(run.do(Transact("commit"), SECONDS))
    value(run.do(New("Dog", (Named("name", "Kit"),), "kit"), SECONDS))
    value(run.do(Add(Ref("kit", ())), SECONDS))
    value(run.do(Transact("commit"), SECONDS))
    assert ("Max", "Bo", "Kit") == value(bench.run("names").do(call("names"), SECONDS)).items


def test_what_is_not_committed_is_not_stored(bench: Bench) -> None:
    """Without a commit nothing of it is there in another run."""
    loaded(bench, LAYOUTS["one file"])
    assert value(bench.run("fill").do(call("fill"), SECONDS)) is None
    run = bench.run(Callee("rename", "Dog", ("name",), 0, ("rex",)), rows=(RowToLoad("rex", "Dog", (1,)),))
    value(run.do(Call("rename", "rex", (Named("name", "Max"),), None, session_at=0), SECONDS))
    assert ("Rex", "Bo") == value(bench.run("names").do(call("names"), SECONDS)).items


def test_a_factory_that_raises(bench: Bench) -> None:
    """What the factory raises is a note at the import, and is told in full where a request needs the application."""
    imported = bench.load(
        MODELS + "from flask import Flask\ndef create_app():\n    raise KeyError('SECRET')\n"
    )
    assert imported.raised is None
    assert any(note.startswith("create_app() raised KeyError: 'SECRET'") for note in imported.notes)
    run = bench.run("names")
    assert () == value(run.do(call("names"), SECONDS)).items
    raised = run.do(get("/dogs"), SECONDS).raised
    assert raised is not None
    assert "KeyError" == raised.type


def test_without_an_application(bench: Bench) -> None:
    """Where no application is made, what needs its context fails as in the student's own program."""
    assert (
        bench.load(
            MODELS + "from flask import Flask\ndef create_app(config):\n    return Flask(config)\n"
        ).raised
        is None
    )
    raised = bench.run("find").do(call("find", name="Rex"), SECONDS).raised
    assert raised is not None
    assert raised.message.startswith("Working outside of application context.")


def test_a_file_called_flask(bench: Bench) -> None:
    """A file of the submission's own that is called flask is no application's library."""
    assert bench.load(flask="x = 1\n", main="import flask\ndef f(): return flask.x\n").raised is None
    assert 1 == value(bench.run("f").do(call("f"), SECONDS))
