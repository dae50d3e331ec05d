"""Legacy queries with joinedload for one collection, selectinload where there are two, and correlated counts for the numbers."""

from sqlalchemy import Column, ForeignKey, Integer, String, Text, func, select
from sqlalchemy.orm import declarative_base, joinedload, relationship, selectinload

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False, unique=True)

    messages = relationship("Message", back_populates="user")
    logins = relationship("Login", back_populates="user")


class Message(Base):
    __tablename__ = "messages"

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    content = Column(Text, nullable=False)

    user = relationship("User", back_populates="messages")


class Login(Base):
    __tablename__ = "logins"

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    device = Column(String(50), nullable=False)

    user = relationship("User", back_populates="logins")


def list_users(session):
    return session.query(User).order_by(User.name).all()


def users_with_messages(session):
    return session.query(User).options(joinedload(User.messages)).order_by(User.name).all()


def messages_with_senders(session):
    return session.query(Message).options(joinedload(Message.user, innerjoin=True)).order_by(Message.id).all()


def users_who_wrote(session, word):
    # any() only picks the users; the joinedload has an alias of its own and brings all their messages
    return (
        session.query(User)
        .filter(User.messages.any(Message.content.contains(word)))
        .options(joinedload(User.messages))
        .order_by(User.name)
        .all()
    )


def user_details(session, user_id):
    # two joins would give messages x logins rows, so each collection has its own SELECT
    return (
        session.query(User)
        .filter(User.id == user_id)
        .options(selectinload(User.messages), selectinload(User.logins))
        .one_or_none()
    )


def activity(session):
    def number_of(model):
        return select(func.count(model.id)).where(model.user_id == User.id).correlate(User).scalar_subquery()

    rows = session.query(User.id, number_of(Message), number_of(Login))
    return {
        user_id: {"messages": messages, "logins": logins}
        for user_id, messages, logins in rows
    }
