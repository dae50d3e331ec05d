"""A service class holds the session and does the work; the seven module-level functions only delegate to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, String, UniqueConstraint, select
from sqlalchemy.exc import IntegrityError, NoResultFound
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("email", name="users_email_key"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255))
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=datetime.now)

    @classmethod
    def active(cls) -> Select[tuple[User]]:
        return select(cls).where(cls.is_active)


@dataclass(frozen=True, slots=True)
class UserService:
    session: Session

    def create(self, name: str, email: str) -> User:
        user = User(name=name, email=email)
        self.session.add(user)
        try:
            self.session.commit()
        except IntegrityError:
            self.session.rollback()
            raise
        self.session.refresh(user)
        return user

    def find(self, user_id: int) -> User | None:
        try:
            return self.session.get_one(User, user_id)
        except NoResultFound:
            return None

    def first_named(self, name: str) -> User | None:
        return self.session.scalars(select(User).filter_by(name=name).order_by(User.id).limit(1)).one_or_none()

    def all_active(self) -> list[User]:
        return list(self.session.scalars(User.active()))

    def newcomers(self, since: datetime, limit: int) -> list[User]:
        query = User.active().where(User.created_at > since).order_by(User.name).limit(limit)
        return list(self.session.scalars(query))

    def rename(self, user_id: int, name: str) -> User | None:
        if user := self.find(user_id):
            user.name = name
            self.session.commit()
        return user

    def delete(self, user_id: int) -> bool:
        if user := self.find(user_id):
            self.session.delete(user)
            self.session.commit()
            return True
        return False


def create_user(session: Session, name: str, email: str) -> User:
    return UserService(session).create(name, email)


def get_user(session: Session, user_id: int) -> User | None:
    return UserService(session).find(user_id)


def first_by_name(session: Session, name: str) -> User | None:
    return UserService(session).first_named(name)


def active_users(session: Session) -> list[User]:
    return UserService(session).all_active()


def active_since(session: Session, since: datetime, limit: int) -> list[User]:
    return UserService(session).newcomers(since, limit)


def rename_user(session: Session, user_id: int, name: str) -> User | None:
    return UserService(session).rename(user_id, name)


def delete_user(session: Session, user_id: int) -> bool:
    return UserService(session).delete(user_id)
