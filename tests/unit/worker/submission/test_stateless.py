"""Whether runs may share a process: what ordinary code does is admitted, whatever could keep something is not."""

from __future__ import annotations

import textwrap
from pathlib import Path

import pytest

from grader.worker.submission.stateless import why_not_shared
from tests.support.bench import Bench

MODELS = """\
from datetime import UTC, datetime
from sqlalchemy import Column, ForeignKey, Integer, String, Table, create_engine, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declarative_base, joinedload, mapped_column, relationship, sessionmaker

class Base(DeclarativeBase):
    pass

class Author(Base):
    __tablename__ = "authors"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(50))
    posts: Mapped[list["Post"]] = relationship(back_populates="author")

class Post(Base):
    __tablename__ = "posts"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(50))
    created: Mapped[datetime] = mapped_column(default=lambda: datetime.now(UTC))
    author_id: Mapped[int] = mapped_column(ForeignKey("authors.id"))
    author: Mapped[Author] = relationship(back_populates="posts", lazy="select")

"""

ADMITTED = {
    "nothing but models": "",
    "adds and commits": """
        def create(session, name):
            author = Author(name=name, posts=[Post(title="first")])
            session.add(author)
            try:
                session.commit()
            except IntegrityError as error:
                session.rollback()
                raise ValueError(f"no {name}") from error
            return author
    """,
    "loads eagerly": """
        def load(session: Session, author_id: int) -> Author | None:
            query = select(Author).options(joinedload(Author.posts).joinedload(Post.author))
            return session.scalars(query.where(Author.id == author_id)).unique().one_or_none()
    """,
    "asks in the old style": """
        def search(session, words):
            return session.query(Post).join(Author).filter(Post.title.like(f"%{words}%"), ~Author.posts.any()).all()
    """,
    "counts": """
        def count(session):
            rows = session.query(Author.id, func.count(Post.id).label("number")).outerjoin(Post).group_by(Author.id)
            return {row.id: row.number for row in rows}
    """,
    "changes what it loaded": """
        def rename(session, author_id, name):
            author = session.get(Author, author_id)
            if author is None:
                return None
            author.name = name
            for number, post in enumerate(author.posts, 1):
                post.title += f" {number}"
            session.commit()
            return author
    """,
    "an engine and a factory at the top": """
        URL = "postgresql://u:p@localhost/x"
        engine = create_engine(URL, echo=False)
        SessionLocal = sessionmaker(bind=engine, expire_on_commit=False)
        Base.metadata.create_all(engine)
        def make(name):
            with SessionLocal() as session, session.begin():
                session.add(Author(name=name))
        def read():
            with Session(engine) as session:
                return session.scalars(select(Author.name)).all()
        def build():
            Base.metadata.create_all(engine)
    """,
    "an engine for SQLite": """
        engine = create_engine("sqlite:///x.db", connect_args={"check_same_thread": False})
        def connect():
            return engine.connect().scalar(select(func.count(Post.id)))
    """,
    "an engine made in a function": """
        def connect():
            engine = create_engine("postgresql://localhost/x")
            return sessionmaker(bind=engine)()
    """,
    "constants": """
        LIMIT = 5 * 2
        STATES = ("draft", "published")
        def first(session, limit=LIMIT, state=STATES[0] if False else "draft"):
            return session.scalars(select(Post).limit(limit or LIMIT)).all() if state in STATES else []
    """.replace('state=STATES[0] if False else "draft"', 'state="draft"'),
    "declarative_base, and a table of pairs": """
        Legacy = declarative_base()
        pairs = Table("pairs", Legacy.metadata, Column("a", ForeignKey("as.id"), primary_key=True))
        class A(Legacy):
            __tablename__ = "as"
            __table_args__ = {"schema": "public"}
            id = Column(Integer, primary_key=True)
            made = Column(String, default=datetime.utcnow)
        def of(session, number):
            return session.execute(select(pairs.c.a).where(pairs.c.a == number)).all()
    """,
    "methods, properties and hybrids": """
        class Person(Base):
            __tablename__ = "people"
            id = Column(Integer, primary_key=True)
            first_name = Column(String)
            last_name = Column(String)
            def __init__(self, first, **rest):
                super().__init__(first_name=first, **rest)
                self.last_name = "x"
            def __repr__(self):
                return f"<Person {self.id} {self.full_name}>"
            @property
            def short(self):
                return self.first_name[:1].upper()
            @hybrid_property
            def full_name(self):
                return self.first_name + " " + self.last_name
            @classmethod
            def make(cls, session, name):
                session.add(cls(first_name=name))
            @classmethod
            def by_name(cls, session, name):
                return session.query(cls).filter(cls.first_name == name).first()
            @staticmethod
            def shout(text):
                return text.upper()
        def use(session):
            return Person.by_name(session, Person.shout("a"))
    """,
    "a plain class and an error of its own": """
        class NotFound(Exception):
            pass
        class Repository:
            size = 10
            def __init__(self, session):
                self.session = session
            def one(self, number):
                found = self.session.get(Post, number)
                if not found:
                    raise NotFound(f"no post {number}")
                return found
        def one(session, number):
            return Repository(session).one(number)
    """,
    "a context manager": """
        from contextlib import contextmanager
        engine = create_engine("postgresql://localhost/x")
        @contextmanager
        def transaction():
            session = Session(bind=engine)
            try:
                yield session
                session.commit()
            except Exception:
                session.rollback()
                raise
            finally:
                session.close()
    """,
    "a subquery": """
        def counted(session):
            counts = select(Post.author_id, func.count().label("number")).group_by(Post.author_id).subquery()
            query = select(Author, counts.c.number).join(counts, counts.c.author_id == Author.id)
            return session.execute(query.order_by(counts.c.number.desc())).all()
    """,
    "a plain statement in SQL": """
        def raw(session, name):
            session.execute(text("INSERT INTO authors (name) VALUES (:name)"), {"name": name})
            return session.execute(text("SELECT count(*), lower(max(name)) FROM authors")).one()
    """,
    "sorts with a function, and collects": """
        from collections import defaultdict
        def by_title(post):
            return post.title
        def group(session):
            found = defaultdict(list)
            for post in sorted(session.scalars(select(Post)), key=by_title):
                found[post.author.name].append(post)
            return {name: sorted(posts, key=lambda post: (post.title, post.id)) for name, posts in found.items()}
    """,
    "a generator, made in the call": """
        def titles(session):
            for post in session.scalars(select(Post)):
                yield post.title
    """,
    "started as a script": """
        def main():
            return 1
        if __name__ == "__main__":
            import sys
            sys.exit(main())
    """,
}

REFUSED = {
    "global": "COUNT = 0\ndef f():\n    global COUNT\n    COUNT += 1\n    return COUNT",
    "nonlocal": "def f():\n    n = 0\n    def g():\n        nonlocal n\n        n += 1\n    g()",
    "a memo": "CACHE = {}\ndef f(s, n):\n    CACHE[n] = s.get(Post, n)\n    return CACHE[n]",
    "a list of calls": "CALLS = []\ndef f(s):\n    CALLS.append(1)",
    "a list that is read": "CALLS = []\ndef f(s):\n    return len(CALLS)",
    "append, called on the class": "CALLS = []\ndef f(s):\n    list.append(CALLS, 1)",
    "setitem, as a function": "import operator\nCACHE = {}\ndef f(s):\n    operator.setitem(CACHE, 1, 1)",
    "an attribute of a class": "def f(s):\n    Post.calls = 1",
    "an attribute of a class, added to": "def f(s):\n    Post.calls += 1",
    "a class under another name": "def f(s):\n    alias = Post\n    alias.calls = 1",
    "a class out of a list": "def f(s):\n    for each in [Post]:\n        each.calls = 1",
    "a class out of a tuple": "def f(s):\n    each, n = Post, 1\n    each.calls = n",
    "a class out of a default": "def f(s, cls=Post):\n    cls.calls = 1",
    "a class through a parameter": "def mark(x):\n    x.calls = 1\ndef f(s):\n    mark(Post)",
    "a class through a list's append": "def f(s):\n    found = []\n    found.append(Post)\n    found[0].calls = 1",
    "a class through a dict's default": "def f(s):\n    {}.get('x', Post).calls = 1",
    "a class through or": "def f(s):\n    (None or Post).calls = 1",
    "a class through a walrus": "def f(s):\n    return [x for x in (1,) if (y := Post)]",
    "a class through max": "def mark(x):\n    x.calls = 1\n    return 1\ndef f(s):\n    return max(Post, Author, key=mark)",
    "a class through a lambda": "def f(s):\n    g = lambda: Post\n    g().calls = 1",
    "a class that a function returns": "def g():\n    return Post\ndef f(s):\n    g().calls = 1",
    "a class through a generator": "def g():\n    yield Post\ndef f(s):\n    for x in g():\n        x.calls = 1",
    "a class as the target of a loop": "def f(s):\n    for Post.calls in (1,):\n        pass",
    "a class as the target of with": "def f(s):\n    with s.begin() as Post.calls:\n        pass",
    "a class hidden by a comprehension's target": "def f(s):\n    [Post for Post in (1,)]\n    Post.calls = 1",
    "a class hidden by a lambda's parameter": "def f(s):\n    g = lambda Post: 1\n    Post.calls = 1",
    "type of an object": "def f(s, post):\n    type(post).calls = 1",
    "the class of an object": "def f(s, post):\n    post.__class__.calls = 1",
    "the class through cls": "class C:\n    @classmethod\n    def f(cls):\n        cls.calls = 1",
    "the class through a hybrid": "class P(Base):\n    __tablename__ = 'p'\n    id = Column(Integer, primary_key=True)\n    @hybrid_property\n    def calls(self):\n        self.x = 1\n        return self.id + 1",
    "an attribute of a function": "def f(s):\n    f.calls = 1",
    "an attribute of a static method": "class C:\n    @staticmethod\n    def g():\n        return 1\ndef f(s):\n    C().g.calls = 1",
    "an attribute of a method's function": "class C:\n    def g(self):\n        return 1\ndef f(s):\n    C().g.__func__.calls = 1",
    "a mutable default": "def f(s, seen=[]):\n    seen.append(1)",
    "a mutable default of a lambda": "f = lambda s, seen=[]: seen.append(1)",
    "a mutable default of a keyword": "def f(s, *, seen={}):\n    seen[1] = 1",
    "lru_cache": "from functools import lru_cache\n@lru_cache\ndef f(s):\n    return 1",
    "cached_property": "from functools import cached_property\nclass C:\n    @cached_property\n    def f(self):\n        return 1",
    "partial": "from functools import partial\ndef g(seen, s):\n    seen.append(1)\nf = partial(g, [])",
    "a decorator of its own": "def d(g):\n    seen = []\n    def h(s):\n        seen.append(1)\n    return h\n@d\ndef f(s):\n    pass",
    "a closure at the top": "def make():\n    seen = []\n    def g(s):\n        seen.append(1)\n    return g\nf = make()",
    "a generator at the top": "ids = (n for n in range(9))\ndef f(s):\n    return next(ids)",
    "an iterator at the top": "ids = iter((1, 2))\ndef f(s):\n    return next(ids)",
    "itertools.count": "import itertools\nids = itertools.count()\ndef f(s):\n    return next(ids)",
    "a counter as a column's default": "from itertools import count\nids = count()\nclass P(Base):\n    __tablename__ = 'p'\n    id = Column(Integer, primary_key=True, default=lambda: next(ids))",
    "a list that a column's default changes": "SEEN = []\nclass P(Base):\n    __tablename__ = 'p'\n    id = Column(Integer, primary_key=True, default=lambda: SEEN.append(1))",
    "a list as a column's default": "class P(Base):\n    __tablename__ = 'p'\n    id = Column(Integer, primary_key=True)\n    tags = Column(String, default=[])",
    "a session at the top": "engine = create_engine('postgresql://x/y')\nsession = Session(engine)\ndef f():\n    return session.get(Post, 1)",
    "a session at the top, by a factory": "Maker = sessionmaker()\nsession = Maker()",
    "scoped_session": "from sqlalchemy.orm import scoped_session\nS = scoped_session(sessionmaker())",
    "a factory that is configured": "Maker = sessionmaker()\ndef f(s):\n    Maker.configure(info={})",
    "session.info": "def f(session):\n    session.info['n'] = 1",
    "session.identity_map": "def f(session):\n    return len(session.identity_map)",
    "session.bind": "def f(session):\n    session.bind.calls = 1",
    "session.get_bind": "def f(session):\n    session.get_bind().calls = 1",
    "a table's info": "def f(s):\n    Post.__table__.info['n'] = 1",
    "the registry of an object": "def f(s, post):\n    post.registry.calls = 1",
    "the metadata of an object": "def f(s, post):\n    post.metadata.info['n'] = 1",
    "the registry under a name that a class declares": "class C:\n    registry: int\n    calls: int\ndef f(s, post):\n    post.registry.calls = 1",
    "a column that objects share": "class C:\n    box = Column(Integer)\n    calls: int\ndef f(s):\n    C().box.calls = 1",
    "an index that objects share": "from sqlalchemy import Index\nclass P(Base):\n    __tablename__ = 'p'\n    id = Column(Integer, primary_key=True)\n    box = Index('x', 'id')",
    "a list that objects share": "class C:\n    seen = []\n    def f(self):\n        self.seen.append(1)",
    "an object of its own at the top": "class C:\n    def __init__(self):\n        self.n = 0\nc = C()\ndef f(s):\n    c.n += 1",
    "a bound method at the top": "class C:\n    def f(self):\n        self.n = 1\nf = C().f",
    "dispose of an engine": "engine = create_engine('postgresql://x/y')\ndef f(s):\n    engine.dispose()",
    "an engine's options": "engine = create_engine('postgresql://x/y', connect_args={'options': '-c a.b=c'})",
    "an engine with a creator": "def c():\n    return 1\nengine = create_engine('postgresql://x/y', creator=c)",
    "execution_options": "def f(s):\n    s.connection().execution_options(x=1)",
    "an event": "from sqlalchemy import event\n@event.listens_for(Session, 'before_flush')\ndef f(*a):\n    pass",
    "an event through the module": "import sqlalchemy\ndef f(s):\n    sqlalchemy.event.listen(Session, 'before_flush', f)",
    "inspect": "from sqlalchemy import inspect\ndef f(s, post):\n    inspect(post).mapper.calls = 1",
    "sys.modules": "import sys\ndef f(s):\n    sys.modules['x'] = s",
    "os.environ": "import os\ndef f(s):\n    os.environ['x'] = '1'",
    "threading": "import threading\nlocal = threading.local()\ndef f(s):\n    local.n = 1",
    "a context variable": "from contextvars import ContextVar\nV = ContextVar('v', default=0)\ndef f(s):\n    V.set(1)",
    "a weak reference": "import weakref\nSEEN = weakref.WeakSet()\ndef f(s, post):\n    SEEN.add(post)",
    "random": "import random\ndef f(s):\n    return random.random()",
    "logging": "import logging\nlog = logging.getLogger()\ndef f(s):\n    log.calls = 1",
    "decimal's context": "import decimal\ndef f(s):\n    decimal.getcontext().prec = 3",
    "an import in a function": "def f(s):\n    from sqlalchemy import select\n    select.calls = 1",
    "everything of a library": "from sqlalchemy import *\ndef f(s):\n    pass",
    "everything of typing": "from typing import *",
    "getattr": "def f(s, post, n):\n    return getattr(post, n)",
    "setattr": "def f(s):\n    setattr(Post, 'calls', 1)",
    "vars": "def f(s):\n    vars(Post)",
    "globals": "def f(s):\n    globals()['n'] = 1",
    "exec": "def f(s):\n    exec('n = 1')",
    "eval under another name": "e = eval\ndef f(s):\n    e('1')",
    "open": "def f(s):\n    open('x', 'w').write('1')",
    "__import__": "def f(s):\n    __import__('os')",
    "a builtin that gets another meaning": "eval = 1\ndef f(s):\n    eval('1')",
    "a builtin hidden by a comprehension": "def f(s):\n    [eval for eval in (1,)]\n    eval('1')",
    "a class made by type": "C = type('C', (), {'n': []})",
    "a metaclass": "class M(type):\n    pass\nclass C(metaclass=M):\n    pass",
    "__init_subclass__": "class C:\n    def __init_subclass__(cls):\n        cls.n = 1",
    "__class_getitem__": "class C:\n    def __class_getitem__(cls, n):\n        cls.n = n",
    "__del__": "class C:\n    def __del__(self):\n        pass",
    "__getattr__": "class C:\n    def __getattr__(self, name):\n        return 1",
    "__eq__ with a class": "class C:\n    def __eq__(self, other):\n        other.n = 1\ndef f(s):\n    return C() == Post",
    "a descriptor": "class D:\n    def __get__(self, owner, cls):\n        return self\nclass C:\n    d = D()",
    "a type with state": "from sqlalchemy import TypeDecorator\nclass T(TypeDecorator):\n    impl = String",
    "a dict with state": "class C(dict):\n    pass\nc = C()",
    "a class in a function": "def f(s):\n    class C:\n        n = []\n    return C",
    "an enum, whose members outlive": "import enum\nclass E(enum.Enum):\n    A = 1\ndef f(s):\n    E(1).calls = 1",
    "a kept exception": "ERROR = ValueError()\ndef f(s):\n    ERROR.calls = 1",
    "an exception that an import keeps": "try:\n    pass\nexcept ValueError as error:\n    ERROR = error",
    "an exception's traceback": "def f(s):\n    try:\n        s.commit()\n    except IntegrityError as error:\n        error.__traceback__.tb_frame",
    "a monkeypatch": "Session.commit = lambda self: None",
    "a monkeypatch in a function": "def f(s):\n    Session.commit = lambda self: None",
    "a match statement": "def f(s, x):\n    match x:\n        case Post.calls:\n            pass",
    "async": "async def f(s):\n    pass",
    "text that is put together": "def f(s, n):\n    s.execute(text(f'SELECT {n}'))",
    "text out of a variable": "def f(s, sql):\n    s.execute(text(sql))",
    "SET": "def f(s):\n    s.execute(text('SET a.b = 1'))",
    "set_config": "def f(s):\n    s.execute(text(\"SELECT set_config('a.b', '1', false)\"))",
    "set_config between names": "def f(s):\n    s.execute(text('''SELECT 1 AS \"'\", set_config('a.b', '1', false), 1 AS \"'\"'''))",
    "a parameter in a literal": "def f(s, x):\n    s.execute(text(\"SELECT ':x'\"), {'x': x})",
    "a parameter in a name": "def f(s, x):\n    s.execute(text('SELECT 1 AS \":x\"'), {'x': x})",
    "a parameter after a mark that is alone": "def f(s, x):\n    s.execute(text(\"SELECT ':x\"), {'x': x})",
    "SQL in a field": "from sqlalchemy import extract\ndef f(s):\n    s.scalar(select(extract('day FROM now()), nextval(1), extract(day', Post.id)))",
    "a call in a default": "class A(Base):\n    x: Mapped[str] = mapped_column(server_default=text(\"set_config('a.b', '1', false)\"))",
    "a call in a constraint": "from sqlalchemy import CheckConstraint\nclass A(Base):\n    __table_args__ = (CheckConstraint('setseed(0.4) IS NULL'),)",
    "a call in a property": "from sqlalchemy.orm import column_property\nclass A(Base):\n    x = column_property(select(text('setseed(0.4)')).scalar_subquery())",
    "SQL in a size": "from sqlalchemy import String, cast\nfrom sqlalchemy.orm import column_property\nclass A(Base):\n    x = column_property(cast(1, String('9)), setseed(0.4), cast(2 AS text')))",
    "func.set_config": "def f(s):\n    s.execute(select(func.set_config('a.b', '1', False)))",
    "an advisory lock": "def f(s):\n    s.execute(select(func.pg_advisory_lock(1)))",
    "nextval": "def f(s):\n    s.execute(text(\"SELECT nextval('x')\"))",
    "a temporary table": "def f(s):\n    s.execute(text('CREATE TEMP TABLE x (n int)'))",
    "a table by INTO": "def f(s):\n    s.execute(text('SELECT 1 AS n INTO x'))",
    "PREPARE": "def f(s):\n    s.execute(text('PREPARE x AS SELECT 1'))",
    "LISTEN": "def f(s):\n    s.execute(text('LISTEN x'))",
    "two statements in one": "def f(s):\n    s.execute(text('SELECT 1; SET a.b = 1'))",
    "a singleton of SQLAlchemy's": "from sqlalchemy import true\ndef f(s):\n    true().calls = 1",
    "a singleton that is given on": "from sqlalchemy import true\ndef g(x):\n    x.calls = 1\ndef f(s):\n    g(true())",
    "a column that and_ gives back": "from sqlalchemy import and_\ndef f(s):\n    x = and_(Post.title)\n    x.calls = 1",
    "a column out of a tuple of SQL's": "from sqlalchemy import tuple_\ndef f(s):\n    for x in tuple_(Post.title, Post.id):\n        x.calls = 1",
    "a column out of a sum": "def f(s):\n    for x in Post.id + Post.author_id + Post.id:\n        x.calls = 1",
    "a column out of a condition": "def f(s):\n    x = ~Post.title\n    x.calls = 1",
    "a column out of a method's result": "def f(s):\n    for x in Post.title.concat('a').concat('b'):\n        x.calls = 1",
    "a column out of a join": "a = Table('a', Base.metadata, Column('calls', Integer))\ndef f(s):\n    for x in a.join(a.alias()).c:\n        x.calls = 1",
    "a column in a dataclass": "from dataclasses import dataclass\n@dataclass\nclass C:\n    box: int = Column(Integer)\n    calls: int = 0\ndef f(s):\n    C().box.calls = 1",
    "a class in a dataclass": "from dataclasses import dataclass, field\n@dataclass\nclass C:\n    box: type = field(default=Post)\n    calls: int = 0\ndef f(s):\n    C().box.calls = 1",
    "a field of no dataclass": "from dataclasses import dataclass, field\n@dataclass\nclass C:\n    box = field(default_factory=list)\n    calls: int = 0\ndef f(s):\n    C().box.calls = 1",
    "a constant that gets another meaning in an expression": "LIMIT = 5\nprint((LIMIT := []))\ndef f(s):\n    LIMIT.append(1)",
    "a class hidden by a walrus in a lambda": "def f(s):\n    [(lambda: (Post := 1)) for _ in (1,)]\n    Post.calls = 1",
    "a call in an annotation in a function": "def f(s):\n    def g(x: Post.title.append(1)):\n        pass",
    "a class hidden by a walrus in an annotation": "def f(s):\n    x: (Post := 1) = 2\n    Post.calls = 1",
    "a column through an object that cls makes": "class C:\n    box = Column(Integer)\n    calls: int\n    @classmethod\n    def f(cls):\n        cls().box.calls = 1",
    "a column through an abstract class that cls makes": "class C(Base):\n    __abstract__ = True\n    box = Column(Integer)\n    calls: Mapped[int]\n    @classmethod\n    def f(cls):\n        cls().box.calls = 1",
    "a column out of a subquery's join": "a = Table('a', Base.metadata, Column('calls', Integer))\ndef f(s):\n    for x in select(Post).subquery().join(a).c:\n        x.calls = 1",
    "a type that functions share": "def f(s):\n    func.count().type.calls = 1",
    "what SQLAlchemy evaluates": "class P(Base):\n    __tablename__ = 'p'\n    id = Column(Integer, primary_key=True)\n    ps = relationship('Post', order_by=\"exec('x')\")",
    "a call in an annotation": "def f(s: print(1)):\n    pass",
    "a loop at the top": "for n in (1, 2):\n    pass",
    "a table made in a function": "def f(s):\n    Table('x', Base.metadata)",
    "the manager's function": "from contextlib import contextmanager\n@contextmanager\ndef g():\n    yield 1\ndef f(s):\n    g().func.calls = 1",
    "a name of two meanings": "n = 1\nn = []\ndef f(s):\n    n.append(1)",
    "a syntax error": "def f(:",
}  # fmt: skip


def said(tmp_path: Path, source: str) -> str:
    path = tmp_path / "anna.py"
    path.write_text(MODELS + textwrap.dedent(source))
    return why_not_shared([path])


@pytest.mark.parametrize("source", ADMITTED.values(), ids=ADMITTED)
def test_what_is_admitted(tmp_path: Path, source: str) -> None:
    """Ordinary code keeps nothing between two calls, and that is seen."""
    assert said(tmp_path, source) == ""


@pytest.mark.parametrize("source", REFUSED.values(), ids=REFUSED)
def test_what_is_refused(tmp_path: Path, source: str) -> None:
    """Whatever could keep something between two calls is refused, with a reason."""
    assert said(tmp_path, source) != ""


@pytest.mark.parametrize(
    "deep", ["-" * 50_000 + "1", "(" * 5000 + ")" * 5000, "x = " + "+".join("1" * 30_000), "[" * 90]
)
def test_hostile_source(tmp_path: Path, deep: str) -> None:
    """What is nested too deeply, or cannot be read, is refused, and nothing else happens."""
    assert said(tmp_path, f"def f(s):\n    return {deep}\n") != ""


@pytest.mark.parametrize(
    "long",
    [
        "s" + ".filter(1)" * 150,
        "s.filter(" * 80 + "1" + ")" * 80,
        "-" * 150 + "Post.id",
        "(Post.id + 1) + " * 100 + "1",
    ],
)
def test_long_expressions(tmp_path: Path, long: str) -> None:
    """However long an expression is, each part of it is looked at once: this ends."""
    said(tmp_path, f"def f(s):\n    return {long}\n")


def test_large_source(tmp_path: Path) -> None:
    """What is too large to be read in no time is refused unread."""
    assert said(tmp_path, "def f(s):\n    pass\n" * 20_000) != ""


def test_several_files(tmp_path: Path) -> None:
    """What one file defines keeps its meaning in the others, also what it keeps."""
    models, good, bad = (tmp_path / name for name in ("models.py", "good.py", "bad.py"))
    models.write_text(MODELS + "SEEN = []\n")
    good.write_text("from models import Post\ndef f(session):\n    return session.get(Post, 1)\n")
    bad.write_text("from models import SEEN\ndef f(session):\n    SEEN.append(1)\n")
    assert why_not_shared([models, good]) == ""
    assert why_not_shared([models, good, bad]) != ""


@pytest.mark.parametrize("name", ["typing.py", "random.py"])
def test_a_file_called_as_a_library(tmp_path: Path, name: str) -> None:
    """A file that an import could take for a library, or the other way round, is refused."""
    path = tmp_path / name
    path.write_text("")
    assert why_not_shared([path]) != ""


def test_a_link(tmp_path: Path) -> None:
    """A link is refused: it may lead to what was not read."""
    (tmp_path / "a.txt").write_text("")
    (tmp_path / "anna.py").symlink_to("a.txt")
    assert why_not_shared([tmp_path / "anna.py"]) != ""


@pytest.mark.parametrize("style", ["legacy", "modern"])
@pytest.mark.parametrize(
    "exercise", ["blog", "crud", "models", "queries", "relationships", "eager-loading", "library"]
)
def test_reference_solutions(exercise: str, style: str) -> None:
    """The reference solutions of the exercises that need no state of their own are admitted."""
    root = Path(__file__).parents[4]
    assert why_not_shared([root / "solutions" / exercise / "reference" / f"{style}.py"]) == ""


@pytest.mark.parametrize(("source", "is_admitted"), [("", True), (REFUSED["a memo"], False)])
def test_what_an_import_says(bench: Bench, source: str, is_admitted: bool) -> None:
    """An import says whether its source proves that nothing is kept, in a few words."""
    imported = bench.load(MODELS + source)
    assert imported.raised is None
    assert (imported.keeps == "") is is_admitted


def test_what_an_import_of_a_folder_says(bench: Bench) -> None:
    """All files of a folder count, whichever of them are imported."""
    good = "from models import Post\ndef f(session):\n    return session.get(Post, 1)\n"
    assert bench.load(models=MODELS, good=good).keeps == ""
    assert bench.load(models=MODELS, good=good, bad=REFUSED["global"]).keeps != ""
