"""Reading with the tools of SQL: a scalar subquery for the smallest id, a CTE, and a window function that numbers the users by name."""

from datetime import datetime

from sqlalchemy import Boolean, Column, DateTime, Integer, Table, Text, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, aliased, declarative_base

Base = declarative_base()


class User(Base):
    __table__ = Table(
        "users",
        Base.metadata,
        Column("id", Integer, primary_key=True),
        Column("name", Text, nullable=False),
        Column("email", Text, nullable=False, unique=True),
        Column("is_active", Boolean, nullable=False, default=True),
        Column("created_at", DateTime, nullable=False, default=func.now()),
    )


def create_user(session: Session, name: str, email: str):
    try:
        new_id = session.execute(
            insert(User).returning(User.id), {"name": name, "email": email, "is_active": True}
        ).scalar_one()
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return session.get(User, new_id)


def get_user(session: Session, user_id: int):
    return session.get(User, user_id)


def first_by_name(session: Session, name: str):
    namesake = aliased(User)
    smallest_id = select(func.min(namesake.id)).where(namesake.name == name).scalar_subquery()
    return session.scalars(select(User).where(User.id == smallest_id)).one_or_none()


def active_users(session: Session):
    active_ids = select(User.__table__.c.id).where(User.__table__.c.is_active).cte("active_ids")
    return session.scalars(select(User).join(active_ids, active_ids.c.id == User.id)).all()


def active_since(session: Session, since: datetime, limit: int):
    place = func.row_number().over(order_by=[User.name, User.id]).label("place")
    numbered = (
        select(User.id, place)
        .where(User.is_active, User.created_at > since)
        .subquery("numbered")
    )
    return session.scalars(
        select(User)
        .join(numbered, numbered.c.id == User.id)
        .where(numbered.c.place <= limit)
        .order_by(numbered.c.place)
    ).all()


def rename_user(session: Session, user_id: int, name: str):
    result = session.execute(update(User).where(User.id == user_id).values(name=name))
    if result.rowcount == 0:
        return None
    session.commit()
    return session.get(User, user_id, populate_existing=True)


def delete_user(session: Session, user_id: int):
    result = session.execute(delete(User).where(User.id == user_id))
    found = result.rowcount > 0
    if found:
        session.commit()
    return found
