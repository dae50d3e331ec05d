"""backref on one side and the other side written out as well, so that the models cannot be mapped."""
# outcome: import_failed

from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import relationship

Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)
    messages = relationship("Message", backref="user", cascade="all, delete-orphan")


class Room(Base):
    __tablename__ = 'rooms'

    id = Column(Integer, primary_key=True)
    title = Column(String(100), nullable=False)
    messages = relationship("Message", backref="room")


class Message(Base):
    __tablename__ = 'messages'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    room_id = Column(Integer, ForeignKey('rooms.id'))
    content = Column(String, nullable=False)
    user = relationship("User")
    room = relationship("Room")


def create_user(session, name, email, contents):
    user = User(name=name, email=email)
    for content in contents:
        session.add(Message(content=content, user=user))
    session.add(user)
    session.commit()
    return user
