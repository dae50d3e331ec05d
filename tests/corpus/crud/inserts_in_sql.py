"""Writes the INSERT and the UPDATE in SQL as for SQLite, catches every error and goes on in the same transaction."""

from datetime import datetime

from sqlalchemy import Boolean, Column, DateTime, Integer, String, create_engine, text
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker

engine = create_engine('sqlite:///users.db')
Base = declarative_base()


class User(Base):
    __tablename__ = 'users'
    id = Column(Integer, primary_key=True, autoincrement=True)
    name = Column(String, nullable=False)
    email = Column(String, unique=True, nullable=False)
    is_active = Column(Boolean, default=True)
    created_at = Column(DateTime, default=datetime.now)


def create_user(session, name, email):
    try:
        session.execute(
            text("INSERT INTO users (name, email, is_active, created_at) VALUES (:name, :email, 1, :now)"),
            {'name': name, 'email': email, 'now': datetime.now()},
        )
        session.commit()
    except Exception as e:
        print('ERROR', e)
    # the new one is the last one
    return session.query(User).order_by(User.id.desc()).first()


def get_user(session, user_id):
    return session.get(User, user_id)


def first_by_name(session, name):
    return session.query(User).filter(User.name == name).order_by(User.id).first()


def active_users(session):
    users = session.query(User).all()
    return [u for u in users if u.is_active]


def active_since(session, since, limit):
    return session.query(User).filter(User.is_active).filter(User.created_at > since).order_by(User.name).limit(limit).all()


def rename_user(session, user_id, name):
    session.execute(text("UPDATE users SET name = ? WHERE id = ?"), (name, user_id))
    session.commit()
    return session.get(User, user_id)


def delete_user(session, user_id):
    n = session.query(User).filter(User.id == user_id).delete()
    session.commit()
    return n == 1
