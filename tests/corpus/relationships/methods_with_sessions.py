"""Methods of the models do the work, with the session before or after the rest; one only flushes."""

import sys
import os

from sqlalchemy import ForeignKey, Column, Integer, String, create_engine
from sqlalchemy.orm import relationship, backref, sessionmaker
from sqlalchemy.ext.declarative import declarative_base

engine = create_engine('sqlite:///chat.db', echo=True)
Base = declarative_base()

class User(Base):
    __tablename__ = 'users'

    id = Column(Integer(), primary_key=True)
    name = Column(String(), nullable=False)
    email = Column(String(), unique=True, nullable=False)

    messages = relationship('Message', back_populates='user', cascade='all, delete-orphan')

    def write(self, session, text):
        message = Message(content=text, user_id=self.id)
        session.add(message)
        session.flush()
        return message

    def erase(self, message_id, session):
        message = Message.by_id(message_id, session)
        if message in self.messages:
            session.delete(message)
            session.commit()
            return True
        return False

    @classmethod
    def by_id(cls, session, id):
        return session.query(cls).filter(cls.id == id).first()

    def __repr__(self):
        return f'<User name={self.name}>'

class Room(Base):
    __tablename__ = 'rooms'

    id = Column(Integer(), primary_key=True)
    title = Column(String(), nullable=False)

    messages = relationship('Message', backref=backref('room'))

class Message(Base):
    __tablename__ = 'messages'

    id = Column(Integer(), primary_key=True)
    content = Column(String(), nullable=False)
    user_id = Column(Integer(), ForeignKey('users.id'), nullable=False)
    room_id = Column(Integer(), ForeignKey('rooms.id'))

    user = relationship('User', back_populates='messages')

    @classmethod
    def by_id(cls, id, session):
        return session.query(cls).filter(cls.id == id).first()

    @property
    def line(self):
        return self.user.name + ': ' + self.content

    def move(self, room, db):
        self.room = room
        db.add(self)
        db.commit()


def create_user(session, name, email, contents):
    user = User(name=name, email=email)
    session.add(user)
    for c in contents:
        user.messages.append(Message(content=c))
    session.commit()
    return user

def lines(user_id, session):
    return [m.line for m in session.query(Message).filter(Message.user_id == user_id).order_by(Message.id)]

def sender(message_id, session):
    message = Message.by_id(message_id, session)
    return message.user.name if message else None

def add_message(session, user_id, content):
    user = User.by_id(session, user_id)
    if user:
        return user.write(session, content)

def remove_message(session, user_id, message_id):
    user = User.by_id(session, user_id)
    if not user:
        return False
    return user.erase(message_id, session)

def to_room(session, message_id, room_id):
    message = Message.by_id(message_id, session)
    if message is None:
        return None
    if room_id is None:
        message.move(None, session)
        return message
    room = session.query(Room).filter_by(id=room_id).first()
    if room is None:
        return None
    message.move(room, session)
    return message

# session = sessionmaker(bind=engine)()
# import pdb; pdb.set_trace()
