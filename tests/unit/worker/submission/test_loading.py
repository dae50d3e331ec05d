"""How a submission is imported, and that every engine it makes lands in the throwaway database."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy

from grader.postgres.database import Database
from grader.postgres.tenant import Tenant
from grader.sandbox import Sandbox
from grader.worker.protocol import Where
from tests.support.bench import BLOG, LIMITS, SECONDS, Bench, call

SINCE_2_1 = not sqlalchemy.__version__.startswith("2.0.")
LESSON = """
from sqlalchemy import create_engine, Column, Integer, String, Boolean, DateTime, ForeignKey
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker, relationship
from datetime import datetime

engine = create_engine("postgresql://user:pass@localhost:5432/myapp")
Base = declarative_base()

class User(Base):
    __tablename__ = 'users'  # Table name
    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)
    is_active = Column(Boolean, default=True)
    created_at = Column(DateTime, default=datetime.utcnow)
    messages = relationship("Message", back_populates="user")

class Message(Base):
    __tablename__ = 'messages'
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    content = Column(String, nullable=False)
    user = relationship("User", back_populates="messages")

Base.metadata.create_all(engine)
Session = sessionmaker(bind=engine)
session = Session()
user = User(name="Alice", email="alice@example.com")
session.add(user)
session.commit()
print(user.id)
for message in user.messages:
    print(message.content)
"""
WHO = """
def who(session):
    from sqlalchemy import text
    return session.scalar(text("select current_database()"))
"""


def test_the_lesson(bench: Bench) -> None:
    """The lesson's code as printed imports, creates its tables in the throwaway database, can be forked."""
    imported = bench.load(LESSON)
    assert (imported.raised, imported.stage, imported.forkable) == (None, "schema", True)
    user, message = imported.models
    assert (user.name, user.table, user.primary_key) == ("User", "users", ("id",))
    assert user.where == Where("anna.py", 10)
    assert user.column_lines["email"] == 14
    assert message.relationships["user"].target == "User"
    assert {"users", "messages"} == {str(table) for table in bench.database.catalog().tables}


@pytest.mark.parametrize(
    ("url", "more", "driver"),
    [
        ('"postgresql://u:p@localhost/x"', "", "psycopg2"),
        ('"postgres://u:p@localhost/x?sslmode=require"', "", "psycopg2"),
        ('"postgresql+psycopg://u:p@example.org:1/x"', ", echo=True", "psycopg"),
        ('"postgresql+pg8000://u:p@example.org/x"', "", "psycopg2"),
        ('"sqlite:///blog.db"', ', connect_args={"check_same_thread": False}', "psycopg2"),
        ('"sqlite://"', ", poolclass=__import__('sqlalchemy.pool').pool.StaticPool", "psycopg2"),
        ('"mysql+pymysql://u:p@localhost/x"', ", pool_size=3", "psycopg2"),
        ('__import__("os").environ["DATABASE_URL"]', "", "psycopg2"),
        ('__import__("os").environ.get("NO_SUCH")', "", "psycopg2"),
        ('"postgresql://u:p@localhost:None/x"', "", "psycopg2"),
        ('__import__("sqlalchemy").URL.create("sqlite", database="x.db")', "", "psycopg2"),
    ],
)
def test_every_engine_lands_in_the_target(bench: Bench, url: str, more: str, driver: str) -> None:
    """Whatever URL an engine was made for, it reaches the run's database, with the driver that was meant."""
    source = f"""
from sqlalchemy import create_engine, text
engine = create_engine({url}{more})
def where():
    with engine.connect() as connection:
        return connection.scalar(text("select current_database()")), engine.driver, engine.dialect.name
"""
    observation = bench.call(source, "where")
    assert observation.raised is None
    assert observation.value.items == (bench.database.name, driver, "postgresql")  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "connect",
    [
        'psycopg2.connect("dbname=other user=me password=x host=example.org")',
        'psycopg2.connect(host="localhost", database="other", cursor_factory=psycopg2.extensions.cursor)',
        'psycopg.connect("postgresql://me@example.org/other", autocommit=True)',
        'psycopg.Connection.connect(dbname="other")',
    ],
)
def test_drivers_land_there_too(bench: Bench, connect: str) -> None:
    """A driver's own connect reaches the same database."""
    source = f"""
import psycopg, psycopg2, psycopg2.extensions
def where():
    cursor = {connect}.cursor()
    cursor.execute("select current_database()")
    return cursor.fetchone()[0]
"""
    observation = bench.call(source, "where")
    assert (observation.value, observation.raised) == (bench.database.name, None)


def test_engines_land_there_without_the_wrapped_driver(bench: Bench, tenant: Tenant) -> None:
    """An engine reaches the target also where the submission has put the driver's own connect back."""
    source = """
import psycopg2
psycopg2.connect = psycopg2.connect.__wrapped__
from sqlalchemy import create_engine, text
engine = create_engine("postgresql://u:p@example.org/x?sslmode=verify-full")
def where():
    with engine.connect() as connection:
        return connection.scalar(text("select current_database()"))
"""
    other = tenant.database()
    assert bench.load(source).raised is None
    with bench.worker.run(other.target, LIMITS) as run:
        observation = run.do(call("where"), SECONDS)
    assert (observation.value, observation.raised) == (other.name, None)


def test_a_run_has_its_own_database(bench: Bench, tenant: Tenant) -> None:
    """An engine that connected during the import reaches another database in a run that has another."""
    other = tenant.database()
    bench.load(LESSON + WHO)
    with bench.worker.run(other.target, LIMITS) as run:
        run.load((), (), SECONDS)
        assert other.name == run.do(call("who"), SECONDS).value


def test_a_redirected_engine_is_told(bench: Bench) -> None:
    """A redirected engine and what was left out of it are told."""
    notes = bench.load(
        "import sqlalchemy as s\ns.create_engine('sqlite:///b.db', connect_args={'timeout': 3})\n"
    ).notes
    assert "sqlite:///b.db was redirected to PostgreSQL" in notes
    assert any("connect_args" in note for note in notes)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("'postgresql://user:pass@localhost/myapp'", "psycopg2://" if SINCE_2_1 else ""),
        ("'postgres://user:pass@localhost/myapp'", "write postgresql://"),
        ("'postgresql+psycopg2://user:pass@localhost/myapp'", ""),
        ("os.environ['DATABASE_URL']", ""),
    ],
)
def test_a_url_that_means_something_else_elsewhere(bench: Bench, url: str, words: str) -> None:
    """What SQLAlchemy itself takes for another driver, or not at all, costs nothing and is told."""
    notes = bench.load(f"import os, sqlalchemy\nsqlalchemy.create_engine({url})\n").notes
    assert bool(words) == bool(notes)
    assert words in "".join(notes)


def test_a_checked_out_connection(bench: Bench) -> None:
    """An import that leaves a connection open is not forkable; a session that reads is closed for it."""
    assert bench.load(LESSON + "session.query(User).all()\n").forkable
    assert not bench.load(LESSON + "connection = engine.connect()\n").forkable


@pytest.mark.parametrize(
    "left",
    [
        "connection = psycopg2.connect('')\ncursor = connection.cursor()\ncursor.execute('SELECT * FROM authors')",
        "connection = engine.connect()\nconnection.execute(text('LOCK TABLE authors'))",
        "session = Session(engine)\nsession.execute(text('LOCK TABLE authors'))\nsession.add(Author(name='x'))",
    ],
)
def test_a_transaction_that_the_import_left_open(bench: Bench, left: str) -> None:
    """It ends with the import, as it would with a script: it locks nothing, and what it did not commit is gone."""
    source = BLOG + "import psycopg2\nfrom sqlalchemy import create_engine, text\n"
    imported = bench.load(
        f"{source}engine = create_engine('sqlite://')\nBase.metadata.create_all(engine)\n{left}\n"
    )
    assert imported.raised is None
    assert 0 == bench.database.open_transactions()
    bench.database.empty()


def test_a_thread(bench: Bench) -> None:
    """A thread would be missing in a fork."""
    assert not bench.load(
        "import threading, time\nthreading.Thread(target=time.sleep, args=(9,)).start()\n"
    ).forkable


@pytest.mark.parametrize(
    ("source", "kind", "line"),
    [
        ("x = 1\nraise SystemExit(0)", "SystemExit", 2),
        ("x = 1\n\nraise KeyboardInterrupt", "KeyboardInterrupt", 3),
        ("class Own(BaseException): pass\nraise Own()", "Own", 2),
        ("name = input('Your name: ')", "EOFError", 1),
        ("x = (", "SyntaxError", 1),
        ("x = 1\ny = 'a\0b'", "SyntaxError", 2),
        (b"x = 1\n# caf\xe9\n", "SyntaxError", 2),
        (b"# coding: no-such-thing\n", "SyntaxError", 1),
        ("import nothing_like_this", "ModuleNotFoundError", 1),
        ("import grader.checks", "ModuleNotFoundError", 1),
        ("import solutions", "ModuleNotFoundError", 1),
        ("import other", "ModuleNotFoundError", 1),
    ],
)
def test_imports_that_fail(bench: Bench, tmp_path: Path, source: str | bytes, kind: str, line: int) -> None:
    """Whatever an import raises is told with the submission's line; a neighbour's file is not importable."""
    (tmp_path / "other.py").write_text("secret = 1")
    imported = bench.load(source)
    assert imported.raised is not None
    assert (kind, "import") == (imported.raised.type, imported.stage)
    assert imported.raised.frames[-1].where == Where("anna.py", line)


@pytest.mark.parametrize(
    "source",
    [b"\xef\xbb\xbfx = 'caf\xc3\xa9'\n", b"# coding: latin-1\nx = 'caf\xe9'\n", b"x = 1\r\ny = 2\r\n"],
)
def test_foreign_encodings_and_line_ends_are_all_right(bench: Bench, source: bytes) -> None:
    """A byte order mark, a coding cookie and foreign line ends are all right."""
    assert bench.load(source).raised is None


def test_not_main(bench: Bench) -> None:
    """What stands under ``if __name__ == "__main__"`` is not carried out; prints go nowhere."""
    imported = bench.load('print("PASSED" * 100000)\nif __name__ == "__main__":\n    raise SystemExit\n')
    assert imported.raised is None


def test_mapping_stage(bench: Bench) -> None:
    """A relationship that cannot be configured fails in the mapping, and the models are told all the same."""
    imported = bench.load(BLOG.replace('back_populates="author"', 'back_populates="writer"'))
    assert imported.raised is not None
    assert (imported.stage, [model.name for model in imported.models]) == ("mapping", ["Author", "Post"])


def test_schema_stage(bench: Bench) -> None:
    """A schema that cannot be built fails in the schema."""
    elsewhere = '"\n    __table_args__ = {"schema": "no"}'
    imported = bench.load(
        BLOG.replace('"posts"', f'"posts{elsewhere}', 1)
        .replace('"authors"', f'"authors{elsewhere}', 1)
        .replace("authors.id", "no.authors.id")
    )
    assert imported.raised is not None
    assert imported.stage == "schema"


FOLDER = {
    "base": "from sqlalchemy.orm import DeclarativeBase\nclass Base(DeclarativeBase): pass\n",
    "author": """
        from base import Base
        from sqlalchemy.orm import Mapped, mapped_column, relationship
        class Author(Base):
            __tablename__ = "authors"
            id: Mapped[int] = mapped_column(primary_key=True)
            posts: Mapped[list["Post"]] = relationship(back_populates="author")
        from post import Post
    """,
    "post": """
        from .base import Base
        from anna.author import Author
        from sqlalchemy import ForeignKey
        from sqlalchemy.orm import Mapped, mapped_column, relationship
        class Post(Base):
            __tablename__ = "posts"
            id: Mapped[int] = mapped_column(primary_key=True)
            author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
            author: Mapped["Author"] = relationship(back_populates="posts")
    """,
    "queries": """
        import base, anna.base
        from . import base as third
        def same():
            return base is anna.base is third, base.Base.__module__, base.__spec__.name
    """,
    "json": "raise RuntimeError('a file of the submission in place of the library')",
    "setup": "raise SystemExit",
    "test_all": "raise SystemExit",
}


@pytest.mark.parametrize("init", [None, "", "from .author import Author\nfrom post import Post\n"])
def test_a_folder(bench: Bench, init: str | None) -> None:
    """Relative, absolute, qualified and circular imports in a folder mean one module each."""
    files = FOLDER if init is None else FOLDER | {"__init__": init}
    imported = bench.load(**{name: text for name, text in files.items() if name != "json"})
    assert imported.raised is None
    assert [model.name for model in imported.models] == ["Author", "Post"]
    assert imported.models[0].where == Where("anna/author.py", 4)
    value = bench.run().do(call("same"), SECONDS).value
    assert value.items == (True, "submission.base", "submission.base")  # type: ignore[union-attr]


def test_library_names_win(bench: Bench) -> None:
    """A module called json is the library's where the submission imports it."""
    imported = bench.load(json="x = 1\n", main="import json\nassert json.dumps([1])\n")
    assert imported.raised is None


def test_a_package_in_a_folder(bench: Bench) -> None:
    """A subfolder works as a package, with and without its parent's name."""
    imported = bench.load(
        sub____init__="",
        sub__models="x = 1\n",
        main="from sub.models import x\nimport sub, anna.sub.models as m\nassert m is sub.models\n",
    )
    assert imported.raised is None


def test_a_script_that_fails(bench: Bench) -> None:
    """What only a script raises is a note, and told where a function of it is asked for."""
    imported = bench.load(
        models=BLOG,
        queries="def posts(session):\n    return []\n",
        seed="import faker_that_is_not_there\ndef fill(session): pass\n",
        cli="def posts(): print(1)\nraise SystemExit('usage: cli.py\\nmore of it')\n",
    )
    assert imported.raised is None
    assert (
        "anna/seed.py cannot be imported, and is left out: line 1, ModuleNotFoundError: "
        "No module named 'faker_that_is_not_there'"
    ) in imported.notes
    assert (
        "anna/cli.py cannot be imported, and is left out: line 2, SystemExit: usage: cli.py" in imported.notes
    )
    problem = bench.run().do(call("fill"), SECONDS).problem
    assert problem is not None
    assert problem.startswith("There is no function fill. anna/seed.py cannot be imported, and is left out")
    assert bench.run().do(call("posts"), SECONDS).problem is None


def test_a_function_of_a_script_too(bench: Bench) -> None:
    """A function of a script stands behind one of the same name that is no script's."""
    bench.load(crud="def find():\n    return 1\n", cli="def find():\n    return 2\n")
    assert 1 == bench.run().do(call("find"), SECONDS).value


def test_functions_of_one_name(bench: Bench) -> None:
    """Where two files have a function of one name, both are named; an import of it is no second one."""
    bench.load(
        a="def find(x): return 1\ndef one(x): return 1\n", b="from a import one\ndef find(x): return 2\n"
    )
    problem = bench.run().do(call("find"), SECONDS).problem
    assert problem is not None
    assert problem.startswith("There are 2 functions called find, in anna/a.py, anna/b.py; keep one")
    assert bench.run().do(call("one", x=1), SECONDS).value == 1


def test_only_scripts(bench: Bench) -> None:
    """Where there is nothing but scripts, what one raises is the submission's failure."""
    imported = bench.load(main="print(1)\nraise SystemExit\n")
    assert imported.raised is not None
    assert (imported.stage, imported.raised.type) == ("import", "SystemExit")


def test_folders_without_init(bench: Bench) -> None:
    """Modules in a folder that is no package are imported, and find each other by their plain names."""
    imported = bench.load(
        sub__models=BLOG, sub__queries="from models import Author\ndef count(session):\n    return 3\n"
    )
    assert imported.raised is None
    assert ["Author", "Post"] == [model.name for model in imported.models]
    assert imported.models[0].where == Where("anna/sub/models.py", 8)
    assert 3 == bench.run().do(call("count"), SECONDS).value


def test_libraries_come_before_other_folders(bench: Bench) -> None:
    """A file in a folder far off takes no library's place."""
    imported = bench.load(
        sub__colorsys="x = 1\n", main="import colorsys\ncolorsys.rgb_to_hsv(1, 1, 1)\nclass A: pass\n"
    )
    assert imported.raised is None


def test_left_out(bench: Bench) -> None:
    """A copy from earlier is not imported, and that is told."""
    imported = bench.load(models=BLOG, models_old=BLOG)
    assert ["Author", "Post"] == [model.name for model in imported.models]
    assert [True] == [note.startswith("anna/models_old.py is left out") for note in imported.notes]


def test_the_file_of_a_module(bench: Bench) -> None:
    """Every module knows its own file while it is imported, that of a package too."""
    imported = bench.load(
        __init__="import os\nfolder = os.path.dirname(__file__)\n",
        sub____init__="import os\nfolder = os.path.dirname(__file__)\n",
        main="import anna, sub\nassert anna.folder + '/sub' == sub.folder\ndef f(session): pass\n",
    )
    assert imported.raised is None


def test_links_out_of_the_folder(bench: Bench, write: Callable[..., Path], tmp_path: Path) -> None:
    """A link that leads out of the submission's folder is not followed."""
    folder = write(main="import hidden\n")
    (tmp_path / "hidden.py").write_text("answer = 42")
    (folder / "hidden.py").symlink_to(tmp_path / "hidden.py")
    imported = bench.load_path(folder)
    assert imported.raised is not None
    assert imported.raised.type == "ModuleNotFoundError"


def test_a_linked_init(bench: Bench, write: Callable[..., Path], tmp_path: Path) -> None:
    """Nor is a package's own file that is a link out of it."""
    folder = write(main="x = 1\n")
    (tmp_path / "hidden.py").write_text("answer = 42")
    (folder / "__init__.py").symlink_to(tmp_path / "hidden.py")
    raised = bench.load_path(folder).raised
    assert raised is not None
    assert (raised.type, raised.message) == ("ImportError", "__init__.py leads out of the submission")


@pytest.mark.parametrize("what", ["file", "folder", "package"])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_submission_that_has_become_a_link(
    when: str, what: str, either: Sandbox, write: Callable[..., Path], database: Database, tmp_path: Path
) -> None:
    """A submission in whose place a link lies by now is not imported, before its worker starts or after."""
    others = {"folder": {"models": "x = 1"}, "package": {"__init__": "", "models": "x = 1"}}
    path = write("x = 1\n", **others.get(what, {}))
    secret = shutil.move(path, tmp_path / "secret")
    if when == "before":
        path.symlink_to(secret)
    with either.worker(path, database.target.host, LIMITS) as worker:
        if when == "after":
            path.symlink_to(secret)
        imported = worker.load(database.target, SECONDS)
    assert imported.raised is not None
    assert ("import", ()) == (imported.stage, imported.models)


def test_a_link_above_a_submission(bench: Bench, write: Callable[..., Path], tmp_path: Path) -> None:
    """A submission is found through a link to a folder above it."""
    path = write("x = 1\n")
    (tmp_path / "above").symlink_to(tmp_path)
    assert bench.load_path(tmp_path / "above" / path.name).raised is None


def test_a_link_in_a_circle(bench: Bench, write: Callable[..., Path]) -> None:
    """A link that leads to itself is not a module, nor a package's own file."""
    folder = write(main="x = 1\n")
    (folder / "round.py").symlink_to("round.py")
    assert bench.load_path(folder).raised is None
    (folder / "__init__.py").symlink_to("__init__.py")
    raised = bench.load_path(folder).raised
    assert raised is not None
    assert "OSError" == raised.type


def test_folders_in_folders(bench: Bench, write: Callable[..., Path]) -> None:
    """A folder in which folders lie in folders without end is imported as far as it is looked into."""
    folder = write(main="x = 1\n")
    below = folder
    for _ in range(400):
        below /= "a"
        below.mkdir()
    (below / "deep.py").write_text("raise SystemExit")
    assert bench.load_path(folder).raised is None


@pytest.mark.parametrize(
    "line", ["import again", "from again import Base", "from . import again", "from sub.again import Base"]
)
def test_a_link_to_another_file(line: str, bench: Bench, write: Callable[..., Path]) -> None:
    """A link to another file of the submission means the same module as that file."""
    folder = write(models=BLOG, main=f"{line}\nimport models\nfrom models import Author\n", sub__other="")
    (folder / "again.py").symlink_to("models.py")
    (folder / "sub/again.py").symlink_to("../models.py")
    imported = bench.load_path(folder)
    assert imported.raised is None
    assert ["Author", "Post"] == sorted(model.name for model in imported.models)
    assert () == imported.notes


def test_a_link_to_a_hidden_file(bench: Bench, write: Callable[..., Path]) -> None:
    """A link to a file of the submission that no import can name is a module by its own name."""
    folder = write(main="from models import Author\n")
    (folder / ".src").mkdir()
    (folder / ".src/models.py").write_text(BLOG)
    (folder / "models.py").symlink_to(".src/models.py")
    imported = bench.load_path(folder)
    assert imported.raised is None
    assert ["Author", "Post"] == sorted(model.name for model in imported.models)


# ---- files that cannot be imported ----------------------------------------------------------------

MODELS = """
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column
class Base(DeclarativeBase): pass
class Dog(Base):
    __tablename__ = "dogs"
    id: Mapped[int] = mapped_column(primary_key=True)
"""


@pytest.mark.parametrize(
    ("extra", "said"),
    [
        (
            "import courses_own\nclass Toy: pass\n",
            "line 1, ModuleNotFoundError: No module named 'courses_own'",
        ),
        ("class Toy: pass\ndef play(:\n", "line 2, SyntaxError: "),
        ("class Toy: pass\nraise RuntimeError('odd')\n", "line 2, RuntimeError: odd"),
        ("class Toy: pass\nexit()\n", "line 2, SystemExit"),
    ],
)
def test_a_file_that_nothing_needs_costs_itself(bench: Bench, extra: str, said: str) -> None:
    """What cannot be imported beside models that can is a note, with its line and the names that stand in it."""
    imported = bench.load(models=MODELS, extra=extra)
    assert imported.raised is None
    assert ["Dog"] == [model.name for model in imported.models]
    (failed,) = imported.failed_files
    assert ("anna/extra.py", True) == (failed.file, "Toy" in failed.names)
    assert f"anna/extra.py cannot be imported, and is left out: {said}" in "\n".join(imported.notes)


def test_models_of_a_file_that_fails_are_not_there(bench: Bench) -> None:
    """A model that was made before its file failed is no model: the file cannot be imported."""
    broken = MODELS.replace("Dog", "Cat").replace("dogs", "cats") + "\nraise RuntimeError('odd')\n"
    imported = bench.load(models=MODELS, extra=broken)
    assert ["Dog"] == [model.name for model in imported.models]


@pytest.mark.parametrize(
    ("models", "configured"), [(MODELS, True), (MODELS + '    lost = relationship("Nowhere")\n', False)]
)
def test_a_model_of_a_file_that_fails_stands_in_no_way(bench: Bench, models: str, configured: bool) -> None:
    """What such a file left half written breaks no other model; a model that is broken itself goes on failing."""
    broken = """
        from models import Base
        from sqlalchemy.orm import Mapped, mapped_column, relationship
        class Toy(Base):
            __tablename__ = "toys"
            id: Mapped[int] = mapped_column(primary_key=True)
            box = relationship("Box")
        raise RuntimeError("odd")
    """
    imported = bench.load(models="from sqlalchemy.orm import relationship" + models, toys=broken)
    assert configured == (imported.raised is None)
    assert ["Dog"] == [model.name for model in imported.models]


def test_a_file_is_carried_out_once(bench: Bench) -> None:
    """Whoever imports a file that failed gets its error, not that of a second time, and the note names the file."""
    imported = bench.load(
        a_models=MODELS + "\nundefined_name\n",
        b_queries="from a_models import Dog\ndef dogs(session): pass\n",
        other="def fine(): return 1\n",
    )
    assert imported.raised is None
    assert [
        "anna/a_models.py cannot be imported, and is left out: line 8, NameError: name 'undefined_name' is not defined",
        "anna/b_queries.py cannot be imported, and is left out: anna/a_models.py, line 8,"
        " NameError: name 'undefined_name' is not defined",
    ] == list(imported.notes)


def test_what_stands_in_a_file_that_fails_says_why_it_is_missing(bench: Bench) -> None:
    """An act that names a function of such a file is told why the function is not there."""
    bench.load(models=MODELS, extra="def play(toy:\n")
    problem = bench.run().do(call("play"), SECONDS).problem or ""
    assert problem.startswith(
        "There is no function play. anna/extra.py cannot be imported, and is left out: line 1"
    )


def test_where_nothing_is_left_the_error_is_the_submissions(bench: Bench) -> None:
    """Where all that could be asked for needs the file, the submission cannot be imported, and it says so once."""
    imported = bench.load(
        config="URL = 'sqlite://'\n",
        base="class Base: pass\n",
        models=MODELS + "\nodd\n",
        queries="from models import Dog\ndef dogs(): pass\n",
    )
    assert imported.raised is not None
    assert "name 'odd' is not defined" == imported.raised.message


# ---- what is said of a file's place ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "message"),
    [
        (
            {"__init__": "from .crud import add\n", "crud": "from .tables import Dog\n"},
            "No module named 'anna.tables': there is no anna/tables.py",
        ),
        (
            {"crud": "from .tables import Dog\ndef add(): return Dog()\n", "tables": ""},
            "cannot import name 'Dog' from 'anna.tables' (anna/tables.py)",
        ),
        (
            {"main": "import json\nfrom json import dogs\n"},
            "cannot import name 'dogs' from 'json' (json/__init__.py)",
        ),
        ({"main": "open(__file__ + '.txt')\n"}, "[Errno 2] No such file or directory: 'anna/main.py.txt'"),
    ],
)
def test_an_error_names_files_as_they_were_handed_in(
    bench: Bench, files: dict[str, str], message: str
) -> None:
    """No message has a path of this machine, nor the name that the submission is imported by."""
    raised = bench.load(**files).raised
    assert raised is not None
    assert message == raised.message


def test_several_homeworks_in_one_folder(bench: Bench, tmp_path: Path) -> None:
    """Each homework imports its own models, whichever was imported first, in functions, too."""
    for name in ("Dog", "Cat"):
        folder = tmp_path / "anna" / f"hw_{name}".lower()
        folder.mkdir(parents=True)
        (folder / "models.py").write_text(MODELS.replace("Dog", name).replace("dogs", f"{name}s"))
        (folder / "queries.py").write_text(
            f"from models import {name}\ndef of_{name}():\n    import models\n    return models.{name}.__name__\n"
        )
    imported = bench.load_path(tmp_path / "anna")
    assert (None, ()) == (imported.raised, imported.failed_files)
    assert {"Dog", "Cat"} == {model.name for model in imported.models}
    run = bench.run("of_Dog", "of_Cat")
    assert ["Dog", "Cat", "Dog"] == [
        run.do(call(name), SECONDS).value for name in ("of_Dog", "of_Cat", "of_Dog")
    ]


def test_a_folder_called_like_a_library_hides_nothing(bench: Bench, tmp_path: Path) -> None:
    """Beside a folder of its name, and in one, the library is imported."""
    folder = tmp_path / "anna/sqlite3"
    folder.mkdir(parents=True)
    (folder / "app.py").write_text("from sqlite3 import Row\n" + MODELS)
    (tmp_path / "anna/main.py").write_text("import sqlite3\nDone = sqlite3.Row\n")
    imported = bench.load_path(tmp_path / "anna")
    assert (None, (), ["Dog"]) == (imported.raised, imported.failed_files, [m.name for m in imported.models])
