"""Both models are keyword-only dataclasses, made with MappedAsDataclass."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column, relationship


class Base(MappedAsDataclass, DeclarativeBase, kw_only=True, eq=False, repr=False):
    """Two objects are equal when they are the same object; a default of None means: nothing given."""


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(default=None, primary_key=True)
    name: Mapped[str] = mapped_column(String(100), default=None)
    email: Mapped[str] = mapped_column(String(255), default=None, unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default_factory=datetime.now, insert_default=datetime.now)

    messages: Mapped[list["Message"]] = relationship(default_factory=list, back_populates="user")

    def __repr__(self) -> str:
        return f"<User(id={self.id}, name='{self.name}')>"


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(default=None, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), default=None)
    content: Mapped[str] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(default_factory=datetime.now, insert_default=datetime.now)

    user: Mapped["User"] = relationship(default=None, back_populates="messages")
