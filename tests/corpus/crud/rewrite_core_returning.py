"""Each write is a single Core-like statement: insert, update and delete, each with returning."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(sa.Integer, sa.Identity(), primary_key=True)
    name: Mapped[str] = mapped_column(sa.Text)
    email: Mapped[str] = mapped_column(sa.Text, unique=True)
    is_active: Mapped[bool] = mapped_column(server_default=sa.true())
    created_at: Mapped[datetime] = mapped_column(sa.DateTime(timezone=False), server_default=sa.func.now())


def create_user(session: Session, name: str, email: str) -> User:
    statement = sa.insert(User).values(name=name, email=email).returning(User)
    try:
        user = session.scalars(statement).one()
    except sa.exc.IntegrityError:
        session.rollback()
        raise
    session.commit()
    return user


def get_user(session: Session, user_id: int) -> User | None:
    return session.get(User, user_id)


def first_by_name(session: Session, name: str) -> User | None:
    return session.scalar(sa.select(User).where(User.name == name).order_by(User.id).fetch(1))


def active_users(session: Session) -> list[User]:
    return list(session.execute(sa.select(User).where(User.is_active.is_(sa.true()))).scalars())


def active_since(session: Session, since: datetime, limit: int) -> list[User]:
    statement = (
        sa.select(User)
        .where(sa.and_(User.is_active, User.created_at > since))
        .order_by(User.name, User.id)
        .limit(limit)
    )
    return list(session.execute(statement).scalars())


def rename_user(session: Session, user_id: int, name: str) -> User | None:
    statement = sa.update(User).where(User.id == user_id).values(name=name).returning(User)
    user = session.scalars(statement).one_or_none()
    if user is not None:
        session.commit()
    return user


def delete_user(session: Session, user_id: int) -> bool:
    statement = sa.delete(User).where(User.id == user_id).returning(User.id)
    if session.scalars(statement).one_or_none() is None:
        return False
    session.commit()
    return True
