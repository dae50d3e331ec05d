"""No loader options at all: the children come with a query of their own, and set_committed_value() puts them in."""

from collections import Counter, defaultdict
from operator import attrgetter

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, Text, select
from sqlalchemy.orm import DeclarativeBase, relationship
from sqlalchemy.orm.attributes import set_committed_value


class Base(DeclarativeBase):
    metadata = MetaData()


class User(Base):
    __table__ = Table(
        "users",
        Base.metadata,
        Column("id", Integer, primary_key=True),
        Column("name", Text, nullable=False),
        Column("email", Text, nullable=False, unique=True),
    )
    messages = relationship("Message", back_populates="user")
    logins = relationship("Login", back_populates="user")


class Message(Base):
    __table__ = Table(
        "messages",
        Base.metadata,
        Column("id", Integer, primary_key=True),
        Column("user_id", ForeignKey("users.id"), nullable=False),
        Column("content", Text, nullable=False),
    )
    user = relationship("User", back_populates="messages")


class Login(Base):
    __table__ = Table(
        "logins",
        Base.metadata,
        Column("id", Integer, primary_key=True),
        Column("user_id", ForeignKey("users.id"), nullable=False),
        Column("device", Text, nullable=False),
    )
    user = relationship("User", back_populates="logins")


def attach(users, attribute, children):
    """Sort the children by their user, and hang on every user a list, perhaps an empty one."""
    of_user = defaultdict(list)
    for child in children:
        of_user[child.user_id].append(child)
    for user in users:
        set_committed_value(user, attribute, of_user[user.id])


def list_users(session):
    return session.scalars(select(User).order_by(User.name)).all()


def users_with_messages(session):
    users = list_users(session)
    attach(users, "messages", session.scalars(select(Message).order_by(Message.id)))
    return users


def messages_with_senders(session):
    messages = []
    for message, user in session.execute(select(Message, User).join(Message.user).order_by(Message.id)):
        set_committed_value(message, "user", user)
        messages.append(message)
    return messages


def users_who_wrote(session, word):
    writers = select(Message.user_id).where(Message.content.contains(word)).distinct()
    users = session.scalars(select(User).where(User.id.in_(writers))).all()
    messages = session.scalars(select(Message).where(Message.user_id.in_(writers)).order_by(Message.id))
    attach(users, "messages", messages)
    return sorted(users, key=attrgetter("name"))


def user_details(session, user_id):
    user = session.scalars(select(User).where(User.id == user_id)).first()
    if user is None:
        return None
    attach([user], "messages", session.scalars(select(Message).where(Message.user_id == user_id)))
    attach([user], "logins", session.scalars(select(Login).where(Login.user_id == user_id)))
    return user


def activity(session):
    messages = Counter(session.scalars(select(Message.user_id)))
    logins = Counter(session.scalars(select(Login.user_id)))
    return {
        user_id: {"messages": messages[user_id], "logins": logins[user_id]}
        for user_id in session.scalars(select(User.id))
    }
