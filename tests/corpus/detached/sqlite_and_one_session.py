"""Tried out on SQLite with one session at the top of the file, in which nothing is ever detached."""

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, relationship, sessionmaker

engine = create_engine("sqlite:///chat.db", connect_args={"check_same_thread": False}, echo=True)
Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True, index=True)
    name = Column(String, nullable=False)
    email = Column(String, unique=True, nullable=False)
    messages = relationship("Message", back_populates="user", lazy="joined")


class Message(Base):
    __tablename__ = "messages"

    id = Column(Integer, primary_key=True, index=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    content = Column(String, nullable=False)
    user = relationship("User", back_populates="messages", lazy="joined")


Base.metadata.create_all(bind=engine)
session = sessionmaker(bind=engine)()


def make_session():
    return session


def load_user(user_id):
    return session.query(User).filter(User.id == user_id).first()


def load_message(message_id):
    return session.query(Message).filter(Message.id == message_id).first()


def create_user(name, email, contents):
    user = User(name=name, email=email, messages=[Message(content=c) for c in contents])
    session.add(user)
    session.commit()
    print("created", user.id)
    return user


def reattach(user):
    session.add(user)
    return user


def save_user(user):
    session.add(user)
    session.commit()
    print("saved", user.name)
    return user


def add_message(user, content):
    message = Message(content=content, user_id=user.id)
    session.add(message)
    session.commit()
    return message


def messages_of(user):
    return sorted(user.messages, key=lambda message: message.id)
