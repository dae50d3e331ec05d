"""Two joinedloads in one query: a row for each pair of a message and a login."""

from sqlalchemy import Column, ForeignKey, Integer, String, func
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import joinedload, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    messages = relationship("Message", back_populates="user")
    logins = relationship("Login", back_populates="user")

    def __repr__(self):
        return f"<User(id={self.id}, name='{self.name}')>"


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
    device = Column(String(50), nullable=False)

    user = relationship("User", back_populates="logins")


def list_users(session):
    return session.query(User).order_by(User.name).all()


def users_with_messages(session):
    return session.query(User).options(joinedload(User.messages)).order_by(User.name).all()


def messages_with_senders(session):
    return session.query(Message).options(joinedload(Message.user)).order_by(Message.id).all()


def users_who_wrote(session, word):
    writers = session.query(Message.user_id).filter(Message.content.like(f"%{word}%"))
    return (
        session.query(User)
        .options(joinedload(User.messages))
        .filter(User.id.in_(writers))
        .order_by(User.name)
        .all()
    )


def user_details(session, user_id):
    return (
        session.query(User)
        .options(joinedload(User.messages), joinedload(User.logins))
        .filter(User.id == user_id)
        .first()
    )


def activity(session):
    messages = dict(
        session.query(Message.user_id, func.count(Message.id)).group_by(Message.user_id).tuples().all()
    )
    logins = dict(session.query(Login.user_id, func.count(Login.id)).group_by(Login.user_id).tuples().all())
    return {
        user_id: {"messages": messages.get(user_id, 0), "logins": logins.get(user_id, 0)}
        for (user_id,) in session.query(User.id)
    }
