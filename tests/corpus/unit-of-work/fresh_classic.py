"""Each function calls only the session method it needs, and replace_user flushes the DELETE before it adds the new user."""

from sqlalchemy import Column, Integer, String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)


def add_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    return user


def add_user_with_id(session, name, email):
    user = add_user(session, name, email)
    session.flush()
    return user


def rename_user(session, user, name):
    user.name = name


def delete_user(session, user):
    session.delete(user)


def waiting(session):
    return {
        "new": len(session.new),
        "dirty": len(session.dirty),
        "deleted": len(session.deleted),
    }


def save(session):
    before = waiting(session)
    try:
        session.commit()
    except Exception:
        session.rollback()
        raise
    return before


def discard(session):
    session.rollback()
    # rollback() expires what took part in the transaction; make sure that
    # everything is read again, also when no transaction had begun
    session.expire_all()


def would_fit(session, name, email):
    try:
        add_user_with_id(session, name, email)
        return True
    except IntegrityError:
        return False
    finally:
        session.rollback()


def replace_user(session, user, name):
    try:
        email = user.email
        session.delete(user)
        session.flush()  # the email is free from here on, but nothing is committed
        replacement = User(name=name, email=email)
        session.add(replacement)
        session.commit()
    except Exception:
        session.rollback()
        raise
    return replacement
