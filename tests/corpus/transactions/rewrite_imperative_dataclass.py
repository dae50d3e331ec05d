"""A plain standard dataclass as User, mapped imperatively, and a decorator for functions that need a block."""

import functools
import inspect
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Column, Integer, String, Table, create_engine
from sqlalchemy.orm import registry, scoped_session, sessionmaker

engine = create_engine("sqlite:///people.db")
session_of_thread = scoped_session(sessionmaker(bind=engine, autoflush=False, expire_on_commit=False))
mapper_registry = registry()


@dataclass(eq=False)
class User:
    name: str
    email: str
    id: int | None = field(default=None, kw_only=True)


user_table = Table(
    "user_account",
    mapper_registry.metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String, nullable=False),
    Column("email", String, nullable=False, unique=True),
)
mapper_registry.map_imperatively(User, user_table)


@contextmanager
def get_session():
    session = session_of_thread()
    committed = False
    try:
        yield session
        session.commit()
        committed = True
    finally:
        if not committed:
            session.rollback()
        session.close()


def in_a_block(function):
    """Give the function the session of a block of its own, as its first argument."""

    @functools.wraps(function)
    def with_session(*args, **kwargs):
        with get_session() as session:
            return function(session, *args, **kwargs)

    signature = inspect.signature(function)
    for_the_caller = [p for p in signature.parameters.values() if p.name != "session"]
    with_session.__signature__ = signature.replace(parameters=for_the_caller)
    return with_session


def current_session():
    return session_of_thread()


def add_user(session, name, email):
    user = User(name, email)
    session.add(user)
    session.flush()
    return user


create_user = in_a_block(add_user)


@in_a_block
def create_users(session, people):
    for person in people:
        session.add(User(person["name"], person["email"]))


@in_a_block
def get_user(session, user_id):
    return session.get(User, user_id)


if __name__ == "__main__":
    mapper_registry.metadata.create_all(engine)
    print(create_user("Ada", "ada@example.com"))
    create_users([{"name": "Bob", "email": "bob@example.com"}])
    print(get_user(1), get_user(2))
