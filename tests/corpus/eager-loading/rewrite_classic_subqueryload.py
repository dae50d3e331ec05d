"""The old classical style: ext.declarative, backref, session.query() with subqueryload, no annotations."""

from sqlalchemy import Column, ForeignKey, Integer, String, func
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import backref, joinedload, relationship, subqueryload

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False, unique=True)

    messages = relationship("Message", backref="user")
    logins = relationship("Login", backref=backref("user"))


class Message(Base):
    __tablename__ = "messages"

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    content = Column(String, nullable=False)


class Login(Base):
    __tablename__ = "logins"

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    device = Column(String(50), nullable=False)


def list_users(session):
    return session.query(User).order_by(User.name).all()


def users_with_messages(session):
    return session.query(User).order_by(User.name).options(subqueryload(User.messages)).all()


def messages_with_senders(session):
    # A user is loaded once, and many messages point to it.
    return session.query(Message).order_by(Message.id).options(joinedload(Message.user, innerjoin=True)).all()


def users_who_wrote(session, word):
    wrote_it = User.messages.any(Message.content.like("%" + word + "%"))
    return session.query(User).filter(wrote_it).order_by(User.name).options(subqueryload(User.messages)).all()


def user_details(session, user_id):
    both = [subqueryload(User.messages), subqueryload(User.logins)]
    return session.query(User).filter_by(id=user_id).options(*both).one_or_none()


def activity(session):
    result = {}
    for (user_id,) in session.query(User.id):
        result[user_id] = {"messages": 0, "logins": 0}
    for user_id, number in session.query(Message.user_id, func.count()).group_by(Message.user_id):
        result[user_id]["messages"] = number
    for user_id, number in session.query(Login.user_id, func.count()).group_by(Login.user_id):
        result[user_id]["logins"] = number
    return result
