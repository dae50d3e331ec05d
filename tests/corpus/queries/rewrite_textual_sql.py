"""SQL by hand: every query is a text() with bound parameters, and from_statement() makes objects of the rows."""

from textwrap import dedent

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, select, text
from sqlalchemy.orm import DeclarativeBase, relationship


class Base(DeclarativeBase):
    pass


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


def sql(statement):
    return text(dedent(statement).strip())


COUNT_USERS = sql("SELECT count(*) FROM users")

COUNT_BY_ACTIVITY = sql("""
    SELECT is_active, count(*) AS number
      FROM users
     GROUP BY is_active
""").columns(User.is_active, number=Integer)

USER_MESSAGE_PAIRS = sql("""
    SELECT u.id AS u_id, u.name, u.email, u.is_active, m.id AS m_id, m.user_id, m.content
      FROM messages AS m
      JOIN users AS u ON u.id = m.user_id
""").columns(
    User.id, User.name, User.email, User.is_active, Message.id, Message.user_id, Message.content
)

ACTIVE_EMAILS = sql("""
    SELECT email
      FROM users
     WHERE is_active AND email IS NOT NULL
     ORDER BY email
""")

WEBMAIL_USERS = sql("""
    SELECT id, name, email, is_active
      FROM users
     WHERE is_active
       AND (email LIKE '%@gmail.com' OR email LIKE '%@yahoo.com')
     ORDER BY name
""")

SEARCH_MESSAGES = sql("""
    SELECT id, user_id, content
      FROM messages
     WHERE content LIKE :pattern ESCAPE '!'
     ORDER BY id
""")

MESSAGE_COUNTS = sql("""
    SELECT u.name, count(m.id) AS number
      FROM users AS u
      LEFT JOIN messages AS m ON m.user_id = u.id
     GROUP BY u.id, u.name
    HAVING count(m.id) >= :at_least
     ORDER BY number DESC, u.name
""")

FIND_BY_NAME = sql("SELECT id, email FROM users WHERE name = :name")

ESCAPES = str.maketrans({"!": "!!", "%": "!%", "_": "!_"})


def count_users(session):
    return session.execute(COUNT_USERS).scalar()


def count_by_activity(session):
    return {is_active: number for is_active, number in session.execute(COUNT_BY_ACTIVITY)}


def user_message_pairs(session):
    return session.execute(select(User, Message).from_statement(USER_MESSAGE_PAIRS)).all()


def active_emails(session):
    return list(session.scalars(ACTIVE_EMAILS))


def webmail_users(session):
    return list(session.scalars(select(User).from_statement(WEBMAIL_USERS)))


def search_messages(session, words):
    found = session.scalars(
        select(Message).from_statement(SEARCH_MESSAGES), {"pattern": "%" + words.translate(ESCAPES) + "%"}
    )
    return list(found)


def message_counts(session, at_least):
    return [tuple(row) for row in session.execute(MESSAGE_COUNTS, {"at_least": at_least})]


def find_by_name(session, name):
    return [dict(row) for row in session.execute(FIND_BY_NAME, {"name": name}).mappings()]
