"""Prints what it finds, as the lesson's loops do, and eager loads with a typing mistake in the name."""
# fails: list-users, users-with-messages, messages-with-senders, users-who-wrote, user-details, activity

from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, joinedload, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)
    messages = relationship("Message", back_populates="user")
    logins = relationship("Login", back_populates="user")


class Message(Base):
    __tablename__ = "messages"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    content = Column(String, nullable=False)
    user = relationship("User", back_populates="messages")


class Login(Base):
    __tablename__ = "logins"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    device = Column(String, nullable=False)
    user = relationship("User", back_populates="logins")


def list_users(session):
    for user in session.query(User).order_by(User.name).all():
        print(user.name)


def users_with_messages(session):
    users = session.query(User).options(joinedload(User.messages)).order_by(User.name).all()
    for user in users:
        print(f"{user.name}: {[m.content for m in user.messages]}")


def messages_with_senders(session):
    for m in session.query(Message).options(joinedload(Message.users)).order_by(Message.id):
        print(f"{m.user.name}: {m.content}")


def users_who_wrote(session, word):
    users = session.query(User).join(Message).filter(Message.content.like(f"%{word}%")).all()
    print(users)


def user_details(session, user_id):
    user = session.get(User, user_id)
    print(user.name, user.messages, user.logins)


def activity(session):
    for user in session.query(User).all():
        print(user.id, len(user.messages), len(user.logins))
