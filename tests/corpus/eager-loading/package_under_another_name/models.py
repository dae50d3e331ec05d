"""A package that was called chat at home, and imports itself by that name; the folder was renamed when it was handed in."""

from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import relationship

from chat.db import Base


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(50), nullable=False)
    email = Column(String(50), nullable=False, unique=True)
    messages = relationship("Message", backref="user")
    logins = relationship("Login", backref="user")


class Message(Base):
    __tablename__ = "messages"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey(User.id), nullable=False)
    content = Column(String, nullable=False)


class Login(Base):
    __tablename__ = "logins"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey(User.id), nullable=False)
    device = Column(String, nullable=False)
