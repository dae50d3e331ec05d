"""Tried out on SQLite with one session at the top of the file, which every function uses."""
# fails: nothing

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base, sessionmaker

engine = create_engine("sqlite:///unit.db", connect_args={"check_same_thread": False})
Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True, index=True)
    name = Column(String, nullable=False)
    email = Column(String, nullable=False, unique=True)

    def __str__(self):
        return f"{self.id}: {self.name} <{self.email}>"


Base.metadata.create_all(bind=engine)
session = sessionmaker(bind=engine, autoflush=False)()


def add_user(name, email):
    user = User()
    user.name = name
    user.email = email
    session.add(user)
    return user


def add_user_with_id(name, email):
    user = add_user(name, email)
    session.flush([user])
    print("flushed", user)
    return user


def rename_user(user, name):
    print("rename", user, "to", name)
    user.name = name
    return user


def delete_user(user):
    session.delete(user)
    return True


def waiting():
    counts = {}
    for state in ("new", "dirty", "deleted"):
        counts[state] = len(list(getattr(session, state)))
    print("waiting:", counts)
    return counts


def save():
    counts = waiting()
    try:
        session.commit()
    except Exception as e:
        print("not saved:", e)
        session.rollback()
        raise e
    return counts


def discard():
    session.rollback()
    print("discarded")


def would_fit(name, email):
    user = add_user(name, email)
    try:
        session.flush()
        ok = True
    except IntegrityError as e:
        print(e.orig)
        ok = False
    session.rollback()
    return ok


def replace_user(user, name):
    try:
        email = user.email
        delete_user(user)
        session.flush()
        other = add_user_with_id(name, email)
        session.commit()
        return other
    except IntegrityError:
        session.rollback()
        raise
