"""Long-winded and documented: a Database class keeps the sessions by thread object, module functions delegate."""

from __future__ import annotations

import logging
import threading
from types import TracebackType
from typing import Optional, Type
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Integer, String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

logger = logging.getLogger(__name__)

DATABASE_URL = "postgresql://user:pass@localhost:5432/myapp"
POOL_SIZE = 5
MAX_OVERFLOW = 10


class Base(DeclarativeBase):
    """The base of all models."""


class User(Base):
    """Somebody with a name and an address."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(100), nullable=False)
    email: Mapped[str] = mapped_column(String(255), nullable=False, unique=True)


class UnitOfWork:
    """One block: everything that is done in it is committed together, or not at all."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def __enter__(self) -> Session:
        return self._session

    def __exit__(
        self,
        exception_type: Optional[Type[BaseException]],
        exception: Optional[BaseException],
        traceback: Optional[TracebackType],
    ) -> None:
        try:
            if exception is None and exception_type is None:
                self._commit()
            else:
                logger.info("rolling back because of %r", exception)
                self._session.rollback()
        finally:
            self._session.close()

    def _commit(self) -> None:
        try:
            self._session.commit()
        except BaseException:
            self._session.rollback()
            raise


class Database:
    """An engine, and a session for each thread that asks for one."""

    def __init__(self, engine: Engine) -> None:
        self._factory = sessionmaker(bind=engine, expire_on_commit=False)
        self._lock = threading.Lock()
        # Weak keys: when a thread object is gone, so is its session.
        self._sessions: WeakKeyDictionary[threading.Thread, Session] = WeakKeyDictionary()

    def session(self) -> Session:
        """Return the session of the thread that runs here."""
        thread = threading.current_thread()
        with self._lock:
            if thread not in self._sessions:
                self._sessions[thread] = self._factory()
            return self._sessions[thread]

    def block(self) -> UnitOfWork:
        """Return a block that works with the session of this thread."""
        return UnitOfWork(self.session())


class UserService:
    """What can be done with users, each in a transaction of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @staticmethod
    def add(session: Session, name: str, email: str) -> User:
        """Add a user to a session that belongs to somebody else, who commits it."""
        user = User(name=name, email=email)
        session.add(user)
        session.flush()
        return user

    def create(self, name: str, email: str) -> User:
        """Store one user."""
        with self._database.block() as session:
            user = self.add(session, name, email)
        return user

    def create_many(self, people: list[dict[str, str]]) -> list[User]:
        """Store all of them, or none."""
        users: list[User] = []
        for person in people:
            users.append(User(name=person["name"], email=person["email"]))
        with self._database.block() as session:
            session.add_all(users)
        return users

    def get(self, user_id: int) -> User | None:
        """Find a user by the primary key."""
        statement = select(User).where(User.id == user_id)
        with self._database.block() as session:
            user = session.execute(statement).scalar_one_or_none()
        return user


engine = create_engine(DATABASE_URL, pool_size=POOL_SIZE, max_overflow=MAX_OVERFLOW)
database = Database(engine)
service = UserService(database)


def get_session() -> UnitOfWork:
    return database.block()


def current_session() -> Session:
    return database.session()


def add_user(session: Session, name: str, email: str) -> User:
    return service.add(session, name, email)


def create_user(name: str, email: str) -> User:
    return service.create(name, email)


def create_users(people: list[dict[str, str]]) -> list[User]:
    return service.create_many(people)


def get_user(user_id: int) -> User | None:
    return service.get(user_id)
