"""Both classes have an __init__ that was written for the mini ORM at the beginning of the lesson."""

from datetime import datetime

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String, Text
from sqlalchemy.orm import backref, declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True, autoincrement=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False, unique=True, index=True)
    is_active = Column(Boolean, default=True)
    created_at = Column(DateTime)

    def __init__(self, name, email, is_active=True, created_at=None):
        self.name = name
        self.email = email
        self.is_active = is_active
        self.created_at = created_at or datetime.now()

    def __repr__(self):
        return f"<User(id={self.id}, name='{self.name}')>"


class Message(Base):
    __tablename__ = "messages"

    id = Column(Integer, primary_key=True, autoincrement=True)
    user_id = Column(Integer, ForeignKey(User.id), nullable=False)
    content = Column(Text, nullable=False)
    created_at = Column(DateTime)

    user = relationship(User, backref=backref("messages", lazy=True))

    def __init__(self, content, user=None, user_id=None, created_at=None):
        self.content = content
        if user is not None:
            self.user = user
        else:
            self.user_id = user_id
        self.created_at = created_at or datetime.now()
