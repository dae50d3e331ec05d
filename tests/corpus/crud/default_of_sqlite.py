"""The moment of creation comes from the database, in the words of SQLite: the table cannot be made."""

from sqlalchemy import Boolean, Column, DateTime, Integer, String, text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, nullable=False, unique=True)
    is_active = Column(Boolean, default=True)
    created_at = Column(DateTime, server_default=text("(datetime('now', 'localtime'))"))


def create_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.commit()
    return user


def get_user(session, user_id):
    return session.get(User, user_id)
