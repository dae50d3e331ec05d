"""A scoped_session that does not expire on commit, one context manager that commits or rolls back and always removes it, and functions that are one block each."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import String, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, scoped_session, sessionmaker

DATABASE_URL = "postgresql://user:pass@localhost:5432/myapp"

engine = create_engine(DATABASE_URL, pool_size=5, max_overflow=10)
# expire_on_commit=False: what has been loaded can still be read when the session is closed.
ThreadSession = scoped_session(sessionmaker(engine, expire_on_commit=False))


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)


@contextmanager
def get_session() -> Iterator[Session]:
    session = ThreadSession()
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        ThreadSession.remove()


def current_session() -> Session:
    return ThreadSession()


def add_user(session: Session, name: str, email: str) -> User:
    user = User(name=name, email=email)
    session.add(user)
    session.flush()
    return user


def create_user(name: str, email: str) -> User:
    with get_session() as session:
        return add_user(session, name, email)


def create_users(people: list[dict[str, str]]) -> None:
    with get_session() as session:
        session.add_all([User(**person) for person in people])


def get_user(user_id: int) -> User | None:
    with get_session() as session:
        return session.get(User, user_id)
