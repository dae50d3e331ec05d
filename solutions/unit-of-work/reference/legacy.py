"""Reference solution in the lesson's style: add, modify and delete; flush, commit and rollback."""

from sqlalchemy import Column, Integer, String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.declarative import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    def __repr__(self):
        return f"<User(id={self.id}, name='{self.name}')>"


def add_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    return user


def add_user_with_id(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.flush()  # Get ID before commit
    return user


def rename_user(session, user, name):
    user.name = name  # Just modify the object!


def delete_user(session, user):
    session.delete(user)


def waiting(session):
    return {
        "new": len(session.new),
        "dirty": len(session.dirty),
        "deleted": len(session.deleted),
    }


def save(session):
    saved = waiting(session)
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
