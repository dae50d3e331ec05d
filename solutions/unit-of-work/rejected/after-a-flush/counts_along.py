"""Counts its own calls, and does not notice what others flush or roll back."""

from sqlalchemy import Column, Integer, String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.declarative import declarative_base

Base = declarative_base()

NOTHING = {"new": 0, "dirty": 0, "deleted": 0}
counts = dict(NOTHING)


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    def __repr__(self):
        return f"<User(id={self.id}, name='{self.name}')>"


def add_user(session, name, email):
    counts["new"] += 1
    user = User(name=name, email=email)
    session.add(user)
    return user


def add_user_with_id(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.flush()  # Get ID before commit
    return user


def rename_user(session, user, name):
    counts["dirty"] += 1
    user.name = name


def delete_user(session, user):
    counts["deleted"] += 1
    session.delete(user)


def waiting(session):
    return dict(counts)


def save(session):
    saved = waiting(session)
    counts.clear()
    counts.update(NOTHING)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return saved


def discard(session):
    session.rollback()


def would_fit(session, name, email):
    session.add(User(name=name, email=email))
    try:
        session.flush()
        return True
    except IntegrityError:
        return False
    finally:
        session.rollback()


def replace_user(session, user, name):
    heir = User(name=name, email=user.email)
    try:
        session.delete(user)
        session.flush()  # the email is free now
        session.add(heir)
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return heir
