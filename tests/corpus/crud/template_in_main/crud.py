from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from db import SessionLocal, init_db
from models import User

init_db()


def create_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return user


def get_user(session, user_id):
    return session.get(User, user_id)


def first_by_name(session, name):
    return session.execute(select(User).filter_by(name=name).order_by(User.id)).scalars().first()


def active_users(session):
    return session.execute(select(User).where(User.is_active == True)).scalars().all()


def active_since(session, since, limit):
    q = select(User).where(User.is_active == True, User.created_at > since)
    q = q.order_by(User.name).limit(limit)
    return session.execute(q).scalars().all()


def rename_user(session, user_id, name):
    user = get_user(session, user_id)
    if user:
        user.name = name
        session.commit()
        return user


def delete_user(session, user_id):
    user = get_user(session, user_id)
    if not user:
        return False
    session.delete(user)
    session.commit()
    return True
