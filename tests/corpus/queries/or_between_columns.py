"""Writes or between two conditions, forgets some imports, and has the session as the last parameter."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, func
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import relationship

Base = declarative_base()

class User(Base):
    __tablename__ = 'users'
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, unique=True)
    is_active = Column(Boolean)
    messages = relationship('Message', backref='user')

class Message(Base):
    __tablename__ = 'messages'
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    content = Column(String, nullable=False)

# 1
def count_users(session):
    return session.query(func.count(User.id)).first()[0]

# 2
def count_by_activity(session):
    result = {}
    rows = session.query(User.is_active, func.count()).group_by(User.is_active).all()
    for row in rows:
        result[row[0]] = row[1]
    return result

# 3
def user_message_pairs(session):
    return session.query(User, Message).join(User.messages).all()

# 4
def active_emails(session):
    emails = session.query(User.email).filter(User.is_active == True, User.email.is_not(None)).order_by(User.email).all()
    return [email for (email,) in emails]

# 5
def webmail_users(session):
    return session.query(User).filter(
        User.is_active == True,
        User.email.like('%@gmail.com') or User.email.like('%@yahoo.com')
    ).order_by(User.name).all()

# 6
def search_messages(words, session):
    return session.query(Message).filter(Message.content.contains(words, autoescape=True)).order_by(Message.id).all()

# 7
def message_counts(at_least, session):
    n = func.count(Message.id)
    return session.query(User.name, n).outerjoin(Message).group_by(User.id).having(n >= at_least).order_by(desc(n), User.name).all()

# 8
def find_by_name(name, session):
    rows = session.execute(text('SELECT id, email FROM users WHERE name = :name'), {'name': name}).mappings()
    return [dict(r) for r in rows]
