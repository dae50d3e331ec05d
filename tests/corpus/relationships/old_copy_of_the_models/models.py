"""A copy of the models from before the last change lies beside them, on the same Base; nothing imports it."""

from sqlalchemy import Column, ForeignKey, Integer, String, Text
from sqlalchemy.orm import relationship

from base import Base


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(50), nullable=False)
    email = Column(String(120), nullable=False, unique=True)
    messages = relationship(
        "Message", back_populates="user", cascade="all, delete-orphan", order_by="Message.id"
    )


class Room(Base):
    __tablename__ = "rooms"
    id = Column(Integer, primary_key=True)
    title = Column(String(50), nullable=False)
    messages = relationship("Message", back_populates="room")


class Message(Base):
    __tablename__ = "messages"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"), nullable=False)
    room_id = Column(ForeignKey("rooms.id"))
    content = Column(Text, nullable=False)
    user = relationship("User", back_populates="messages")
    room = relationship("Room", back_populates="messages")
