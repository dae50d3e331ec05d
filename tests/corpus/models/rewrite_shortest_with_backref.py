"""As short as it gets: declarative_base from sqlalchemy.orm, star import, helpers with one-letter names, one relationship with a backref."""
from datetime import datetime
from sqlalchemy import *
from sqlalchemy.orm import declarative_base, relationship

Base, N = declarative_base(), dict(nullable=False)
pk = lambda: Column(Integer, primary_key=True)
at = lambda: Column(DateTime, default=datetime.utcnow, **N)


class User(Base):
    __tablename__ = "users"
    id, name, email = pk(), Column(String(100), **N), Column(String(255), unique=True, **N)
    is_active, created_at = Column(Boolean, default=True, **N), at()
    __repr__ = lambda self: f"<User(id={self.id}, name='{self.name}')>"


class Message(Base):
    __tablename__ = "messages"
    id, user_id, content, created_at = pk(), Column(ForeignKey(User.id), **N), Column(String, **N), at()
    user = relationship(User, backref="messages")
