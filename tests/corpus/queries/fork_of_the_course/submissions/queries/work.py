"""The whole course was forked: the starter lies where it always was, the work in a folder far from it."""

from sqlalchemy import Column, Integer, String, Boolean, Text, ForeignKey, select, func, and_, or_, text
from sqlalchemy.orm import registry, relationship

reg = registry()


@reg.mapped
class User:
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True)
    is_active = Column(Boolean)
    messages = relationship("Message", back_populates="user")


@reg.mapped
class Message:
    __tablename__ = "messages"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    content = Column(Text, nullable=False)
    user = relationship("User", back_populates="messages")


def count_users(session):
    return session.query(func.count(User.id)).scalar()


def count_by_activity(session):
    # list of rows, like in the lesson
    return session.query(User.is_active, func.count(User.id).label("count")).group_by(User.is_active).all()


def user_message_pairs(session):
    return session.query(User, Message).join(Message).all()


def active_emails(session):
    emails = session.query(User.email).filter(User.is_active == True).order_by(User.email).all()
    for e in emails:
        print(e)


def webmail_users(session):
    return (
        session.query(User)
        .filter(and_(User.is_active == True, or_(User.email.like("%@gmail.com"), User.email.like("%@yahoo.com"))))
        .order_by(User.name)
        .all()
    )


def search_messages(session, words):
    return session.query(Message).filter(Message.content.contains(words, autoescape=True)).order_by(Message.id).all()


def message_counts(session, at_least):
    n = func.count(Message.id)
    q = session.query(User.name, n).outerjoin(Message).group_by(User.id, User.name).having(n >= at_least)
    return q.order_by(n.desc(), User.name).all()


def find_by_name(session, name):
    result = session.execute(text("SELECT * FROM users WHERE name = :name"), {"name": name})
    return [{"id": row.id, "email": row.email} for row in result]
