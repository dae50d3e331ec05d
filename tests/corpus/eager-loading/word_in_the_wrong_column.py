"""Looks for the word among the ids, and takes the session by default; SQLite finds nothing there and is content."""

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, func
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import joinedload, relationship, selectinload, sessionmaker

engine = create_engine('sqlite:///chat.db')
session = sessionmaker(bind=engine)()
Base = declarative_base()


class User(Base):
    __tablename__ = 'users'
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, unique=True, nullable=False)
    messages = relationship('Message', back_populates='user')
    logins = relationship('Login', back_populates='user')


class Message(Base):
    __tablename__ = 'messages'
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    content = Column(String, nullable=False)
    user = relationship('User', back_populates='messages')


class Login(Base):
    __tablename__ = 'logins'
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    device = Column(String, nullable=False)
    user = relationship('User', back_populates='logins')


def list_users(session=session):
    users = session.query(User).order_by(User.name).all()
    print(len(users), 'users')
    return users


def users_with_messages(session=session):
    return session.query(User).options(selectinload(User.messages)).order_by(User.name).all()


def messages_with_senders(session=session):
    return session.query(Message).options(joinedload(Message.user)).order_by(Message.id).all()


def users_who_wrote(word, session=session):
    return (
        session.query(User)
        .join(User.messages)
        .filter(Message.id == word)  # or content?
        .options(selectinload(User.messages))
        .order_by(User.name)
        .all()
    )


def user_details(user_id, session=session):
    query = session.query(User).filter(User.id == user_id)
    return query.options(selectinload(User.messages), selectinload(User.logins)).first()


def activity(session=session):
    result = {}
    for user in session.query(User).options(selectinload(User.messages), selectinload(User.logins)):
        result[user.id] = {'messages': len(user.messages), 'logins': len(user.logins)}
    return result
