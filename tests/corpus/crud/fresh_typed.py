"""ORM objects for creating and reading, and UPDATE ... RETURNING and DELETE by primary key for changing, each followed by its own commit."""

from datetime import datetime

from sqlalchemy import String, delete, select, update
from sqlalchemy.exc import SQLAlchemyError
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
    except SQLAlchemyError:
        session.rollback()
        raise
    session.refresh(user)
    return user


def get_user(session: Session, user_id: int) -> User | None:
    return session.get(User, user_id)


def first_by_name(session: Session, name: str) -> User | None:
    return session.scalars(select(User).where(User.name == name).order_by(User.id).limit(1)).first()


def active_users(session: Session) -> list[User]:
    return list(session.scalars(select(User).where(User.is_active)))


def active_since(session: Session, since: datetime, limit: int) -> list[User]:
    stmt = (
        select(User)
        .where(User.is_active, User.created_at > since)
        .order_by(User.name, User.id)
        .limit(limit)
    )
    return list(session.scalars(stmt))


def rename_user(session: Session, user_id: int, name: str) -> User | None:
    stmt = update(User).where(User.id == user_id).values(name=name).returning(User)
    user = session.scalars(stmt, execution_options={"populate_existing": True}).one_or_none()
    if user is not None:
        session.commit()
        session.refresh(user)
    return user


def delete_user(session: Session, user_id: int) -> bool:
    deleted = session.execute(delete(User).where(User.id == user_id)).rowcount > 0
    if deleted:
        session.commit()
    return deleted
