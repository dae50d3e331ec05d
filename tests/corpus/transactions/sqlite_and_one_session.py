"""Tried out on SQLite with one session at the top of the file, and errors that are printed."""

from contextlib import contextmanager

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, sessionmaker

engine = create_engine("sqlite:///app.db", connect_args={"check_same_thread": False}, echo=True)
Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True, index=True)
    name = Column(String, nullable=False)
    email = Column(String, unique=True, nullable=False)

    def __repr__(self):
        return f"{self.name} <{self.email}>"


Base.metadata.create_all(bind=engine)
session = sessionmaker(bind=engine)()
print("tables:", list(Base.metadata.tables))


@contextmanager
def get_session():
    try:
        yield session
        session.commit()
    except Exception as e:
        print("something went wrong:", e)
        session.rollback()
    finally:
        session.close()


def current_session():
    return session


def add_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.flush()
    print("added", user)
    return user


def create_user(name, email):
    with get_session() as s:
        return add_user(s, name, email)


def create_users(people):
    for person in people:
        create_user(person["name"], person["email"])


def get_user(user_id):
    user = session.query(User).filter(User.id == user_id).first()
    if user is None:
        print("no such user")
    return user


create_user("Ada", "ada@example.com")
print("first user:", get_user(1))
