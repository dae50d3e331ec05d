"""Three flat modules with absolute imports: the model, a generic typed repository, and this one with the functions."""

from datetime import datetime

from sqlalchemy.orm import Session

from models import Base, User
from repository import Repository

__all__ = [
    "Base",
    "User",
    "active_since",
    "active_users",
    "create_user",
    "delete_user",
    "first_by_name",
    "get_user",
    "rename_user",
]


class Users(Repository[User]):
    model = User


def create_user(session: Session, name: str, email: str) -> User:
    return Users(session).add(User(name=name, email=email))


def get_user(session: Session, user_id: int) -> User | None:
    return Users(session).get(user_id)


def first_by_name(session: Session, name: str) -> User | None:
    found = Users(session).find(User.name == name, order_by=User.id, limit=1)
    return found[0] if found else None


def active_users(session: Session) -> list[User]:
    return Users(session).find(User.is_active.is_(True))


def active_since(session: Session, since: datetime, limit: int) -> list[User]:
    return Users(session).find(User.is_active.is_(True), User.created_at > since, order_by=User.name, limit=limit)


def rename_user(session: Session, user_id: int, name: str) -> User | None:
    return Users(session).change(user_id, name=name)


def delete_user(session: Session, user_id: int) -> bool:
    return Users(session).remove(user_id)
