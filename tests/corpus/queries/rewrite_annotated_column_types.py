"""Modern typed style: DeclarativeBase, Annotated column types in a type map, and select() everywhere."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Optional

from sqlalchemy import Boolean, ForeignKey, Select, String, Text, func, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

IntPk = Annotated[int, mapped_column(primary_key=True)]
Name = Annotated[str, mapped_column(String(100))]
UniqueEmail = Annotated[Optional[str], mapped_column(String(255), unique=True)]
UserRef = Annotated[int, mapped_column(ForeignKey("user_account.id", ondelete="CASCADE"))]


class Base(DeclarativeBase):
    type_annotation_map = {str: Text(), bool: Boolean()}


class User(Base):
    __tablename__ = "user_account"

    id: Mapped[IntPk]
    name: Mapped[Name]
    email: Mapped[UniqueEmail]
    is_active: Mapped[Optional[bool]]

    messages: Mapped[list[Message]] = relationship(back_populates="user")


class Message(Base):
    __tablename__ = "message"

    id: Mapped[IntPk]
    user_id: Mapped[UserRef]
    content: Mapped[str]

    user: Mapped[User] = relationship(back_populates="messages")


def count_users(session: Session) -> int:
    return session.execute(select(func.count(User.id))).scalar_one()


def count_by_activity(session: Session) -> dict[bool | None, int]:
    stmt: Select[tuple[bool | None, int]] = select(User.is_active, func.count(User.id)).group_by(User.is_active)
    return dict(session.execute(stmt).tuples().all())


def user_message_pairs(session: Session) -> list[tuple[User, Message]]:
    stmt = select(User, Message).join(Message, onclause=Message.user_id == User.id)
    return [(user, message) for user, message in session.execute(stmt)]


def active_emails(session: Session) -> list[str]:
    stmt = (
        select(User.email)
        .where(User.is_active.is_(True))
        .where(User.email.is_not(None))
        .order_by(User.email)
    )
    emails: Sequence[str] = session.scalars(stmt).all()
    return list(emails)


def webmail_users(session: Session) -> list[User]:
    stmt = (
        select(User)
        .where(User.is_active.is_(True))
        .where(User.email.regexp_match(r"@(gmail|yahoo)\.com$"))
        .order_by(User.name, User.id)
    )
    return list(session.scalars(stmt).all())


def search_messages(session: Session, words: str) -> list[Message]:
    escaped = words.replace("/", "//").replace("%", "/%").replace("_", "/_")
    stmt = select(Message).where(Message.content.like(f"%{escaped}%", escape="/")).order_by(Message.id)
    return list(session.scalars(stmt).all())


def message_counts(session: Session, at_least: int) -> list[tuple[str, int]]:
    how_many = func.count(Message.id).label("how_many")
    stmt = (
        select(User.name, how_many)
        .join(User.messages, isouter=True)
        .group_by(User.id, User.name)
        .having(how_many >= at_least)
        .order_by(how_many.desc(), User.name.asc())
    )
    return [(name, number) for name, number in session.execute(stmt).tuples()]


def find_by_name(session: Session, name: str) -> list[dict[str, Any]]:
    stmt = text("SELECT id, email FROM user_account WHERE name = :name").bindparams(name=name)
    return [dict(mapping) for mapping in session.execute(stmt).mappings()]
