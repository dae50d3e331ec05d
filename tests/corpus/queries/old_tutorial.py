"""Follows a tutorial for SQLAlchemy 1.3: Base.metadata.bind, lists in select(), names of columns as texts."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, create_engine, func, select
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import relationship, sessionmaker

engine = create_engine("sqlite:///sqlalchemy_example.db")
Base = declarative_base()


class User(Base):
    __tablename__ = "user"
    # Here we define columns for the table
    # Notice that each column is also a normal Python instance attribute.
    id = Column(Integer, primary_key=True)
    name = Column(String(250), nullable=False)
    email = Column(String(250), unique=True)
    is_active = Column(Boolean)


class Message(Base):
    __tablename__ = "message"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("user.id"), nullable=False)
    content = Column(String, nullable=False)
    user = relationship(User, backref="messages")


# Create all tables in the engine. This is equivalent to "Create Table" statements in raw SQL.
Base.metadata.create_all(engine)
Base.metadata.bind = engine
DBSession = sessionmaker(bind=engine)
session = DBSession()


def count_users():
    return session.query(User).count()


def count_by_activity():
    result = session.execute(select([User.is_active, func.count(User.id)]).group_by(User.is_active))
    return dict(result.fetchall())


def user_message_pairs():
    return session.query(User, Message).join("messages").all()


def active_emails():
    users = session.query(User).filter_by(active=True).order_by(User.email)
    return [u.email for u in users if u.email]


def webmail_users():
    query = session.query(User).filter(User.is_active, User.email.like("%@gmail.com") | User.email.like("%@yahoo.com"))
    return query.order_by("name asc").all()


def search_messages(words):
    return session.query(Message).filter(Message.content.contains(words, autoescape=True)).order_by(Message.id).all()


def message_counts(at_least):
    query = session.query(User.name, func.count(Message.id)).outerjoin(User.messages).group_by(User.id)
    query = query.having(func.count(Message.id) >= at_least)
    return query.order_by(func.count(Message.id).desc(), User.name).all()


def find_by_name(name):
    rows = engine.execute('SELECT id, email FROM "user" WHERE name = %s', name)
    return [dict(row) for row in rows]
