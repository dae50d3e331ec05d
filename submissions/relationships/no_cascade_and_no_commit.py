"""The lesson's relationships as they are, without a cascade; and half of the functions forget to commit."""
# fails: in-order, lines, add-message, remove-message, to-room, delete-user, remove-from-a-list

from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)
    messages = relationship("Message", back_populates="user")


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
    user = relationship("User", back_populates="messages")
    room = relationship("Room", back_populates="messages")


def create_user(session, name, email, contents):
    user = User(name=name, email=email)
    user.messages = [Message(content=c) for c in contents]
    session.add(user)
    session.commit()
    return user


def lines(session, user_id):
    user = session.get(User, user_id)
    return [f"{user.name}: {m.content}" for m in user.messages]


def sender(session, message_id):
    message = session.get(Message, message_id)
    return message.user.name


def add_message(session, user_id, content):
    user = session.get(User, user_id)
    message = Message(content=content)
    user.messages.append(message)
    session.flush()
    return message


def remove_message(session, user_id, message_id):
    user = session.get(User, user_id)
    user.messages.remove(session.get(Message, message_id))
    session.flush()
    return True


def to_room(session, message_id, room_id):
    message = session.get(Message, message_id)
    message.room = session.get(Room, room_id) if room_id else None
    return message
