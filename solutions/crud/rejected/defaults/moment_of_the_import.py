"""The parentheses too many: every user has the moment of the import."""

from datetime import datetime

from sqlalchemy import Boolean, Column, DateTime, Integer, String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.declarative import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)
    is_active = Column(Boolean, default=True)
    created_at = Column(DateTime, default=datetime.utcnow())

    def __repr__(self):
        return f"<User(id={self.id}, name='{self.name}')>"


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
    return session.query(User).filter(User.name == name).order_by(User.id).first()


def active_users(session):
    return session.query(User).filter(User.is_active == True).all()  # noqa: E712


def active_since(session, since, limit):
    return (
        session.query(User)
        .filter(User.is_active == True)  # noqa: E712
        .filter(User.created_at > since)
        .order_by(User.name)
        .limit(limit)
        .all()
    )


def rename_user(session, user_id, name):
    user = session.get(User, user_id)
    if user is None:
        return None
    user.name = name
    session.commit()
    return user


def delete_user(session, user_id):
    user = session.get(User, user_id)
    if user is None:
        return False
    session.delete(user)
    session.commit()
    return True
