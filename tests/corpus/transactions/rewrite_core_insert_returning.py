"""Core statements under an ORM model: insert().returning(), engine.begin() for what stands alone, select by columns."""

from __future__ import annotations

import contextlib
from typing import Any, Iterator

from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, insert, select
from sqlalchemy.orm import DeclarativeBase, Session, scoped_session, sessionmaker

engine = create_engine("postgresql://user:pass@localhost:5432/myapp", pool_size=5, max_overflow=10)
thread_sessions = scoped_session(sessionmaker(engine))

metadata = MetaData()

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("email", String(255), nullable=False, unique=True),
)


class Base(DeclarativeBase):
    metadata = metadata


class User(Base):
    __table__ = users


@contextlib.contextmanager
def get_session() -> Iterator[Session]:
    session = thread_sessions()
    try:
        yield session
        session.commit()
    finally:
        # Nothing committed means that remove() closes the session, and closing rolls back.
        thread_sessions.remove()


def current_session() -> Session:
    return thread_sessions()


def add_user(session: Session, name: str, email: str) -> User:
    user = session.scalars(insert(User).returning(User), [{"name": name, "email": email}]).one()
    return user


def _user(row: Any) -> User:
    return User(id=row.id, name=row.name, email=row.email)


def create_user(name: str, email: str) -> User:
    with engine.begin() as connection:
        row = connection.execute(insert(users).values(name=name, email=email).returning(*users.c)).one()
    return _user(row)


def create_users(people: list[dict[str, str]]) -> None:
    if not people:
        return
    with engine.begin() as connection:
        connection.execute(insert(users), people)


def get_user(user_id: int) -> User | None:
    with engine.connect() as connection:
        row = connection.execute(select(users).where(users.c.id == user_id)).one_or_none()
    return None if row is None else _user(row)
