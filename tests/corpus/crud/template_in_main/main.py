"""Creating, reading, updating and deleting users. The model is finished; replace every TODO."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=datetime.now)


def create_user(session: Session, name: str, email: str) -> User:
    # TODO: store a user for good, and return it
    raise NotImplementedError


def get_user(session: Session, user_id: int) -> User | None:
    # TODO: the user with this primary key, or None
    raise NotImplementedError


def first_by_name(session: Session, name: str) -> User | None:
    # TODO: of the users with this name the one with the smallest id, or None
    raise NotImplementedError


def active_users(session: Session) -> list[User]:
    # TODO: all active users
    raise NotImplementedError


def active_since(session: Session, since: datetime, limit: int) -> list[User]:
    # TODO: the active users who came after this moment, by name, at most so many
    raise NotImplementedError


def rename_user(session: Session, user_id: int, name: str) -> User | None:
    # TODO: give the user another name for good, and return it
    raise NotImplementedError


def delete_user(session: Session, user_id: int) -> bool:
    # TODO: delete the user for good; say whether there was one
    raise NotImplementedError
