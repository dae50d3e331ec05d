"""Programs that await: their sessions, their context managers, and the one event loop of a run."""

from __future__ import annotations

from typing import Any

import pytest

from grader.worker.protocol import (
    Add,
    Call,
    Callee,
    Enter,
    Items,
    Leave,
    Named,
    New,
    Object,
    Observation,
    Read,
    Ref,
    RowToLoad,
    Transact,
)
from tests.support.bench import BLOG, SECONDS, Bench, call

SETUP = (
    BLOG
    + """
import asyncio
from contextlib import asynccontextmanager
from sqlalchemy.ext.asyncio import (
    AsyncAttrs, AsyncSession, async_scoped_session, async_sessionmaker, create_async_engine,
)
engine = create_async_engine("postgresql+asyncpg://u:p@localhost/blog", connect_args={"statement_cache_size": 0})
Local = async_sessionmaker(engine, expire_on_commit=False)

async def fill(session: AsyncSession):
    session.add(Author(name="Ada", posts=[Post(title="one"), Post(title="two")]))
    await session.commit()
async def names(session):
    return (await session.scalars(select(Author.name).order_by(Author.id))).all()
async def own_names():
    async with Local() as session:
        return list(await session.scalars(select(Author.name).order_by(Author.id)))
async def add(session, name):
    session.add(Author(name=name))
    await session.flush()
async def lazily(session):
    author = await session.get(Author, 1)
    return [post.title for post in author.posts]
async def in_time(session):
    author = await session.get(Author, 1)
    await session.refresh(author, ["posts"])
    return [post.title for post in author.posts]
async def kind(session): return type(await asyncio.sleep(0, session)).__name__
async def kind_that_awaits_nothing(session): return type(session).__name__
async def which_loop(): return id(asyncio.get_running_loop())
async def fails(): raise SystemExit(3)

@asynccontextmanager
async def get_session():
    async with Local() as session:
        try:
            yield session
            await session.commit()
        except ValueError:
            await session.rollback()
            raise
"""
)
ADA = RowToLoad("ada", "Author", (1,))


def value(observation: Observation) -> Any:
    assert (observation.raised, observation.problem) == (None, None)
    return observation.value.items if isinstance(observation.value, Items) else observation.value


@pytest.fixture
def filled(bench: Bench) -> Bench:
    assert bench.load(SETUP).raised is None
    assert value(bench.run("fill").do(call("fill"), SECONDS)) is None
    return bench


@pytest.mark.parametrize(
    "url",
    [
        "'postgresql+asyncpg://u:p@db.example.org/x'", "'postgresql+psycopg://localhost/x'",
        "'sqlite+aiosqlite:///x.db'", "'mysql+aiomysql://u:p@h/x'", "'postgresql://localhost/x'", "None",
        "URL.create('postgresql+asyncpg', host='h')", "'sqlite:///x.db'",
    ],
)  # fmt: skip
def test_every_async_engine_lands_in_the_target(bench: Bench, url: str) -> None:
    """Whatever URL an async engine was made for, it reaches the run's database; no other driver is needed."""
    source = f"""
from sqlalchemy import URL, text
from sqlalchemy.ext.asyncio import create_async_engine
engine = create_async_engine({url}, pool_size=2)
async def where():
    async with engine.connect() as connection:
        return await connection.scalar(text("select current_database()"))
"""
    assert bench.database.target.dbname == value(bench.call(source, "where"))


def test_an_async_session_is_handed_over(filled: Bench) -> None:
    """A function that awaits gets an AsyncSession; one that is annotated gets what it says, one that awaits none a Session."""
    run = filled.run("names")
    assert ("Ada",) == value(run.do(call("names"), SECONDS))
    assert "AsyncSession" == value(run.do(call("kind"), SECONDS))
    assert "Session" == value(run.do(call("kind_that_awaits_nothing"), SECONDS))


def test_commit_commits_the_async_session(filled: Bench) -> None:
    """`commit` stores what an async function has added, and without it nothing is stored."""
    run = filled.run("add")
    value(run.do(call("add", name="Bo"), SECONDS))
    assert ("Ada",) == value(run.do(call("own_names"), SECONDS))
    value(run.do(Transact("commit"), SECONDS))
    assert ("Ada", "Bo") == value(run.do(call("own_names"), SECONDS))


def test_lazy_loading_stays_wrong(filled: Bench) -> None:
    """A lazy load in an async function fails as in the student's own program; what is loaded in time works."""
    run = filled.run("lazily")
    raised = run.do(call("lazily"), SECONDS).raised
    assert raised is not None
    assert "greenlet_spawn has not been called" in raised.message
    assert ("one", "two") == value(run.do(call("in_time"), SECONDS))


def test_what_the_exercise_reads_is_awaited(filled: Bench) -> None:
    """`read:` of a row that an AsyncSession loaded goes on where a program would await; new objects are stored."""
    run = filled.run(Callee("add", None, ("name",), 0, ("ada",)), rows=(ADA,))
    assert ("one", "two") == value(run.do(Read(Ref("ada", ("posts", "title")), None), SECONDS))
    value(run.do(New("Author", (Named("name", "Bo"),), "bo"), SECONDS))
    value(run.do(Add(Ref("bo", ())), SECONDS))
    assert 1 == len(value(run.do(Read(Ref("session", ("new",)), None), SECONDS)))
    value(run.do(Transact("commit"), SECONDS))
    assert ("Ada", "Bo") == value(run.do(call("names"), SECONDS))
    value(run.do(Transact("close"), SECONDS))
    closed = run.do(Read(Ref("bo", ("posts",)), None), SECONDS).raised
    assert closed is not None
    assert "DetachedInstanceError" == closed.type


def test_awaitable_attributes(bench: Bench) -> None:
    """Objects with AsyncAttrs are handed over with their session, so that a method can await what is not loaded."""
    method = (
        "    async def titles(self):\n        await async_object_session(self).flush()\n"
        "        return [post.title for post in await self.awaitable_attrs.posts]\n"
    )
    source = SETUP.replace(
        "class Base(DeclarativeBase)",
        "from sqlalchemy.ext.asyncio import AsyncAttrs, async_object_session\nclass Base(AsyncAttrs, DeclarativeBase)",
    )
    assert bench.load(source.replace("class Post(Base):", method + "\nclass Post(Base):")).raised is None
    assert value(bench.run("fill").do(call("fill"), SECONDS)) is None
    run = bench.run(Callee("titles", "Author", (), None, ("ada",)), rows=(ADA,))
    assert ("one", "two") == value(run.do(Call("titles", "ada", (), None), SECONDS))


@pytest.mark.parametrize("raising", [None, "ValueError"])
def test_an_async_context_manager(filled: Bench, raising: str | None) -> None:
    """It is entered and left as `async with` does both, with an error too; what it gives is a session for a call."""
    run = filled.run("get_session")
    value(run.do(Enter("get_session", (), None, "s"), SECONDS))
    added = Call("add", None, (Named("name", "Bo"),), None, Ref("s", ()))
    value(run.do(added, SECONDS))
    left = run.do(Leave("s", raising), SECONDS)
    assert (raising is None) is (left.raised is None)
    assert (("Ada", "Bo") if raising is None else ("Ada",)) == value(run.do(call("own_names"), SECONDS))


def test_all_acts_share_one_loop(filled: Bench) -> None:
    """All acts of a run are awaited in one event loop, one that ends with an error among them."""
    run = filled.run("which_loop")
    first = value(run.do(call("which_loop"), SECONDS))
    raised = run.do(call("fails"), SECONDS).raised
    assert raised is not None
    assert "SystemExit" == raised.type
    assert first == value(run.do(call("which_loop"), SECONDS))


def test_a_session_of_the_task(bench: Bench) -> None:
    """What an async_scoped_session keeps for the running task is there in the next act, and `commit` commits it."""
    source = f"""{SETUP}
Scoped = async_scoped_session(Local, scopefunc=asyncio.current_task)
async def put(name):
    Scoped.add(Author(name=name))
async def waiting():
    return [author.name for author in Scoped.new]
"""
    assert bench.load(source).raised is None
    run = bench.run("put", "waiting")
    value(run.do(call("put", name="Bo"), SECONDS))
    assert ("Bo",) == value(run.do(call("waiting"), SECONDS))
    value(run.do(Transact("commit"), SECONDS))
    assert ("Bo",) == value(run.do(call("own_names"), SECONDS))
    assert run.finish(SECONDS).raised is None


def test_a_new_async_session(filled: Bench) -> None:
    """After `new session` functions get another one; both are closed at the end."""
    run = filled.run("add")
    value(run.do(call("add", name="Bo"), SECONDS))
    value(run.do(Transact("new session"), SECONDS))
    assert ("Ada",) == value(run.do(call("names"), SECONDS))
    assert 2 == filled.database.open_transactions()
    finished = run.finish(SECONDS)
    assert (None, 0) == (finished.raised, finished.checked_out)
    assert 0 == filled.database.open_transactions()


@pytest.mark.parametrize("name", ["own_names", "names"])
def test_look_ups_are_not_counted(filled: Bench, name: str) -> None:
    """The look-ups of a first connection are no statements of the student's, of an engine of their own either."""
    run = filled.run(name)
    before = filled.database.count()
    observation = run.do(call(name), SECONDS)
    assert ("Ada",) == value(observation)
    assert 1 == len(observation.statements)
    run.finish(SECONDS)
    after = filled.database.count()
    assert before is not None
    assert after is not None
    assert 1 == after.since(before).total


def test_rows_are_handed_over_to_async_functions(filled: Bench) -> None:
    """A row that goes into an async function belongs to the AsyncSession that goes in beside it."""
    source = (
        SETUP
        + "async def rename(session, author, name):\n    author.name = name\n    await session.commit()\n"
    )
    assert filled.load(source).raised is None
    run = filled.run(Callee("rename", None, ("author", "name"), 0, ("ada",)), rows=(ADA,))
    arguments = (Named("author", Ref("ada", ())), Named("name", "Cleo"))
    value(run.do(Call("rename", None, arguments, None, session_at=0), SECONDS))
    assert ("Cleo",) == value(run.do(call("own_names"), SECONDS))


def test_a_function_with_a_loop_of_its_own(filled: Bench) -> None:
    """A function that is not async may run its own loop with the module's engine, before and after other acts."""
    assert filled.load(SETUP + "def waits(): return asyncio.run(own_names())\n").raised is None
    run = filled.run("waits")
    for name in ("waits", "own_names", "waits", "names"):
        assert ("Ada",) == value(run.do(call(name), SECONDS))


def test_an_import_that_awaits(bench: Bench) -> None:
    """An import that has used its async engine in a loop of its own leaves nothing open, and each run connects anew."""
    source = f"""{SETUP}
async def prepare():
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    left = Local()
    await left.execute(select(1))
    return left
left = asyncio.run(prepare())
"""
    imported = bench.load(source)
    assert imported.raised is None
    assert imported.forkable
    for _ in range(2):
        assert () == value(bench.run("own_names").do(call("own_names"), SECONDS))


def test_a_repository_that_awaits(bench: Bench) -> None:
    """The object of a class whose method awaits is made with an AsyncSession."""
    source = f"""{SETUP}
class Authors:
    def __init__(self, session): self.session = session
    async def find(self, name):
        return await self.session.scalar(select(Author).where(Author.name == name))
"""
    assert bench.load(source).raised is None
    assert value(bench.run("fill").do(call("fill"), SECONDS)) is None
    found = value(bench.run("find").do(call("find", name="Ada"), SECONDS))
    assert isinstance(found, Object)
    assert "persistent" == found.state
