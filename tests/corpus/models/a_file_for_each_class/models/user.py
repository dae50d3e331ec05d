"""A package models with a file for each class; they know each other for the type checker alone. main.py makes the tables."""
from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, List

from sqlalchemy import String, func, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from database import Base, TimestampMixin

if TYPE_CHECKING:
    from models.message import Message


class User(TimestampMixin, Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True, index=True)
    is_active: Mapped[bool] = mapped_column(server_default=text("true"))

    messages: Mapped[List[Message]] = relationship(back_populates="user")

    def __repr__(self) -> str:
        return f"<User(id={self.id!r}, name='{self.name}')>"
