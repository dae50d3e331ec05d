"""Typed 2.0 style: a generator with an ExitStack whose callbacks, run in reverse, roll back, close and remove."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Mapping
from contextlib import ExitStack, contextmanager
from typing import Annotated, Final

from sqlalchemy import URL, Engine, String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, scoped_session, sessionmaker

DATABASE_URL: Final = URL.create(
    "postgresql+psycopg2", username="user", password="pass", host="localhost", port=5432, database="myapp"
)

engine: Engine = create_engine(DATABASE_URL)
registry: scoped_session[Session] = scoped_session(sessionmaker(engine, expire_on_commit=False))

PrimaryKey = Annotated[int, mapped_column(primary_key=True)]
Name = Annotated[str, mapped_column(String(100))]
Email = Annotated[str, mapped_column(String(255), unique=True)]


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[PrimaryKey]
    name: Mapped[Name]
    email: Mapped[Email]


@contextmanager
def get_session() -> Generator[Session, None, None]:
    with ExitStack() as stack:
        stack.callback(registry.remove)
        session = registry()
        stack.callback(session.close)
        stack.callback(session.rollback)  # after a commit there is nothing left to roll back
        yield session
        session.commit()


def current_session() -> Session:
    return registry()


def add_user(session: Session, name: str, email: str) -> User:
    user = User(name=name, email=email)
    session.add(user)
    session.flush()
    return user


def create_user(name: str, email: str) -> User:
    with get_session() as session:
        return add_user(session, name, email)


def create_users(people: Iterable[Mapping[str, str]]) -> None:
    with get_session() as session:
        session.add_all(User(**person) for person in people)


def get_user(user_id: int) -> User | None:
    with get_session() as session:
        return session.scalars(select(User).where(User.id == user_id)).one_or_none()
