"""Only closes: what was flushed is gone."""

from contextlib import contextmanager

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import scoped_session, sessionmaker

DATABASE_URL = "postgresql://user:pass@localhost:5432/myapp"

engine = create_engine(DATABASE_URL, pool_size=5, max_overflow=10)
session_factory = sessionmaker(bind=engine, expire_on_commit=False)
Session = scoped_session(session_factory)  # Thread-safe sessions

Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    def __repr__(self):
        return f"<User(id={self.id}, name='{self.name}')>"


@contextmanager
def get_session():
    """Provide a transactional scope around operations."""
    session = Session()
    try:
        yield session
    finally:
        session.close()


def current_session():
    return Session()


def add_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.flush()  # Get ID before commit
    return user


def create_user(name, email):
    with get_session() as session:
        return add_user(session, name, email)


def create_users(people):
    with get_session() as session:
        for person in people:
            session.add(User(name=person["name"], email=person["email"]))


def get_user(user_id):
    with get_session() as session:
        return session.get(User, user_id)
