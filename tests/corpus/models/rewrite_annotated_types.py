"""Modern typing throughout: postponed annotations, reusable Annotated column types and a type_annotation_map."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from sqlalchemy import DateTime, ForeignKey, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


def utcnow() -> datetime:
    return datetime.now(UTC)


str100 = Annotated[str, 100]
str255 = Annotated[str, 255]
longtext = Annotated[str, "any length"]
intpk = Annotated[int, mapped_column(primary_key=True)]
created = Annotated[datetime, mapped_column(default=utcnow)]
user_fk = Annotated[int, mapped_column(ForeignKey("users.id"), index=True)]


class Base(DeclarativeBase):
    type_annotation_map = {
        str100: String(100),
        str255: String(255),
        longtext: Text(),
        datetime: DateTime(timezone=True),
    }


class User(Base):
    __tablename__ = "users"

    id: Mapped[intpk]
    name: Mapped[str100]
    email: Mapped[str255] = mapped_column(unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[created]

    messages: Mapped[list[Message]] = relationship(back_populates="user")

    def __repr__(self) -> str:
        return f"<User(id={self.id}, name='{self.name}')>"


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[intpk]
    user_id: Mapped[user_fk]
    content: Mapped[longtext]
    created_at: Mapped[created]

    user: Mapped[User] = relationship(back_populates="messages")
