"""A scoped_session whose sessions don't expire on commit, and one context manager that every function goes through."""

from contextlib import contextmanager

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, scoped_session, sessionmaker

DATABASE_URL = "postgresql://user:pass@localhost:5432/myapp"

engine = create_engine(DATABASE_URL, pool_size=5, max_overflow=10)
ThreadSession = scoped_session(sessionmaker(bind=engine, expire_on_commit=False))

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False, unique=True)


@contextmanager
def get_session():
    session = ThreadSession()
    try:
        yield session
        session.commit()
    except BaseException:  # also KeyboardInterrupt and SystemExit
        session.rollback()
        raise
    finally:
        ThreadSession.remove()  # closes it, and the thread gets a fresh one next time


def current_session():
    return ThreadSession()


def add_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.flush()
    return user


def create_user(name, email):
    with get_session() as session:
        return add_user(session, name, email)


def create_users(people):
    with get_session() as session:
        session.add_all(User(name=person["name"], email=person["email"]) for person in people)


def get_user(user_id):
    with get_session() as session:
        return session.get(User, user_id)
