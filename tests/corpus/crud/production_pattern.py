"""The lesson's production pattern: each call opens a session, commits, and closes it."""

from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Boolean, Column, DateTime, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, scoped_session, sessionmaker

DATABASE_URL = "postgresql://user:pass@localhost:5432/myapp"

engine = create_engine(DATABASE_URL, pool_size=5, max_overflow=10)
session_factory = sessionmaker(bind=engine, expire_on_commit=False)
Session = scoped_session(session_factory)  # Thread-safe sessions
Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)
    is_active = Column(Boolean, default=True)
    created_at = Column(DateTime, default=datetime.utcnow)


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


def create_user(name: str, email: str) -> User:
    with get_session() as session:
        user = User(name=name, email=email)
        session.add(user)
        session.flush()  # Get ID before commit
        return user


def get_user(user_id: int) -> User | None:
    with get_session() as session:
        return session.get(User, user_id)


def first_by_name(name: str) -> User | None:
    with get_session() as session:
        return session.query(User).filter(User.name == name).order_by(User.id).first()


def active_users() -> list[User]:
    with get_session() as session:
        return session.query(User).filter(User.is_active).all()


def active_since(since: datetime, limit: int = 10) -> list[User]:
    with get_session() as session:
        return (
            session.query(User)
            .filter(User.is_active)
            .filter(User.created_at > since)
            .order_by(User.name)
            .limit(limit)
            .all()
        )


def rename_user(user_id: int, name: str) -> User | None:
    with get_session() as session:
        user = session.get(User, user_id)
        if user:
            user.name = name
        return user


def delete_user(user_id: int) -> bool:
    with get_session() as session:
        return session.query(User).filter(User.id == user_id).delete() == 1
