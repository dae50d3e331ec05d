"""Reference solution in the lesson's style: Column, session.query() and back_populates."""

from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import relationship

Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    messages = relationship(
        "Message", back_populates="user", order_by="Message.id", cascade="all, delete-orphan"
    )


class Room(Base):
    __tablename__ = 'rooms'

    id = Column(Integer, primary_key=True)
    title = Column(String(100), nullable=False)

    messages = relationship("Message", back_populates="room")


class Message(Base):
    __tablename__ = 'messages'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    room_id = Column(Integer, ForeignKey('rooms.id'))
    content = Column(String, nullable=False)

    user = relationship("User", back_populates="messages")
    room = relationship("Room", back_populates="messages")


def create_user(session, name, email, contents):
    user = User(name=name, email=email)
    user.messages = [Message(content=content) for content in contents]
    session.add(user)
    session.commit()
    return user


def lines(session, user_id):
    messages = session.query(Message).filter(Message.user_id == user_id).order_by(Message.id).all()
    return [f"{message.user.name}: {message.content}" for message in messages]


def sender(session, message_id):
    message = session.get(Message, message_id)
    if message is None:
        return None
    return message.user.name


def add_message(session, user_id, content):
    user = session.get(User, user_id)
    if user is None:
        return None
    message = Message(content=content, user=user)
    session.add(message)
    session.commit()
    return message


def remove_message(session, user_id, message_id):
    message = session.query(Message).filter_by(id=message_id, user_id=user_id).first()
    if message is None:
        return False
    session.delete(message)
    session.commit()
    return True


def to_room(session, message_id, room_id):
    message = session.get(Message, message_id)
    if message is None:
        return None
    if room_id is None:
        message.room = None
    else:
        room = session.get(Room, room_id)
        if room is None:
            return None
        room.messages.append(message)
    session.commit()
    return message
