"""The table is called user, which is a word of PostgreSQL; SQLAlchemy quotes it, and text() does not."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, func, text
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "user"

    id = Column(Integer, primary_key=True, autoincrement=True)
    name = Column(String(50), nullable=False)
    email = Column(String(100), nullable=True, unique=True)
    is_active = Column(Boolean, nullable=True)
    messages = relationship("Message", back_populates="user")


class Message(Base):
    __tablename__ = "message"

    id = Column(Integer, primary_key=True, autoincrement=True)
    user_id = Column(Integer, ForeignKey("user.id"), nullable=False)
    content = Column(String(1000), nullable=False)
    user = relationship("User", back_populates="messages")


def count_users(session):
    return session.query(User).count()


def count_by_activity(session):
    q = session.query(User.is_active, func.count(User.id)).group_by(User.is_active)
    return dict([tuple(r) for r in q])


def user_message_pairs(session):
    q = session.query(User, Message).filter(Message.user_id == User.id)
    return q.all()


def active_emails(session):
    q = session.query(User.email).filter(User.is_active.is_(True)).filter(User.email != None).order_by(User.email)
    return [e[0] for e in q]


def webmail_users(session):
    gmail = User.email.endswith("@gmail.com")
    yahoo = User.email.endswith("@yahoo.com")
    return session.query(User).filter(User.is_active.is_(True)).filter(gmail | yahoo).order_by(User.name).all()


def search_messages(session, words):
    q = session.query(Message).filter(Message.content.contains(words, autoescape=True))
    return q.order_by(Message.id).all()


def message_counts(session, at_least):
    # only users and number, sorted
    q = (
        session.query(User.name, func.count(Message.id))
        .outerjoin(Message)
        .filter(func.count(Message.id) >= at_least)
        .group_by(User.id)
        .order_by(func.count(Message.id).desc(), User.name)
    )
    return [(n, c) for n, c in q]


def find_by_name(session, name):
    result = session.execute(text("select id, email from user where name = :name"), {"name": name})
    return [{"id": r.id, "email": r.email} for r in result]
