"""Long-winded and documented: a service class with named loading plans, and functions that only delegate to it."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import Any

from sqlalchemy import Integer, Select, String, Text, literal, union_all
from sqlalchemy import ForeignKey as References
from sqlalchemy import func as sql
from sqlalchemy import select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship
from sqlalchemy.orm import selectinload
from sqlalchemy.orm.interfaces import ORMOption


class Base(DeclarativeBase):
    """The base of all models."""


class User(Base):
    """Somebody who logs in and writes messages."""

    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(100), nullable=False)
    email: Mapped[str] = mapped_column(String(255), nullable=False, unique=True)

    messages: Mapped[list[Message]] = relationship("Message", back_populates="user", lazy="select")
    logins: Mapped[list[Login]] = relationship("Login", back_populates="user", lazy="select")


class Message(Base):
    """What a user has written."""

    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[int] = mapped_column(Integer, References("users.id"), nullable=False)
    content: Mapped[str] = mapped_column(Text, nullable=False)

    user: Mapped[User] = relationship("User", back_populates="messages", lazy="select")


class Login(Base):
    """One time that a user logged in."""

    __tablename__ = "logins"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    user_id: Mapped[int] = mapped_column(Integer, References("users.id"), nullable=False)
    device: Mapped[str] = mapped_column(String(50), nullable=False)

    user: Mapped[User] = relationship("User", back_populates="logins", lazy="select")


class Plan(enum.Enum):
    """How much of a user, or of a message, is loaded."""

    NOTHING_ELSE = enum.auto()
    WITH_MESSAGES = enum.auto()
    WITH_EVERYTHING = enum.auto()
    WITH_SENDER = enum.auto()

    @property
    def options(self) -> Iterable[ORMOption]:
        """The loader options of this plan."""
        if self is Plan.WITH_MESSAGES:
            return (selectinload(User.messages),)
        if self is Plan.WITH_EVERYTHING:
            return (selectinload(User.messages), selectinload(User.logins))
        if self is Plan.WITH_SENDER:
            return (selectinload(Message.user),)
        return ()


class LoadingService:
    """Answers all questions with the session that it was given, which it leaves open."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def _all(self, statement: Select[Any], plan: Plan) -> list[Any]:
        """Execute a statement with the options of a plan."""
        statement = statement.options(*plan.options)
        result = self.session.execute(statement)
        objects = result.scalars().all()
        return list(objects)

    def everybody(self, plan: Plan) -> list[User]:
        """Return all users by name."""
        statement = select(User).order_by(User.name.asc())
        return self._all(statement, plan)

    def all_messages(self, plan: Plan) -> list[Message]:
        """Return all messages by id."""
        statement = select(Message).order_by(Message.id.asc())
        return self._all(statement, plan)

    def writers_of(self, word: str, plan: Plan) -> list[User]:
        """Return everybody who used this word, by name."""
        has_used_it = User.messages.any(Message.content.contains(word, autoescape=True))
        statement = select(User).where(has_used_it).order_by(User.name.asc())
        return self._all(statement, plan)

    def one(self, user_id: int, plan: Plan) -> User | None:
        """Return the user with this key, or None."""
        statement = select(User).where(User.id == user_id)
        found = self._all(statement, plan)
        if len(found) == 0:
            return None
        return found[0]

    def activity(self) -> dict[int, dict[str, int]]:
        """Return both numbers of everybody, as the sums of three lists below each other."""
        everybody = select(
            User.id.label("user_id"), literal(0, Integer).label("messages"), literal(0, Integer).label("logins")
        )
        messages = select(Message.user_id, literal(1, Integer), literal(0, Integer))
        logins = select(Login.user_id, literal(0, Integer), literal(1, Integer))
        events = union_all(everybody, messages, logins).subquery("events")
        statement = select(
            events.c.user_id,
            sql.sum(events.c.messages).label("messages"),
            sql.sum(events.c.logins).label("logins"),
        ).group_by(events.c.user_id)

        numbers: dict[int, dict[str, int]] = {}
        for row in self.session.execute(statement):
            numbers[row.user_id] = {"messages": int(row.messages), "logins": int(row.logins)}
        return numbers


def list_users(session: Session) -> list[User]:
    return LoadingService(session).everybody(Plan.NOTHING_ELSE)


def users_with_messages(session: Session) -> list[User]:
    return LoadingService(session).everybody(Plan.WITH_MESSAGES)


def messages_with_senders(session: Session) -> list[Message]:
    return LoadingService(session).all_messages(Plan.WITH_SENDER)


def users_who_wrote(session: Session, word: str) -> list[User]:
    return LoadingService(session).writers_of(word, Plan.WITH_MESSAGES)


def user_details(session: Session, user_id: int) -> User | None:
    return LoadingService(session).one(user_id, Plan.WITH_EVERYTHING)


def activity(session: Session) -> dict[int, dict[str, int]]:
    return LoadingService(session).activity()
