"""The models and how they belong together."""

from typing import Annotated, List, Optional

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

Key = Annotated[int, mapped_column(primary_key=True)]


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[Key]
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)

    messages: Mapped[List["Message"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", order_by="Message.id"
    )


class Room(Base):
    __tablename__ = "rooms"

    id: Mapped[Key]
    title: Mapped[str] = mapped_column(String(100))

    messages: Mapped[List["Message"]] = relationship(back_populates="room")


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[Key]
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    room_id: Mapped[Optional[int]] = mapped_column(ForeignKey("rooms.id"))
    content: Mapped[str]

    user: Mapped["User"] = relationship(back_populates="messages")
    room: Mapped[Optional["Room"]] = relationship(back_populates="messages")
