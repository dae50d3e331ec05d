"""Queries on users and messages. The models are finished; replace every TODO."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(255), unique=True)
    is_active: Mapped[bool | None]

    messages: Mapped[list["Message"]] = relationship(back_populates="user")


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    content: Mapped[str]

    user: Mapped["User"] = relationship(back_populates="messages")


def count_users(session: Session) -> int:
    # TODO: how many users there are
    raise NotImplementedError


def count_by_activity(session: Session) -> dict[bool | None, int]:
    # TODO: {is_active: how many users}
    raise NotImplementedError


def user_message_pairs(session: Session) -> list[tuple[User, Message]]:
    # TODO: each message together with its user
    raise NotImplementedError


def active_emails(session: Session) -> list[str]:
    # TODO: the emails of the active users, in alphabetical order
    raise NotImplementedError


def webmail_users(session: Session) -> list[User]:
    # TODO: the active users whose email ends in @gmail.com or @yahoo.com, by name
    raise NotImplementedError


def search_messages(session: Session, words: str) -> list[Message]:
    # TODO: the messages that contain these words as they are, by id
    raise NotImplementedError


def message_counts(session: Session, at_least: int) -> list[tuple[str, int]]:
    # TODO: (name, number of messages) of the users with at least so many
    raise NotImplementedError


def find_by_name(session: Session, name: str) -> list[dict]:
    # TODO: {"id": ..., "email": ...} of the users with this name, with text() and bound parameters
    raise NotImplementedError
