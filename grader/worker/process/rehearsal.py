"""Uses SQLAlchemy once, on models of its own, so that what it makes at its first use is there in every fork.

That is how it caches, compiles and loads, class by class of its own. A driver that answers by itself stands in for a
database. Nothing else stays: the models and their registry are thrown away.
"""

# Without the annotations of __future__, as most submissions are: SQLAlchemy reads them another way then.

import gc
import importlib
import re
from typing import Any

from sqlalchemy import (
    Column,
    DateTime,
    ForeignKey,
    Integer,
    String,
    UniqueConstraint,
    create_engine,
    func,
    select,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    joinedload,
    mapped_column,
    registry,
    relationship,
    selectinload,
)
from sqlalchemy.pool import StaticPool

_COLUMNS = re.compile(r"(?:SELECT|RETURNING)\s+(.*?)\s*(?:FROM\s|$)", re.DOTALL | re.IGNORECASE)


def rehearse() -> None:
    """Before anything is wrapped, or listens."""
    importlib.import_module("psycopg2.extras")  # which the dialect imports at its first connection
    mappers = registry()
    _use(*_map_models(mappers))
    mappers.dispose()
    del mappers
    gc.collect()


def _map_models(mappers: registry) -> tuple[Any, Any]:
    class Base(DeclarativeBase):
        registry = mappers

    class Author(Base):
        __tablename__ = "authors"
        id: Mapped[int] = mapped_column(primary_key=True)
        name: Mapped[str] = mapped_column(String(50), unique=True)
        nickname: Mapped[str | None]
        posts: Mapped[list["Post"]] = relationship(back_populates="author", cascade="all, delete-orphan")

    class Post(Base):
        __tablename__ = "posts"
        __table_args__ = (UniqueConstraint("title", "author_id"),)
        id = Column(Integer, primary_key=True)
        title = Column(String(50))
        published = Column(DateTime, default=None)
        author_id = Column(Integer, ForeignKey("authors.id"), index=True)
        author: Mapped["Author | None"] = relationship(back_populates="posts")

    mappers.configure()
    return Author, Post


def _use(author: Any, post: Any) -> None:
    engine = create_engine(
        "postgresql+psycopg2://",
        creator=_Connection,
        poolclass=StaticPool,
        use_native_hstore=False,
        _initialize=False,
    )
    author.metadata.create_all(engine)
    with engine.connect() as connection:
        engine.dialect._get_server_version_info(connection)
    with Session(engine) as session:
        _ask(session, author, post)
        _write(session, author, post)
    engine.dispose()


def _write(session: Session, author: Any, post: Any) -> None:
    made = author(name="a", posts=[post(title="b")])
    session.add(made)
    session.commit()
    made.name = "c"
    session.commit()
    session.rollback()


def _ask(session: Session, author: Any, post: Any) -> None:
    of_one = select(author).where(author.id == 1)
    session.scalars(of_one.options(selectinload(author.posts))).one_or_none()
    session.scalars(of_one.options(joinedload(author.posts)).order_by(author.name)).unique().all()
    session.query(post).options(joinedload(post.author)).filter(post.author_id == 1).all()
    session.query(post.id, func.count(post.id)).outerjoin(post.author).group_by(post.id).all()
    session.execute(select(post.id, func.count(post.id)).outerjoin(author.posts).group_by(post.id)).all()
    session.expire_all()
    found = session.get(author, 1)
    assert found is not None
    list(found.posts)
    session.close()


class _Connection:
    """Of a driver: every statement gives one row, if it gives any."""

    autocommit = False
    closed = 0
    notices: tuple[str, ...] = ()

    def cursor(self, *_: Any, **__: Any) -> "_Cursor":
        return _Cursor(self)

    def commit(self) -> None:
        pass

    def rollback(self) -> None:
        pass

    def close(self) -> None:
        pass


class _Cursor:
    rowcount = 1
    arraysize = 1

    def __init__(self, connection: _Connection) -> None:
        self.connection = connection
        self.description: list[tuple[Any, ...]] | None = None
        self._rows: list[tuple[Any, ...]] = []

    def execute(self, statement: str, _: Any = None) -> None:
        found = _COLUMNS.search(statement)
        names = [part.split()[-1].rpartition(".")[2] for part in found[1].split(",")] if found else []
        self.description = [(name, *[None] * 6) for name in names] or None
        self._rows = [tuple(map(_value, names))] if names else []

    def fetchall(self) -> list[tuple[Any, ...]]:
        rows, self._rows = self._rows, []
        return rows

    def fetchone(self) -> tuple[Any, ...] | None:
        return self._rows.pop() if self._rows else None

    def close(self) -> None:
        pass


def _value(name: str) -> Any:
    if name.endswith("published"):
        return None
    if name.endswith("version()"):
        return "PostgreSQL 18.0"
    return "x" if name.endswith(("name", "title")) else 1
