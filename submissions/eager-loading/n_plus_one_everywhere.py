"""Right results throughout, and a query for each row: "it works on my three users"."""
# fails: users-statements, senders-statements, who-wrote-statements, activity-statements

from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import relationship

Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    messages = relationship("Message", back_populates="user")
    logins = relationship("Login", back_populates="user")


class Message(Base):
    __tablename__ = 'messages'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    content = Column(String, nullable=False)

    user = relationship("User", back_populates="messages")


class Login(Base):
    __tablename__ = 'logins'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    device = Column(String, nullable=False)

    user = relationship("User", back_populates="logins")


def list_users(session):
    return session.query(User).order_by(User.name).all()


def users_with_messages(session):
    users = list_users(session)
    for user in users:
        len(user.messages)  # loads them
    return users


def messages_with_senders(session):
    messages = session.query(Message).order_by(Message.id).all()
    for m in messages:
        m.user.name
    return messages


def users_who_wrote(session, word):
    found = []
    for user in list_users(session):
        for message in user.messages:
            if word in message.content:
                found.append(user)
                break
    return found


def user_details(session, user_id):
    user = session.get(User, user_id)
    if user is not None:
        user.messages, user.logins
    return user


def activity(session):
    return {
        user.id: {"messages": len(user.messages), "logins": len(user.logins)}
        for user in session.query(User).all()
    }
