"""Writes most of it in SQL of its own, with texts in double quotes, which SQLite forgives."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, create_engine, text
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import relationship, sessionmaker

engine = create_engine("sqlite:///mydb.sqlite")
Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, unique=True)
    is_active = Column(Boolean)
    messages = relationship("Message", back_populates="user")


class Message(Base):
    __tablename__ = "messages"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    content = Column(String, nullable=False)
    user = relationship("User", back_populates="messages")


session = sessionmaker(bind=engine)()


def count_users():
    return session.execute(text("SELECT COUNT(*) FROM users")).scalar()


def count_by_activity():
    d = {}
    for active, n in session.execute(text("SELECT is_active, COUNT(*) FROM users GROUP BY is_active")):
        d[active] = n
    return d


def user_message_pairs():
    return session.query(User, Message).join(Message, Message.user_id == User.id).all()


def active_emails():
    sql = 'SELECT email FROM users WHERE is_active = 1 AND email != "" ORDER BY email'
    return [row[0] for row in session.execute(text(sql))]


def webmail_users():
    sql = '''SELECT id FROM users WHERE is_active AND (email LIKE "%@gmail.com" OR email LIKE "%@yahoo.com")
             ORDER BY name'''
    ids = [row[0] for row in session.execute(text(sql))]
    return [session.get(User, i) for i in ids]


def search_messages(words):
    return session.query(Message).filter(Message.content.contains(words, autoescape=True)).order_by(Message.id).all()


def message_counts(at_least):
    sql = """SELECT users.name, COUNT(messages.id) AS c FROM users LEFT JOIN messages ON messages.user_id = users.id
             GROUP BY users.id HAVING COUNT(messages.id) >= :n ORDER BY c DESC, users.name"""
    return session.execute(text(sql), {"n": at_least}).fetchall()


def find_by_name(name):
    rows = session.execute(text(f'SELECT id, email FROM users WHERE name = "{name}"'))
    return [dict(row._mapping) for row in rows]
