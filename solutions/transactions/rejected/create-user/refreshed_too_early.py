"""refresh() before the commit: the commit expires the user all the same."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import String, create_engine, insert
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, scoped_session, sessionmaker

engine = create_engine("postgresql+psycopg://user:pass@localhost:5432/myapp")
sessions = scoped_session(sessionmaker(engine))


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)


@contextmanager
def get_session() -> Iterator[Session]:
    try:
        with sessions() as session, session.begin():
            yield session
    finally:
        sessions.remove()


def current_session() -> Session:
    return sessions()


def add_user(session: Session, name: str, email: str) -> User:
    user = User(name=name, email=email)
    session.add(user)
    session.flush()
    return user


def create_user(name: str, email: str) -> User:
    with get_session() as session:
        user = add_user(session, name, email)
        session.refresh(user)
        return user


def create_users(people: list[dict[str, str]]) -> None:
    with get_session() as session:
        session.execute(insert(User), people)


def get_user(user_id: int) -> User | None:
    with get_session() as session:
        user = session.get(User, user_id)
        if user is not None:
            session.expunge(user)
        return user
