"""Has the contextmanager of the lesson and calls it without with, as if it gave the session."""
# fails: create-user, get-user, all-or-none, session-per-thread, after-a-taken-email, nothing-open, fifty-failures, another-thread

from contextlib import contextmanager
from sqlalchemy import create_engine, Column, Integer, String
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker, scoped_session

engine = create_engine("sqlite:///test.db")
Session = sessionmaker(bind=engine, expire_on_commit=False)
Base = declarative_base()


class User(Base):
    __tablename__ = 'users'
    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)


Base.metadata.create_all(engine)


@contextmanager
def get_session():
    """Provide a transactional scope around operations."""
    session = Session()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


def current_session():
    return Session


def add_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.flush()
    return user


def create_user(name, email):
    session = get_session()
    user = User(name=name, email=email)
    session.add(user)
    session.commit()
    return user


def create_users(people):
    with get_session() as session:
        for p in people:
            create_user(p['name'], p['email'])


def get_user(user_id):
    session = get_session()
    return session.query(User).filter_by(id=user_id).one()
