from __future__ import annotations

from typing import List

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column, relationship


class Base(DeclarativeBase):
    id: Mapped[int] = mapped_column(primary_key=True)

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower() + "_table"


class User(Base):
    name: Mapped[str] = mapped_column(Text)
    email: Mapped[str] = mapped_column(Text, unique=True)
    messages: Mapped[List[Message]] = relationship(back_populates="user", lazy="raise")
    logins: Mapped[List[Login]] = relationship(back_populates="user", lazy="raise")


class OfUser:
    user_id: Mapped[int] = mapped_column(ForeignKey("user_table.id"))


class Message(OfUser, Base):
    content: Mapped[str] = mapped_column(Text)
    user: Mapped[User] = relationship(back_populates="messages")


class Login(OfUser, Base):
    device: Mapped[str] = mapped_column(Text)
    user: Mapped[User] = relationship(back_populates="logins")
