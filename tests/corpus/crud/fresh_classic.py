"""The lesson's session.query for the lists, session.get by primary key, and a refresh after each commit so that the object is loaded again."""

from datetime import datetime

from sqlalchemy import Boolean, Column, DateTime, Integer, String
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)
    is_active = Column(Boolean, default=True, nullable=False)
    created_at = Column(DateTime, default=datetime.now, nullable=False)


def commit_or_rollback(session):
    try:
        session.commit()
    except SQLAlchemyError:
        session.rollback()
        raise


def create_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    commit_or_rollback(session)
    session.refresh(user)
    return user


def get_user(session, user_id):
    return session.get(User, user_id)


def first_by_name(session, name):
    return session.query(User).filter_by(name=name).order_by(User.id).first()


def active_users(session):
    return session.query(User).filter(User.is_active.is_(True)).all()


def active_since(session, since, limit):
    return (
        session.query(User)
        .filter(User.is_active.is_(True), User.created_at > since)
        .order_by(User.name, User.id)
        .limit(limit)
        .all()
    )


def rename_user(session, user_id, name):
    user = get_user(session, user_id)
    if user is None:
        return None
    user.name = name
    commit_or_rollback(session)
    session.refresh(user)
    return user


def delete_user(session, user_id):
    user = get_user(session, user_id)
    if user is None:
        return False
    session.delete(user)
    commit_or_rollback(session)
    return True
