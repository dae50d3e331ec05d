"""A decorator commits or rolls back around each writing function, the session is called db, and create_all() runs at import as in many small web apps."""

import functools
import os
from datetime import datetime
from typing import Callable, List, Optional, ParamSpec, TypeVar

from sqlalchemy import Boolean, DateTime, Integer, String, create_engine
from sqlalchemy.orm import Mapped, Session, declarative_base, mapped_column, scoped_session, sessionmaker

engine = create_engine(os.environ.get("DATABASE_URL", "sqlite://"))
SessionLocal = scoped_session(sessionmaker(bind=engine))
Base = declarative_base()

P = ParamSpec("P")
R = TypeVar("R")


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(Integer, primary_key=True, index=True)
    name: Mapped[str] = mapped_column(String, index=True)
    email: Mapped[str] = mapped_column(String, unique=True, index=True)
    is_active: Mapped[bool] = mapped_column(Boolean, default=True)
    created_at: Mapped[datetime] = mapped_column(DateTime, default=datetime.now)


Base.metadata.create_all(bind=engine)


def writes(function: Callable[P, R]) -> Callable[P, R]:
    """Commit what the function did, or roll it back; a falsy result means that it did nothing."""

    @functools.wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        db = kwargs["db"] if "db" in kwargs else args[0]
        try:
            result = function(*args, **kwargs)
            if result:
                db.commit()
        except Exception:
            db.rollback()
            raise
        return result

    return wrapper


@writes
def create_user(db: Session, name: str, email: str) -> User:
    db_user = User(name=name, email=email)
    db.add(db_user)
    return db_user


def get_user(db: Session, user_id: int) -> Optional[User]:
    return db.get(User, user_id)


def first_by_name(db: Session, name: str) -> Optional[User]:
    return db.query(User).filter(User.name == name).order_by(User.id).first()


def active_users(db: Session) -> List[User]:
    return db.query(User).filter(User.is_active).all()


def active_since(db: Session, since: datetime, limit: int) -> List[User]:
    return (
        db.query(User)
        .where(User.is_active)
        .where(User.created_at > since)
        .order_by(User.name)
        .limit(limit)
        .all()
    )


@writes
def rename_user(db: Session, user_id: int, name: str) -> Optional[User]:
    db_user = get_user(db, user_id)
    if db_user:
        db_user.name = name
    return db_user


@writes
def delete_user(db: Session, user_id: int) -> bool:
    db_user = get_user(db, user_id)
    if not db_user:
        return False
    db.delete(db_user)
    return True
