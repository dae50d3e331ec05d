"""A class with __enter__ and __exit__, a session for each thread kept by hand, and a demo under __main__."""
# fails: nothing

import threading

from sqlalchemy import create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

engine = create_engine("sqlite:///users.db", connect_args={"check_same_thread": False})
local = threading.local()


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)


def current_session() -> Session:
    if not hasattr(local, "session"):
        local.session = Session(engine, expire_on_commit=False)
    return local.session


class get_session:
    def __enter__(self) -> Session:
        self.session = current_session()
        return self.session

    def __exit__(self, exc_type, exc, tb):
        try:
            if exc_type is None:
                self.session.commit()
            else:
                self.session.rollback()
        finally:
            self.session.close()
        return False


def add_user(session: Session, name: str, email: str) -> User:
    user = User(name=name, email=email)
    session.add(user)
    session.flush()
    return user


def create_user(name: str, email: str) -> User:
    with get_session() as session:
        return add_user(session, name, email)


def create_users(people: list[dict]) -> list[User]:
    with get_session() as session:
        return [add_user(session, p["name"], p["email"]) for p in people]


def get_user(user_id: int) -> User | None:
    with get_session() as session:
        return session.scalar(select(User).where(User.id == user_id))


if __name__ == "__main__":
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    ada = create_user("Ada", "ada@example.com")
    print(ada.id, ada.name)
    try:
        create_users([{"name": "Bob", "email": "bob@example.com"}, {"name": "Eve", "email": "ada@example.com"}])
    except IntegrityError as error:
        print("refused:", error.orig)
    assert get_user(2) is None
