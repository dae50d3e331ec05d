"""The first four active users are all it returns."""

from datetime import datetime

from sqlalchemy import String, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)
    is_active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime] = mapped_column(default=datetime.now)


def create_user(session: Session, name: str, email: str) -> User:
    user = User(name=name, email=email)
    session.add(user)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return user


def get_user(session: Session, user_id: int) -> User | None:
    return session.get(User, user_id)


def first_by_name(session: Session, name: str) -> User | None:
    return session.scalars(select(User).where(User.name == name).order_by(User.id).limit(1)).first()


def active_users(session: Session) -> list[User]:
    return list(session.scalars(select(User).where(User.is_active).limit(4)))


def active_since(session: Session, since: datetime, limit: int) -> list[User]:
    query = (
        select(User)
        .where(User.is_active, User.created_at > since)
        .order_by(User.name)
        .limit(limit)
    )
    return list(session.scalars(query))


def rename_user(session: Session, user_id: int, name: str) -> User | None:
    user = session.get(User, user_id)
    if user is None:
        return None
    user.name = name
    session.commit()
    return user


def delete_user(session: Session, user_id: int) -> bool:
    user = session.get(User, user_id)
    if user is None:
        return False
    session.delete(user)
    session.commit()
    return True
