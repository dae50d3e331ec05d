"""back_populates names an attribute that does not exist, so that the models cannot be mapped."""

from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)
    messages = relationship("Message", back_populates="users", cascade="all, delete-orphan")


class Room(Base):
    __tablename__ = "rooms"
    id = Column(Integer, primary_key=True)
    title = Column(String(100), nullable=False)
    messages = relationship("Message", back_populates="room")


class Message(Base):
    __tablename__ = "messages"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    room_id = Column(Integer, ForeignKey("rooms.id"))
    content = Column(String, nullable=False)
    user = relationship("User", back_populates="message")
    room = relationship("Room", back_populates="messages")


def sender(session, message_id):
    return session.get(Message, message_id).user.name
