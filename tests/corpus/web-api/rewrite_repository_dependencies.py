"""Layers in one file: a repository that gets its session by Depends, a service that gets the repository, documented."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Annotated, Final

from fastapi import Depends, FastAPI, HTTPException
from sqlalchemy import Integer, String, cast, create_engine, exists, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, sessionmaker

DATABASE_URL: Final[str] = "postgresql://user:pass@localhost:5432/myapp"

engine = create_engine(DATABASE_URL, pool_size=5, max_overflow=10, pool_pre_ping=True)
SessionLocal: sessionmaker[Session] = sessionmaker(bind=engine, autoflush=False, expire_on_commit=False)


class Base(DeclarativeBase):
    """The base of all models."""


class User(Base):
    """Somebody with a name and an email."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String, nullable=False)
    email: Mapped[str] = mapped_column(String, nullable=False, unique=True)


@dataclass(frozen=True)
class PublicUser:
    """What is told about a user. The email is not."""

    id: int
    name: str


class UserNotFound(LookupError):
    """Nobody has this id."""


class EmailAlreadyTaken(ValueError):
    """Somebody has this email."""


def get_db() -> Generator[Session, None, None]:
    """Give a request its session, and close it, whatever happens."""
    session = SessionLocal()
    try:
        yield session
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


class UserRepository:
    """Reads users from the database, and writes them."""

    def __init__(self, session: Annotated[Session, Depends(get_db)]) -> None:
        self._session = session

    def by_id(self, user_id: int) -> User | None:
        """Find a user by key. Compared as texts, so that no number is too large to be asked for."""
        statement = select(User).where(cast(User.id, String) == str(user_id))
        return self._session.execute(statement).scalar_one_or_none()

    def email_exists(self, email: str) -> bool:
        """Whether somebody has this email."""
        statement = select(exists().where(User.email == email))
        return bool(self._session.execute(statement).scalar())

    def save(self, user: User) -> None:
        """Store the user for good."""
        self._session.add(user)
        try:
            self._session.commit()
        except IntegrityError:
            self._session.rollback()
            raise


class UserService:
    """The rules: what may be read, and what may be stored."""

    def __init__(self, users: Annotated[UserRepository, Depends()]) -> None:
        self._users = users

    def read(self, user_id: int) -> PublicUser:
        """Return what everybody may know about this user."""
        user = self._users.by_id(user_id)
        if user is None:
            raise UserNotFound(user_id)
        return PublicUser(id=user.id, name=user.name)

    def create(self, name: str, email: str) -> PublicUser:
        """Store a new user, unless the email is taken."""
        if self._users.email_exists(email):
            raise EmailAlreadyTaken(email)
        user = User(name=name, email=email)
        try:
            self._users.save(user)
        except IntegrityError as error:
            raise EmailAlreadyTaken(email) from error
        return PublicUser(id=user.id, name=user.name)


app = FastAPI(title="Users", description="Users behind a web API.")


@app.get("/users/{user_id}", response_model=PublicUser)
def read_user(user_id: int, service: Annotated[UserService, Depends()]) -> PublicUser:
    """Answer with id and name of one user."""
    try:
        return service.read(user_id)
    except UserNotFound as error:
        raise HTTPException(status_code=HTTPStatus.NOT_FOUND, detail="user not found") from error


@app.post("/users", response_model=PublicUser, status_code=HTTPStatus.OK)
def create_user(name: str, email: str, service: Annotated[UserService, Depends()]) -> PublicUser:
    """Store a user, and answer with the new id."""
    try:
        return service.create(name, email)
    except EmailAlreadyTaken as error:
        raise HTTPException(status_code=HTTPStatus.CONFLICT, detail="email already taken") from error
