"""Typed models with a mixin for the id and the moment of creation, Python-side defaults, and a relationship connected with back_populates."""

from datetime import datetime, timezone

from sqlalchemy import DateTime, ForeignKey, String, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Row:
    """What every table here has."""

    id: Mapped[int] = mapped_column(primary_key=True)
    created_at: Mapped[datetime] = mapped_column(
        DateTime(timezone=True), default=lambda: datetime.now(timezone.utc)
    )


class User(Row, Base):
    __tablename__ = "users"

    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)

    messages: Mapped[list["Message"]] = relationship(back_populates="user")

    def __repr__(self) -> str:
        # Not {self.name!r}: that would choose double quotes for a name such as O'Hara.
        return f"<User(id={self.id}, name='{self.name}')>"


class Message(Row, Base):
    __tablename__ = "messages"

    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    content: Mapped[str] = mapped_column(Text)

    user: Mapped[User] = relationship(back_populates="messages")
