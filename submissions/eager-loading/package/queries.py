from __future__ import annotations

from sqlalchemy import distinct, exists, func, select
from sqlalchemy.orm import Session, contains_eager, joinedload, selectinload

from .models import Login, Message, User


def list_users(db: Session) -> list[User]:
    return db.scalars(select(User).order_by(User.name)).all()


def users_with_messages(db: Session) -> list[User]:
    stmt = select(User).order_by(User.name).options(joinedload(User.messages))
    return db.scalars(stmt).unique().all()


def messages_with_senders(db: Session) -> list[Message]:
    stmt = select(Message).join(Message.user).options(contains_eager(Message.user)).order_by(Message.id)
    return db.scalars(stmt).all()


def users_who_wrote(word: str, db: Session) -> list[User]:
    wrote = exists().where(Message.user_id == User.id, Message.content.contains(word))
    stmt = select(User).where(wrote).order_by(User.name).options(selectinload(User.messages))
    return db.scalars(stmt).all()


def user_details(user_id: int, db: Session) -> User | None:
    return db.get(User, user_id, options=[selectinload(User.messages), selectinload(User.logins)])


def activity(db: Session) -> dict[int, dict[str, int]]:
    stmt = (
        select(
            User.id,
            func.count(distinct(Message.id)).label("messages"),
            func.count(distinct(Login.id)).label("logins"),
        )
        .outerjoin(User.messages)
        .outerjoin(User.logins)
        .group_by(User.id)
    )
    return {row.id: {"messages": row.messages, "logins": row.logins} for row in db.execute(stmt)}
