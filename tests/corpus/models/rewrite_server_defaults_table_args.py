"""The database decides: server defaults for PostgreSQL, and every constraint named in __table_args__."""

from datetime import datetime

from sqlalchemy import (
    Boolean,
    DateTime,
    ForeignKeyConstraint,
    Index,
    Integer,
    PrimaryKeyConstraint,
    String,
    Text,
    UniqueConstraint,
    text,
    true,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

# now() stands still during a transaction; clock_timestamp() is the moment of the row itself.
MOMENT_OF_THE_ROW = text("clock_timestamp()")


class Base(DeclarativeBase):
    __mapper_args__ = {"eager_defaults": True}


class User(Base):
    __tablename__ = "users"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="users_pkey"),
        UniqueConstraint("email", name="users_email_unique"),
        {"comment": "The people who write"},
    )

    id: Mapped[int] = mapped_column(Integer, autoincrement=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255))
    is_active: Mapped[bool] = mapped_column(Boolean, server_default=true())
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=MOMENT_OF_THE_ROW)

    messages: Mapped[list["Message"]] = relationship(back_populates="user", passive_deletes=True)

    def __repr__(self) -> str:
        return f"<User(id={self.id}, name='{self.name}')>"


class Message(Base):
    __tablename__ = "messages"
    __table_args__ = (
        PrimaryKeyConstraint("id", name="messages_pkey"),
        ForeignKeyConstraint(["user_id"], ["users.id"], name="messages_user_fk", ondelete="CASCADE"),
        Index("messages_of_user", "user_id"),
        {"comment": "What they write"},
    )

    id: Mapped[int] = mapped_column(Integer, autoincrement=True)
    user_id: Mapped[int] = mapped_column(Integer)
    content: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(DateTime(timezone=True), server_default=MOMENT_OF_THE_ROW)

    user: Mapped["User"] = relationship(back_populates="messages")
