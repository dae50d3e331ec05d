"""Counts those who are active and those who are not: NULL is neither, and nobody has a 0."""
# also-fails: one-statement-each, empty-tables

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, and_, func, or_, text
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import relationship

Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True)
    is_active = Column(Boolean)

    messages = relationship("Message", back_populates="user")


class Message(Base):
    __tablename__ = 'messages'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    content = Column(String, nullable=False)

    user = relationship("User", back_populates="messages")


def count_users(session):
    return session.query(func.count(User.id)).scalar()


def count_by_activity(session):
    return {
        True: session.query(User).filter(User.is_active == True).count(),
        False: session.query(User).filter(User.is_active == False).count(),
    }


def user_message_pairs(session):
    return session.query(User, Message).join(Message).all()


def active_emails(session):
    rows = (
        session.query(User.email)
        .filter(User.is_active == True)  # noqa: E712
        .filter(User.email != None)  # noqa: E711
        .order_by(User.email)
        .all()
    )
    return [email for (email,) in rows]


def webmail_users(session):
    return session.query(User).filter(
        and_(
            User.is_active == True,  # noqa: E712
            or_(
                User.email.like('%@gmail.com'),
                User.email.like('%@yahoo.com')
            )
        )
    ).order_by(User.name).all()


def search_messages(session, words):
    pattern = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return session.query(Message).filter(Message.content.like(f"%{pattern}%")).order_by(Message.id).all()


def message_counts(session, at_least):
    return (
        session.query(User.name, func.count(Message.id))
        .outerjoin(Message)
        .group_by(User.id, User.name)
        .having(func.count(Message.id) >= at_least)
        .order_by(func.count(Message.id).desc(), User.name)
        .all()
    )


def find_by_name(session, name):
    result = session.execute(text("SELECT id, email FROM users WHERE name = :name"), {"name": name})
    return [{"id": row.id, "email": row.email} for row in result]
