"""As short as it can be: the classical declarative_base of sqlalchemy.orm, no annotations, and the session is called s."""
from sqlalchemy import Column, Integer, String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False, unique=True)


def add_user(s, name, email):
    s.add(u := User(name=name, email=email))
    return u


def add_user_with_id(s, name, email):
    u = add_user(s, name, email)
    s.flush()
    return u


def rename_user(s, user, name):
    user.name = name


def delete_user(s, user):
    s.delete(user)


def waiting(s):
    return {k: len(getattr(s, k)) for k in ("new", "dirty", "deleted")}


def save(s):
    w = waiting(s)
    try:
        s.commit()
    except:
        s.rollback()
        raise
    return w


def discard(s):
    s.rollback()


def would_fit(s, name, email):
    try:
        add_user_with_id(s, name, email)
        return True
    except IntegrityError:
        return False
    finally:
        s.rollback()


def replace_user(s, user, name):
    email = user.email
    try:
        s.delete(user)
        s.flush()
        u = add_user(s, name, email)
        s.commit()
    except:
        s.rollback()
        raise
    return u
