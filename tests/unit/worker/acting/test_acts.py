"""Acts: what is called with what, which session it gets, and what is observed of it."""

from __future__ import annotations

from typing import Any

import pytest

from grader.worker.protocol import (
    Add,
    Append,
    Argument,
    Call,
    Delete,
    Instance,
    Items,
    ListOf,
    Named,
    New,
    Object,
    Observation,
    Opaque,
    Read,
    Ref,
    Remove,
    RowToLoad,
    Scalar,
    Set,
    Transact,
    Where,
)  # fmt: skip
from tests.support.bench import BLOG, LIMITS, SECONDS, Bench, call

SETUP = (
    BLOG
    + """
def fill(session):
    session.add_all([Author(name=f"a{n}", posts=[Post(title=f"t{n}")]) for n in (1, 2, 3)])
    session.commit()
def lazily(session):
    authors = session.scalars(select(Author).order_by(Author.id))
    return [[post.title for post in author.posts] for author in authors]
def create(db, title, author):
    post = Post(title=title, author=author)
    db.add(post)
    db.commit()
    return post
"""
)


def items(observation: Observation) -> tuple[Any, ...]:
    assert (observation.raised, observation.problem) == (None, None)
    assert isinstance(observation.value, Items)
    return observation.value.items


@pytest.mark.parametrize(
    "parameters",
    [
        "session, title", "title, session", "title, *, db", "title: str, s: Session", "title, x: 'Session'",
        "title, anything: 'Session | None' = None", "DB_session, title, /", "*, title, session=None",
        "sess, name", "name, my_session", "session1, name", "name, _db",
        "session, *values", "session, **values",
    ],
)  # fmt: skip
def test_a_session_goes_in(bench: Bench, parameters: str) -> None:
    """A parameter named or annotated as a session gets one, in any position, the rest what is given."""
    source = BLOG + f"def f({parameters}):\n    return sorted(type(v).__name__ for v in locals().values())\n"
    assert items(bench.call(source, "f", title="x")) == ("Session", "str") or "values" in parameters


def test_the_session_of_sqlmodel(bench: Bench) -> None:
    """A submission that uses SQLModel gets its session, which has more methods than SQLAlchemy's."""
    lines = "from sqlmodel import Session\ndef f(session): return [type(session) is Session, session.in_transaction()]\n"
    assert (True, False) == items(bench.call(lines, "f"))


@pytest.mark.parametrize(
    ("parameters", "position"),
    [
        ("sitzung, title", 0),
        ("sitzung, titel", 0),
        ("titel, sesion", 1),
        ("title, *, sesion", 0),
    ],
)
def test_a_session_under_any_name(bench: Bench, parameters: str, position: int) -> None:
    """Where a session is asked for, the one parameter that the arguments don't fill is it, or the one in its place."""
    names = parameters.replace("*, ", "")
    lines = f"def f({parameters}):\n    return [type(v).__name__ for v in ({names})]\n"
    assert bench.load(BLOG + lines).raised is None
    asked = Call("f", None, (Named("title", "x"),), None, session_at=position)
    (session, title) = sorted(items(bench.run("f").do(asked, SECONDS)), key=lambda kind: kind == "str")
    assert ("Session", "str") == (session, title)


@pytest.mark.parametrize(
    ("parameters", "expected"),
    [
        ("session, name", "f(session, name) does not take what the exercise gives it: title, body."),
        (
            "title, body, extra, db",
            "f(title, body, extra, db) does not take what the exercise gives it: it also needs extra.",
        ),
    ],
)
def test_arguments_that_do_not_fit(bench: Bench, parameters: str, expected: str) -> None:
    """Arguments that do not fit are a sentence with the student's own signature."""
    observation = bench.call(f"def f({parameters}): pass", "f", title="x", body="y")
    assert (expected, None) == (observation.problem, observation.raised)


@pytest.mark.parametrize(
    ("lines", "candidates", "chosen"),
    [
        ("Session = sessionmaker(engine)", ("Session",), True),
        ("Local = sessionmaker(engine)\nSession = scoped_session(Local)", ("Session",), True),
        ("Local = sessionmaker(engine)\nsession = Local()", ("session",), True),
        (
            "Local = sessionmaker(engine)\nScoped = scoped_session(Local)\nsession = Scoped()",
            ("session",),
            True,
        ),
        ("session = orm.Session(engine)", ("session",), True),
        ("a = orm.Session(engine)\nb = orm.Session(engine)", ("a", "b"), False),
        ("A = sessionmaker(engine)\nB = sessionmaker(engine)", ("A", "B"), False),
    ],
)
def test_the_module_level_session(
    bench: Bench, lines: str, candidates: tuple[str, ...], chosen: bool
) -> None:
    """The single module-level session is the run's; several are a problem, where one is needed."""
    source = (
        BLOG
        + f"""
from sqlalchemy import create_engine, orm
from sqlalchemy.orm import sessionmaker, scoped_session
engine = create_engine("sqlite://")
{lines}
def none(): return "none needed"
def is_of(author, name):
    found, kept = orm.object_session(author), globals()[name]
    return type(found) is kept.class_ if type(kept) is sessionmaker else found in (kept, getattr(kept, "registry", set)())
"""
    )
    assert bench.load(source).raised is None
    run = bench.run("none", "is_of")
    assert run.do(call("none"), SECONDS).value == "none needed"
    run.do(New("Author", (Named("name", "Ada"),), "ada"), SECONDS)
    added = run.do(Add(Ref("ada", ())), SECONDS)
    if chosen:
        assert added.problem is None
        assert run.do(call("is_of", author=Ref("ada", ()), name=candidates[0]), SECONDS).value is True
    else:
        assert f": {', '.join(candidates)}. " in (added.problem or "")


@pytest.mark.parametrize(
    ("function", "chosen"),
    [
        ("def add(name): b.add(Author(name=name)); b.flush()", True),
        ("def helper(): b.rollback()\n@contextmanager\ndef add(name): yield b", True),
        ("class Repo:\n    @staticmethod\n    def add(name): b.add(Author(name=name))", True),
        ("def add(name): a.rollback(); b.add(Author(name=name))", False),
        ("def add(name): pass", False),
    ],
)
def test_the_session_that_is_called_for(bench: Bench, function: str, chosen: bool) -> None:
    """Of several module-level sessions the one that the called functions name is the run's."""
    source = f"""{BLOG}
from contextlib import contextmanager
from sqlalchemy import create_engine, orm
engine = create_engine("sqlite://")
a = orm.Session(engine)
b = orm.Session(engine)
{function}
"""
    bench.load(source)
    expired = bench.run("add").do(Transact("expire"), SECONDS)
    assert chosen is (expired.problem is None)


def test_rows_are_handed_in(bench: Bench) -> None:
    """A loaded row belongs to the session that goes into the function; names find their arguments."""
    bench.load(SETUP)
    assert bench.run("fill").do(call("fill"), SECONDS).raised is None
    run = bench.run("create", rows=(RowToLoad("ada", "Author", (1,)),))
    observation = run.do(call("create", author=Ref("ada", ()), title="new"), SECONDS)
    assert isinstance(observation.value, Object)
    assert (
        observation.value.model,
        observation.value.table,
        observation.value.state,
    ) == ("Post", "posts", "persistent")
    assert len(observation.statements) == 1


def test_missing_rows(bench: Bench) -> None:
    """A row that is not there is told by its name."""
    bench.load(SETUP)
    with bench.worker.run(bench.database.target, LIMITS) as run:
        assert run.load((RowToLoad("ada", "Author", (7,)),), (), SECONDS).missing == ("ada",)


def test_statements_come_with_shape_and_line(bench: Bench) -> None:
    """Statements come with their shape and the submission's line, and no values."""
    bench.load(SETUP)
    run = bench.run("fill", "lazily")
    assert run.do(call("fill"), SECONDS).raised is None
    observation = run.do(call("lazily"), SECONDS)
    assert tuple(item.items for item in items(observation)) == (("t1",), ("t2",), ("t3",))
    assert len(observation.statements) == 4
    line = next(n for n, text in enumerate(SETUP.splitlines(), 1) if "post.title for post" in text)
    assert [line] * 3 == [s.where.line for s in observation.statements[1:] if s.where]
    assert observation.statements[0].where == Where("anna.py", line - 1)
    assert observation.statements[1].parameters == "{param_1: int}"


def test_a_whole_story(bench: Bench) -> None:
    """New, set, add, append, remove, delete, read and transact do what their names say."""
    bench.load(SETUP)
    run = bench.run()

    def do(act: Any) -> Observation:
        observation: Observation = run.do(act, SECONDS)
        assert (observation.raised, observation.problem) == (None, None)
        return observation

    do(New("Author", (Named("name", "Ada"),), "ada"))
    do(New("Post", (Named("title", "one"),), "one"))
    do(New("Post", (Named("title", "two"),), "two"))
    do(Append(Ref("ada", ("posts",)), Ref("one", ())))
    do(Append(Ref("ada", ("posts",)), Ref("two", ())))
    do(Remove(Ref("ada", ("posts",)), Ref("two", ())))
    do(Set(Ref("one", ("title",)), "first"))
    do(Add(Ref("ada", ())))
    do(Transact("commit"))
    assert items(do(Read(Ref("ada", ("posts", "title")), None))) == ("first",)
    assert do(Read(Ref("one", ("author", "name")), None)).value == "Ada"
    do(Delete(Ref("one", ())))
    do(Transact("flush"))
    do(Transact("expire"))
    assert items(do(Read(Ref("ada", ("posts",)), None))) == ()
    assert run.finish(SECONDS).raised is None


@pytest.mark.parametrize(
    ("act", "problem"),
    [
        (call("lazilly"), "There is no function lazilly. The nearest is lazily."),
        (New("Autor", (), None), "There is no model Autor. The nearest is Author."),
        (Read(Ref("ada", ("post",)), None), "Author has no attribute post. The nearest is posts."),
        (Set(Ref("ada", ("nam",)), 1), "Author has no attribute nam. The nearest is name."),
        (Append(Ref("ada", ("name",)), Ref("ada", ())), "ada.name is not a collection."),
        (Read(Ref("bob", ()), None), "There is nothing kept as bob: the act that makes it did not succeed."),
        (Call("posts_of", "Author", (), None), "Author has no attribute posts_of. The nearest is posts."),
    ],
)
def test_what_is_not_there_is_a_sentence(bench: Bench, act: Any, problem: str) -> None:
    """What is not there is a sentence that names the nearest, and no exception."""
    bench.load(SETUP)
    run = bench.run()
    run.do(New("Author", (Named("name", "Ada"),), "ada"), SECONDS)
    observation = run.do(act, SECONDS)
    assert (observation.value, observation.raised) == (None, None)
    assert (observation.problem or "").split(" The nearest")[0] == problem.split(" The nearest", maxsplit=1)[
        0
    ]


@pytest.mark.parametrize(
    "lines",
    [
        "    @classmethod\n    def find(cls, session, name): return name",
        "    @staticmethod\n    def find(name): return name",
    ],
)
def test_a_class_method_is_found_by_its_model(bench: Bench, lines: str) -> None:
    """A class method is found by its model, and by its name alone where it is the only one."""
    bench.load(BLOG.replace("class Post(Base):", lines + "\n\nclass Post(Base):"))
    run = bench.run()
    arguments = (Named("name", "x"),)
    assert run.do(Call("find", "Author", arguments, None), SECONDS).value == "x"
    assert run.do(Call("find", None, arguments, None), SECONDS).value == "x"


def test_a_repository_class(bench: Bench) -> None:
    """A method of a class that takes a session is found, and its object made."""
    source = (
        BLOG
        + "class Repo:\n    def __init__(self, session): self.s = session\n"
        + "    def find(self, x): return type(self.s).__name__\n"
    )
    assert bench.call(source, "find", x=1).value == "Session"


PLAIN = """
class User:
    def __init__(self, given, address="none"):
        self.name, self.email = given, address
    def rename(self, name):
        self.name = name
    @classmethod
    def called(cls, name):
        return cls(name)
"""


def test_a_plain_class(bench: Bench) -> None:
    """A class without a mapper is constructed, called and told; arguments go in by position where names differ."""
    bench.load(PLAIN)
    run = bench.run()
    made = run.do(New("User", (Named("name", "Ada"), Named("email", "a@b")), "ada"), SECONDS).value
    run.do(Call("rename", "ada", (Named("name", "Bea"),), None), SECONDS)
    called = run.do(Call("called", "User", (Named("name", "Cleo"),), None), SECONDS).value
    assert Instance("User", {"name": "Ada", "email": "a@b"}, False) == made
    assert "Bea" == run.do(Read(Ref("ada", ("name",)), None), SECONDS).value
    assert Instance("User", {"name": "Cleo", "email": "none"}, False) == called


def test_two_plain_classes(bench: Bench) -> None:
    """Of two classes of one name none is chosen."""
    bench.load(PLAIN + "Other = User\n" + PLAIN)
    observation = bench.run().do(New("User", (), None), SECONDS)
    assert "There are 2 classes called User; keep one." == observation.problem


def test_plain_classes_are_reported(bench: Bench) -> None:
    """The import reports the classes that are not mapped with their public names and lines, and no imported ones."""
    imported = bench.load(BLOG + PLAIN + "from collections import UserDict\n")
    line = (BLOG + PLAIN).splitlines().index("class User:") + 1
    (report,) = [found for found in imported.classes if found.name != "Base"]
    assert ("User", ("rename", "called")) == (report.name, report.attributes)
    assert report.where
    assert line == report.where.line


def test_properties_and_methods(bench: Bench) -> None:
    """A property is read where a method was asked for, and a method called where an attribute was."""
    lines = "    @property\n    def size(self): return 1\n    def length(self): return 2\n"
    bench.load(BLOG.replace("class Post(Base):", lines + "\nclass Post(Base):"))
    run = bench.run()
    run.do(New("Author", (), "ada"), SECONDS)
    assert run.do(Call("size", "ada", (), None), SECONDS).value == 1
    assert run.do(Read(Ref("ada", ("length",)), None), SECONDS).value == 2


@pytest.mark.parametrize(
    ("code", "kind", "message"),
    [
        ("raise SystemExit(3)", "SystemExit", "3"),
        ("raise KeyboardInterrupt", "KeyboardInterrupt", ""),
        ("raise ValueError('x' * 10**6)", "ValueError", "x" * 4000 + "… (1000000 characters)"),
        ("raise ValueError(object())", "ValueError", "<object object at 0x…>"),
        ("raise Rude()", "Rude", "(its message cannot be read: ZeroDivisionError)"),
        ("return f()", "RecursionError", "maximum recursion depth exceeded"),
        ("return input()", "EOFError", "EOF when reading a line"),
    ],
)
def test_whatever_a_call_raises_is_an_observation(bench: Bench, code: str, kind: str, message: str) -> None:
    """Whatever a call raises is an observation, with frames inside the submission only, and cut to size."""
    source = f"class Rude(Exception):\n    def __str__(self): return 1 / 0\ndef f():\n    {code}\n"
    raised = bench.call(source, "f").raised
    assert raised is not None
    assert (raised.type, raised.frames[-1].where) == (kind, Where("anna.py", 4))
    assert raised.message.startswith(message)
    assert len(raised.message) < 4100


def test_an_async_function_is_run_to_its_end(bench: Bench) -> None:
    """An async function is run to its end."""
    assert bench.call("async def f(): return 1", "f").value == 1


@pytest.mark.parametrize(
    "argument",
    [
        Scalar("decimal", "1.50"), Scalar("date", "2024-02-29"), Scalar("bytes", "00ff"), 3, 1.5, "x", None,
        Scalar("uuid", "12345678-1234-5678-1234-567812345678"), Scalar("timedelta", "1.5"),
        Scalar("datetime", "2024-02-29T01:02:03+00:00"),
    ],
)  # fmt: skip
def test_arguments_arrive(bench: Bench, argument: Argument) -> None:
    """A value that goes in as an argument comes back described the same."""
    assert argument == bench.call("def f(x): return x", "f", x=argument).value


DECORATED = """
import functools

def with_cursor(function):
    @functools.wraps(function)
    def wrapper(*arguments, **named):
        return function("cursor", *arguments, **named)
    return wrapper

def traced(function):
    @functools.wraps(function)
    def wrapper(*arguments, **named):
        return function(*arguments, **named)
    return wrapper

@with_cursor
def f(cursor, ident): return [cursor, ident]

@traced
def g(session, ident): return [type(session).__name__, ident]

@traced
def h(one, other): return []
"""


def test_what_a_decorator_gives_nobody_else_has_to(bench: Bench) -> None:
    """What a decorator gives by itself nobody else has to; one that only passes on is looked through."""
    assert ("cursor", 7) == items(bench.call(DECORATED, "f", user_id=7))
    assert ("Session", 7) == items(bench.call(DECORATED, "g", user_id=7))
    missing = bench.call(DECORATED, "h", one=7).raised
    assert missing
    assert "TypeError" == missing.type


def test_a_list_goes_in(bench: Bench) -> None:
    """Lists are built of their parts."""
    assert items(bench.call("def f(x): return x", "f", x=ListOf((1, "a")))) == (1, "a")


def test_a_dynamic_relationship(bench: Bench) -> None:
    """Reading a lazy="dynamic" relationship gives its rows, and a returned query stays a query."""
    source = BLOG.replace(
        'relationship(back_populates="author")', 'relationship(back_populates="author", lazy="dynamic")'
    )
    source = source.replace('Mapped[list["Post"]]', '"DynamicMapped[Post]"').replace(
        "import DeclarativeBase", "import DynamicMapped, DeclarativeBase"
    )
    bench.load(source + "\ndef q(session): return session.query(Author)\n")
    run = bench.run("q")
    run.do(New("Author", (Named("name", "Ada"),), "ada"), SECONDS)
    run.do(Add(Ref("ada", ())), SECONDS)
    run.do(Transact("flush"), SECONDS)
    assert items(run.do(Read(Ref("ada", ("posts",)), None), SECONDS)) == ()
    assert run.do(call("q"), SECONDS).value == Opaque("Query", "a query that has not been run")


UNIT_OF_WORK = (
    SETUP
    + """
def add(session, name): session.add(Author(name=name))
def rename(author): author.name = "other"
def remove(session, author): session.delete(author)
def flushed(session, name):
    session.add(Author(name=name))
    session.flush()
"""
)


def state(run: Any, name: str) -> tuple[Any, ...]:
    return items(run.do(Read(Ref("session", (name,)), None), SECONDS))


def test_what_a_session_holds(bench: Bench) -> None:
    """New, dirty and deleted are what a flush would send, and telling them sends nothing."""
    bench.load(UNIT_OF_WORK)
    assert bench.run("fill").do(call("fill"), SECONDS).raised is None
    run = bench.run(
        "add", "remove", rows=(RowToLoad("one", "Author", (1,)), RowToLoad("two", "Author", (2,)))
    )
    before = bench.database.count()
    for act in (call("add", name="new"), call("rename", author=Ref("one", ()))):
        assert run.do(act, SECONDS).statements == ()
    run.do(Delete(Ref("two", ())), SECONDS)
    (new,), (dirty,), (deleted,) = (state(run, name) for name in ("new", "dirty", "deleted"))
    assert (new.model, new.key, new.state, new.loaded["name"]) == ("Author", (), "pending", "new")
    assert (dirty.key, dirty.loaded["name"]) == ((1,), "other")
    assert (deleted.key, deleted.state) == ((2,), "persistent")
    after = bench.database.count()
    assert before is not None
    assert after is not None
    assert [s.sql for s in after.since(before).statements if "posts" not in s.sql] == []


def test_what_a_flushed_session_holds(bench: Bench) -> None:
    """What was flushed is new no longer."""
    bench.load(UNIT_OF_WORK)
    run = bench.run("flushed")
    run.do(call("flushed", name="x"), SECONDS)
    assert state(run, "new") == state(run, "dirty") == ()


def test_objects_of_a_session_come_in_one_order(bench: Bench) -> None:
    """What a session holds as a set is told by identity, the same each time."""
    bench.load(UNIT_OF_WORK)
    assert bench.run("fill").do(call("fill"), SECONDS).raised is None
    rows = tuple(RowToLoad(f"r{key}", "Author", (key,)) for key in (3, 1, 2))
    run = bench.run("rename", rows=rows)
    for key in (2, 3, 1):
        run.do(call("rename", author=Ref(f"r{key}", ())), SECONDS)
    assert [author.key for author in state(run, "dirty")] == [(1,), (2,), (3,)]


@pytest.mark.parametrize(
    "session", ["Session = scoped_session(sessionmaker(engine))", "Session = sessionmaker(engine)()"]
)
def test_the_module_level_session_is_read(bench: Bench, session: str) -> None:
    """Where functions take no session, the module's own one is the run's."""
    source = f"""{BLOG}
from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker
engine = create_engine("postgresql://")
{session}
def add(name): Session.add(Author(name=name))
"""
    bench.load(source)
    run = bench.run("add")
    run.do(call("add", name="x"), SECONDS)
    assert [author.loaded["name"] for author in state(run, "new")] == ["x"]


DETACHED = (
    SETUP
    + """
def load(session, author_id): return session.get(Author, author_id)
def reattach(session, author): return session.merge(author)
def attach(session, author): session.add(author)
def same(session, author): return session is Session.object_session(author)
"""
)


def test_a_closed_session(bench: Bench) -> None:
    """After `close` what is loaded can be read, and what is not raises."""
    bench.load(DETACHED)
    assert bench.run("fill").do(call("fill"), SECONDS).raised is None
    run = bench.run("load", rows=(RowToLoad("ada", "Author", (1,)),))
    run.do(Transact("close"), SECONDS)
    assert run.do(Read(Ref("ada", ("name",)), None), SECONDS).value == "a1"
    raised = run.do(Read(Ref("ada", ("posts",)), None), SECONDS).raised
    assert raised is not None
    assert raised.type == "DetachedInstanceError"
    loaded = run.do(call("load", author_id=1), SECONDS).value
    assert isinstance(loaded, Object)
    assert loaded.state == "persistent"


def test_a_new_session(bench: Bench) -> None:
    """After `new session` functions get another one; objects stay with theirs until they are merged."""
    bench.load(DETACHED)
    assert bench.run("fill").do(call("fill"), SECONDS).raised is None
    run = bench.run("load", "reattach", rows=(RowToLoad("ada", "Author", (1,)),))
    assert run.do(call("same", author=Ref("ada", ())), SECONDS).value is True
    assert run.do(Transact("new session"), SECONDS).problem is None
    assert run.do(call("same", author=Ref("ada", ())), SECONDS).value is False
    raised = run.do(call("attach", author=Ref("ada", ())), SECONDS).raised
    assert raised is not None
    assert "already attached to session" in raised.message
    run.do(call("reattach", "merged", author=Ref("ada", ())), SECONDS)
    assert run.do(call("same", author=Ref("merged", ())), SECONDS).value is True
    assert items(run.do(Read(Ref("merged", ("posts", "title")), None), SECONDS)) == ("t1",)
    assert items(run.do(Read(Ref("ada", ("posts", "title")), None), SECONDS)) == ("t1",)


def test_every_session_ends_with_the_run(bench: Bench) -> None:
    """The session of before is closed at the end, as the run's own is: nothing of them stays open."""
    bench.load(DETACHED)
    run = bench.run("load")
    for _ in range(2):
        run.do(call("load", author_id=1), SECONDS)
        run.do(Transact("new session"), SECONDS)
    assert bench.database.open_transactions() == 2
    run.finish(SECONDS)
    assert bench.database.open_transactions() == 0


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("Session = sessionmaker(engine)", None),
        ("Session = scoped_session(sessionmaker(engine))", None),
        ("Session = sessionmaker(engine)()", "one session for everything, Session"),
    ],
)
def test_a_new_session_of_the_module(bench: Bench, line: str, problem: str | None) -> None:
    """Where functions take no session, the module's factory makes the new one; one object cannot be two."""
    source = f"""{BLOG}
from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker
engine = create_engine("postgresql://")
{line}
def count(): pass
"""
    bench.load(source)
    run = bench.run("count")
    run.do(New("Author", (Named("name", "x"),), "ada"), SECONDS)
    run.do(Add(Ref("ada", ())), SECONDS)
    assert len(state(run, "new")) == 1
    renewed = run.do(Transact("new session"), SECONDS)
    assert (problem or "") in (renewed.problem or "")
    assert (renewed.problem is None) is (problem is None)
    assert len(state(run, "new")) == (1 if problem else 0)
    assert run.finish(SECONDS).raised is None


@pytest.mark.parametrize("driver", ["psycopg2", "psycopg"])
def test_loading_is_counted_before_the_window(bench: Bench, driver: str) -> None:
    """The server's count after loading holds everything that loading sent: the acts alone come after it."""
    source = (
        SETUP.replace("session.commit()\n", "session.commit()\n    session.close()\n", 1)
        + f"""
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker
Local = sessionmaker(create_engine("postgresql+{driver}://"))
def title(post): return post.title
def author(post): return post.author.name
"""
    )
    bench.load(source)
    assert bench.run("fill").do(call("fill"), SECONDS).raised is None
    run = bench.run("title", "author", rows=(RowToLoad("post", "Post", (1,)),))
    before = bench.database.count()
    assert run.do(call("title", post=Ref("post", ())), SECONDS).value == "t1"
    assert run.do(call("author", post=Ref("post", ())), SECONDS).value == "a1"
    run.finish(SECONDS)
    after = bench.database.count()
    assert before is not None
    assert after is not None
    assert after.since(before).total == 1
