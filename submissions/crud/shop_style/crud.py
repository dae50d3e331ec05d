from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from .models import User


def create_user(name: str, email: str, *, db: Session) -> User:
    try:
        return User(name=name, email=email).save(db)
    except IntegrityError:
        db.rollback()
        raise


def get_user(user_id: int, db: Session) -> User | None:
    return User.get(user_id, db)


def first_by_name(name: str, db: Session) -> User | None:
    return db.scalar(select(User).where(User.name == name).order_by(User.id).limit(1))


def active_users(db: Session) -> list[User]:
    return db.scalars(select(User).where(User.is_active.is_(True))).all()


def active_since(since, limit, db: Session) -> list[User]:
    stmt = select(User).where(User.is_active.is_(True)).where(User.created_at > since)
    return db.scalars(stmt.order_by(User.name).limit(limit)).all()


def rename_user(user_id: int, name: str, db: Session) -> User | None:
    user = User.get(user_id, db)
    if user is None:
        return None
    user.name = name
    user.save(db)
    db.refresh(user)
    return user


def delete_user(user_id: int, db: Session) -> bool:
    result = db.execute(delete(User).where(User.id == user_id))
    db.commit()
    return result.rowcount > 0
