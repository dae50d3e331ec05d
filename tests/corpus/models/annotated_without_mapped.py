"""Annotates the relationship with a plain list, as it looked in an older tutorial: no mapping on SQLAlchemy 2."""

from datetime import datetime
from typing import List

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String
from sqlalchemy.orm import DeclarativeBase, relationship


class Base(DeclarativeBase):
    pass


class Message(Base):
    __tablename__ = "messages"

    id: int = Column(Integer, primary_key=True)
    user_id: int = Column(Integer, ForeignKey("users.id"), nullable=False)
    content: str = Column(String, nullable=False)
    created_at: datetime = Column(DateTime, default=datetime.now)
    user: "User" = relationship("User", back_populates="messages")


class User(Base):
    __tablename__ = "users"

    id: int = Column(Integer, primary_key=True)
    name: str = Column(String(100), nullable=False)
    email: str = Column(String(255), unique=True, nullable=False)
    is_active: bool = Column(Boolean, default=True)
    created_at: datetime = Column(DateTime, default=datetime.now)
    messages: List[Message] = relationship("Message", back_populates="user")

    def __repr__(self):
        return f"<User(id={self.id}, name='{self.name}')>"
