"""Long-winded and documented: two repository classes do the work, and the functions of the module only delegate."""

from __future__ import annotations

import enum
import logging
from typing import Final, TypedDict

from sqlalchemy import Boolean, ForeignKey, Integer, String, Text
from sqlalchemy import func as sql_functions
from sqlalchemy import or_ as any_condition
from sqlalchemy import select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from sqlalchemy.sql.elements import ColumnElement

logger = logging.getLogger(__name__)

NAME_LENGTH: Final[int] = 100
EMAIL_LENGTH: Final[int] = 255


class WebmailDomain(str, enum.Enum):
    """The providers whose customers we look for."""

    GMAIL = "@gmail.com"
    YAHOO = "@yahoo.com"


class FoundUser(TypedDict):
    """What is told about a user who was found by name."""

    id: int
    email: str | None


class Base(DeclarativeBase):
    """The base of all models."""


class User(Base):
    """Somebody who may send messages."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    name: Mapped[str] = mapped_column(String(NAME_LENGTH), nullable=False)
    email: Mapped[str | None] = mapped_column(String(EMAIL_LENGTH), nullable=True, unique=True)
    is_active: Mapped[bool | None] = mapped_column(Boolean, nullable=True)

    messages: Mapped[list[Message]] = relationship("Message", back_populates="user")


class Message(Base):
    """One message of one user."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=True)
    user_id: Mapped[int] = mapped_column(Integer, ForeignKey("users.id"), nullable=False)
    content: Mapped[str] = mapped_column(Text, nullable=False)

    user: Mapped[User] = relationship("User", back_populates="messages")


class Repository:
    """Keeps the session that all queries of a repository go through. It neither opens nor closes it."""

    def __init__(self, session: Session) -> None:
        self._session = session


class UserRepository(Repository):
    """Everything that is asked about users."""

    @staticmethod
    def _is_active() -> ColumnElement[bool]:
        """Active is only who is known to be: NULL is not true."""
        return User.is_active.is_(True)

    @staticmethod
    def _has_webmail() -> ColumnElement[bool]:
        """The email ends in the domain of one of the providers."""
        conditions = [User.email.endswith(domain.value, autoescape=True) for domain in WebmailDomain]
        return any_condition(*conditions)

    def count(self) -> int:
        """Return the number of users."""
        statement = select(sql_functions.count(User.id))
        number = self._session.execute(statement).scalar_one()
        logger.debug("there are %d users", number)
        return number

    def count_by_activity(self) -> dict[bool | None, int]:
        """Return how many users there are for each value of is_active."""
        statement = select(
            User.is_active.label("activity"),
            sql_functions.count(User.id).label("number_of_users"),
        ).group_by(User.is_active)
        numbers: dict[bool | None, int] = {}
        for row in self._session.execute(statement):
            numbers[row.activity] = row.number_of_users
        return numbers

    def active_emails(self) -> list[str]:
        """Return the emails of the active users in alphabetical order."""
        statement = (
            select(User.email)
            .where(self._is_active())
            .where(User.email.is_not(None))
            .order_by(User.email.asc())
        )
        return [email for email in self._session.scalars(statement) if email is not None]

    def active_with_webmail(self) -> list[User]:
        """Return the active users with an address at one of the providers, by name."""
        statement = (
            select(User)
            .where(self._is_active())
            .where(self._has_webmail())
            .order_by(User.name.asc(), User.id.asc())
        )
        return list(self._session.scalars(statement).all())

    def message_counts(self, at_least: int) -> list[tuple[str, int]]:
        """Return name and number of messages of the users with so many messages, the busiest first."""
        number_of_messages = sql_functions.count(Message.id)
        statement = (
            select(User.name, number_of_messages.label("number_of_messages"))
            .select_from(User)
            .outerjoin(Message, Message.user_id == User.id)
            .group_by(User.id, User.name)
            .having(number_of_messages >= at_least)
            .order_by(number_of_messages.desc(), User.name.asc())
        )
        pairs: list[tuple[str, int]] = []
        for row in self._session.execute(statement):
            pairs.append((row.name, row.number_of_messages))
        return pairs

    def find_by_name(self, name: str) -> list[FoundUser]:
        """Return id and email of everybody with exactly this name."""
        statement = text("SELECT users.id, users.email FROM users WHERE users.name = :name_to_find")
        found: list[FoundUser] = []
        for row in self._session.execute(statement, {"name_to_find": name}):
            found.append(FoundUser(id=row.id, email=row.email))
        return found


class MessageRepository(Repository):
    """Everything that is asked about messages."""

    def with_senders(self) -> list[tuple[User, Message]]:
        """Return every message together with its user."""
        statement = select(User, Message).select_from(Message).join(Message.user)
        pairs: list[tuple[User, Message]] = []
        for user, message in self._session.execute(statement):
            pairs.append((user, message))
        return pairs

    def search(self, words: str) -> list[Message]:
        """Return the messages with these words as they are, by id."""
        statement = (
            select(Message)
            .where(Message.content.contains(words, autoescape=True))
            .order_by(Message.id.asc())
        )
        return list(self._session.scalars(statement).all())


def count_users(session: Session) -> int:
    return UserRepository(session).count()


def count_by_activity(session: Session) -> dict[bool | None, int]:
    return UserRepository(session).count_by_activity()


def user_message_pairs(session: Session) -> list[tuple[User, Message]]:
    return MessageRepository(session).with_senders()


def active_emails(session: Session) -> list[str]:
    return UserRepository(session).active_emails()


def webmail_users(session: Session) -> list[User]:
    return UserRepository(session).active_with_webmail()


def search_messages(session: Session, words: str) -> list[Message]:
    return MessageRepository(session).search(words)


def message_counts(session: Session, at_least: int) -> list[tuple[str, int]]:
    return UserRepository(session).message_counts(at_least)


def find_by_name(session: Session, name: str) -> list[FoundUser]:
    return UserRepository(session).find_by_name(name)
