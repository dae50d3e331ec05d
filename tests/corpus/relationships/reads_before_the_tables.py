"""Prints all users while the module is read; the tables were made by another script, on the student's machine."""

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import relationship, sessionmaker

engine = create_engine('postgresql://postgres:postgres@localhost:5432/chat')
Base = declarative_base()


class User(Base):
    __tablename__ = 'users'
    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)
    messages = relationship('Message', back_populates='user', cascade='all, delete-orphan')


class Room(Base):
    __tablename__ = 'rooms'
    id = Column(Integer, primary_key=True)
    title = Column(String(100), nullable=False)
    messages = relationship('Message', back_populates='room')


class Message(Base):
    __tablename__ = 'messages'
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    room_id = Column(Integer, ForeignKey('rooms.id'))
    content = Column(String, nullable=False)
    user = relationship('User', back_populates='messages')
    room = relationship('Room', back_populates='messages')


session = sessionmaker(bind=engine)()

for u in session.query(User).all():
    print(u.name, u.email)


def create_user(name, email, contents):
    user = User(name=name, email=email)
    user.messages = [Message(content=content) for content in contents]
    session.add(user)
    session.commit()
    return user
