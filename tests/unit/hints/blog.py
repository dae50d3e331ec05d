"""The submission whose functions the rules' examples become. An example may use all that stands here, and ``session``.

Its tables are there, and empty.
"""

# ruff: noqa: F401  the imports are the examples'

import sys
import threading
from contextlib import contextmanager

from sqlalchemy import ForeignKey, MetaData, String, case, create_engine, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    declarative_base,
    joinedload,
    mapped_column,
    relationship,
    sessionmaker,
)

engine = create_engine("postgresql://ada:secret@localhost:5432/blog")


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(10))
    email: Mapped[str | None] = mapped_column(unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    messages: Mapped[list["Message"]] = relationship(back_populates="user")
    profile: Mapped["Profile"] = relationship()


class Message(Base):
    __tablename__ = "messages"
    id: Mapped[int] = mapped_column(primary_key=True)
    content: Mapped[str] = mapped_column(default="")
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    user: Mapped[User] = relationship(back_populates="messages")


class Profile(Base):
    __tablename__ = "profiles"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
