from __future__ import annotations

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)


class User(Base):
    __tablename__ = "chat_users"

    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text, unique=True)
    messages: Mapped[list[Message]] = relationship(back_populates="user", order_by="Message.id")


class Message(Base):
    __tablename__ = "chat_messages"

    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    content: Mapped[str] = mapped_column(Text)
    user: Mapped[User] = relationship(back_populates="messages")
