"""The lesson's classic style: declarative_base and Column, with defaults that Python computes for each row."""

from datetime import datetime, timezone

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String, Text
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


def now():
    return datetime.now(timezone.utc)


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False, unique=True)
    is_active = Column(Boolean, default=True)
    # the function itself, without (): it is called for every row
    created_at = Column(DateTime(timezone=True), default=now)

    messages = relationship("Message", back_populates="user")

    def __repr__(self):
        return f"<User(id={self.id}, name='{self.name}')>"


class Message(Base):
    __tablename__ = "messages"

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    content = Column(Text, nullable=False)
    created_at = Column(DateTime(timezone=True), default=now)

    user = relationship("User", back_populates="messages")
