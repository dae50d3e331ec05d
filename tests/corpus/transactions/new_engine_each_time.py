"""get_session makes an engine of its own each time; expire_on_commit was found in a forum."""

from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker
from sqlalchemy.pool import NullPool


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)


def make_session():
    engine = sa.create_engine("sqlite:///users.db", poolclass=NullPool)
    Base.metadata.create_all(engine)
    return sessionmaker(bind=engine, expire_on_commit=False)()


@contextmanager
def get_session():
    s = make_session()
    try:
        yield s
        s.commit()
    except:  # noqa
        s.rollback()
        raise
    finally:
        s.close()
        # engine.dispose()  ???


the_session = make_session()


def current_session():
    return the_session


def add_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.flush()
    return user


def create_user(name, email):
    with get_session() as s:
        user = User(name=name, email=email)
        s.add(user)
    return user


def create_users(people):
    with get_session() as s:
        s.add_all([User(**person) for person in people])


def get_user(user_id):
    with get_session() as s:
        return s.query(User).get(user_id)
