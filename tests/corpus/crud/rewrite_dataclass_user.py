"""The user is a dataclass (MappedAsDataclass) with postponed annotations, and small private helpers keep the functions flat."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Final

from sqlalchemy import ColumnElement, String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Session, mapped_column

Name = Annotated[str, mapped_column(String(100))]
Email = Annotated[str, mapped_column(String(255), unique=True)]


class Base(MappedAsDataclass, DeclarativeBase):
    pass


class User(Base, kw_only=True, unsafe_hash=False, eq=False):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True, default=None)
    name: Mapped[Name]
    email: Mapped[Email]
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default_factory=datetime.now, insert_default=datetime.now)


ACTIVE: Final[ColumnElement[bool]] = User.is_active.is_(True)


def _save(session: Session) -> None:
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise


def _users(session: Session, *conditions: ColumnElement[bool], order_by: Iterable = (), limit: int | None = None) -> list[User]:
    statement = select(User).where(*conditions).order_by(*order_by).limit(limit)
    return list(session.scalars(statement).all())


def create_user(session: Session, name: str, email: str) -> User:
    user = User(name=name, email=email)
    session.add(user)
    _save(session)
    return user


def get_user(session: Session, user_id: int) -> User | None:
    return session.get(User, user_id)


def first_by_name(session: Session, name: str) -> User | None:
    return next(iter(_users(session, User.name == name, order_by=[User.id], limit=1)), None)


def active_users(session: Session) -> list[User]:
    return _users(session, ACTIVE)


def active_since(session: Session, since: datetime, limit: int) -> list[User]:
    return _users(session, ACTIVE, User.created_at > since, order_by=[User.name], limit=limit)


def rename_user(session: Session, user_id: int, name: str) -> User | None:
    user = get_user(session, user_id)
    if user is None:
        return None
    user.name = name
    _save(session)
    return user


def delete_user(session: Session, user_id: int) -> bool:
    user = get_user(session, user_id)
    if user is None:
        return False
    session.delete(user)
    _save(session)
    return True
