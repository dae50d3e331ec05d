"""The production pattern in every function: each has a session of its own, which commits, and nothing can wait in it."""

from contextlib import contextmanager

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base, sessionmaker

engine = create_engine("postgresql://user:pass@localhost:5432/myapp", pool_size=5, max_overflow=10)
session_factory = sessionmaker(bind=engine, expire_on_commit=False)
Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)


@contextmanager
def get_session():
    """Provide a transactional scope around operations."""
    session = session_factory()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


def add_user(name, email):
    with get_session() as session:
        user = User(name=name, email=email)
        session.add(user)
        return user


add_user_with_id = add_user


def rename_user(user, name):
    with get_session() as session:
        session.merge(user).name = name


def delete_user(user):
    with get_session() as session:
        session.delete(session.get(User, user.id))


def waiting():
    with get_session() as session:
        return {"new": len(session.new), "dirty": len(session.dirty), "deleted": len(session.deleted)}


def save():
    with get_session() as session:
        session.commit()
        return waiting()


def discard():
    with get_session() as session:
        session.rollback()


def would_fit(name, email):
    try:
        with get_session() as session:
            session.add(User(name=name, email=email))
            session.flush()
            session.rollback()
            return True
    except IntegrityError:
        return False


def replace_user(user, name):
    with get_session() as session:
        user = session.merge(user)
        email = user.email
        session.delete(user)
        other = User(name=name, email=email)
        session.add(other)
        return other
