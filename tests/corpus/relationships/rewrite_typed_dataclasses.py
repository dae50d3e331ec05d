"""Keyword-only mapped dataclasses with postponed annotations and typed functions that work on the collections."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Optional

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Session, mapped_column, relationship

PrimaryKey = Annotated[int, mapped_column(primary_key=True)]
Title = Annotated[str, mapped_column(String(100))]


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[PrimaryKey] = mapped_column(default=None)
    name: Mapped[Title]
    email: Mapped[str] = mapped_column(String(255), unique=True)

    messages: Mapped[list[Message]] = relationship(
        back_populates="user",
        cascade="all, delete-orphan",
        order_by="Message.id",
        default_factory=list,
        repr=False,
    )


class Room(Base):
    __tablename__ = "rooms"

    id: Mapped[PrimaryKey] = mapped_column(default=None)
    title: Mapped[Title]

    messages: Mapped[list[Message]] = relationship(back_populates="room", default_factory=list, repr=False)


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[PrimaryKey] = mapped_column(default=None)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), default=None)
    room_id: Mapped[Optional[int]] = mapped_column(ForeignKey(Room.id), default=None)
    content: Mapped[str]

    user: Mapped[User] = relationship(back_populates="messages", default=None, repr=False)
    room: Mapped[Optional[Room]] = relationship(back_populates="messages", default=None, repr=False)


def create_user(session: Session, name: str, email: str, contents: Iterable[str]) -> User:
    user = User(name=name, email=email, messages=[Message(content=content) for content in contents])
    session.add(user)
    session.commit()
    session.refresh(user)
    return user


def lines(session: Session, user_id: int) -> list[str]:
    user = session.get(User, user_id)
    if user is None:
        return []
    return [f"{user.name}: {message.content}" for message in user.messages]


def sender(session: Session, message_id: int) -> str | None:
    return session.scalar(select(User.name).join(Message).where(Message.id == message_id))


def add_message(session: Session, user_id: int, content: str) -> Message | None:
    user = session.get(User, user_id)
    if user is None:
        return None
    user.messages.append(message := Message(content=content))
    session.commit()
    return message


def remove_message(session: Session, user_id: int, message_id: int) -> bool:
    message = session.get(Message, message_id)
    if message is None or message.user_id != user_id:
        return False
    message.user.messages.remove(message)
    session.commit()
    return True


def to_room(session: Session, message_id: int, room_id: int | None) -> Message | None:
    message = session.get(Message, message_id)
    if message is None:
        return None
    room: Room | None = None
    if room_id is not None:
        room = session.get(Room, room_id)
        if room is None:
            return None
    message.room = room
    session.commit()
    return message
