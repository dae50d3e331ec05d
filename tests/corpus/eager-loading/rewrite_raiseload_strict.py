"""Strict 2.0 style: each query says what it loads, and raiseload("*") forbids that anything else is loaded lazily."""

from __future__ import annotations

from typing import Annotated, TypedDict

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    joinedload,
    mapped_column,
    raiseload,
    relationship,
    selectinload,
)

pk = Annotated[int, mapped_column(primary_key=True)]
fk_user = Annotated[int, mapped_column(ForeignKey("users.id"), index=True)]


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[pk]
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)

    messages: Mapped[list[Message]] = relationship(back_populates="user")
    logins: Mapped[list[Login]] = relationship(back_populates="user")


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[pk]
    user_id: Mapped[fk_user]
    content: Mapped[str]

    user: Mapped[User] = relationship(back_populates="messages")


class Login(Base):
    __tablename__ = "logins"

    id: Mapped[pk]
    user_id: Mapped[fk_user]
    device: Mapped[str]

    user: Mapped[User] = relationship(back_populates="logins")


class Numbers(TypedDict):
    messages: int
    logins: int


def list_users(session: Session) -> list[User]:
    statement = select(User).options(raiseload("*")).order_by(User.name)
    return list(session.scalars(statement))


def users_with_messages(session: Session) -> list[User]:
    statement = select(User).options(selectinload(User.messages), raiseload(User.logins)).order_by(User.name)
    return list(session.scalars(statement))


def messages_with_senders(session: Session) -> list[Message]:
    statement = (
        select(Message)
        .options(joinedload(Message.user, innerjoin=True).raiseload("*"))
        .order_by(Message.id)
    )
    return list(session.scalars(statement))


def users_who_wrote(session: Session, word: str) -> list[User]:
    writers = select(Message.user_id).where(Message.content.contains(word))
    statement = (
        select(User)
        .where(User.id.in_(writers))
        .options(selectinload(User.messages), raiseload("*"))
        .order_by(User.name)
    )
    return list(session.scalars(statement))


def user_details(session: Session, user_id: int) -> User | None:
    statement = (
        select(User)
        .where(User.id == user_id)
        .options(selectinload(User.messages), selectinload(User.logins), raiseload("*"))
    )
    return session.execute(statement).scalar_one_or_none()


def activity(session: Session) -> dict[int, Numbers]:
    messages = select(Message.user_id, func.count().label("n")).group_by(Message.user_id).subquery()
    logins = select(Login.user_id, func.count().label("n")).group_by(Login.user_id).subquery()
    statement = (
        select(User.id, func.coalesce(messages.c.n, 0), func.coalesce(logins.c.n, 0))
        .outerjoin(messages, messages.c.user_id == User.id)
        .outerjoin(logins, logins.c.user_id == User.id)
    )
    return {
        user_id: Numbers(messages=sent, logins=made)
        for user_id, sent, made in session.execute(statement).tuples()
    }
