"""The lesson's models, to be written by you. instructions.md says what is asked."""

from datetime import datetime

from sqlalchemy import Boolean, DateTime, ForeignKey, Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    # TODO: name, email, is_active, created_at
    # TODO: messages, the many side of Message.user
    # TODO: __repr__


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    # TODO: user_id, content, created_at
    # TODO: user, the one side of User.messages
