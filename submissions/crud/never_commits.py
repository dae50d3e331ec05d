"""Every function does its work, and none of them commits: the next session sees nothing of it."""
# fails: create-is-durable, rename, delete, nothing-found

from sqlalchemy import Boolean, Column, DateTime, Integer, String
from sqlalchemy.ext.declarative import declarative_base
from datetime import datetime

Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)
    is_active = Column(Boolean, default=True)
    created_at = Column(DateTime, default=datetime.utcnow)


def create_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.flush()
    return user


def get_user(session, user_id):
    return session.get(User, user_id)


def first_by_name(session, name):
    return session.query(User).filter(User.name == name).order_by(User.id).all()[0]


def active_users(session):
    return session.query(User).filter(User.is_active == True).all()


def active_since(session, since, limit):
    return (
        session.query(User)
        .filter(User.is_active == True)
        .filter(User.created_at > since)
        .order_by(User.name)
        .limit(limit)
        .all()
    )


def rename_user(session, user_id, name):
    user = session.get(User, user_id)
    user.name = name
    session.flush()
    return user


def delete_user(session, user_id):
    user = session.get(User, user_id)
    session.delete(user)
    session.flush()
    return True
