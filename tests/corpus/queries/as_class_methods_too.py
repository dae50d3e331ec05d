"""The queries are class methods of the models, and the functions only pass them on. The percent sign was forgotten."""

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, create_engine, func, text
from sqlalchemy.orm import declarative_base, relationship, scoped_session, sessionmaker

engine = create_engine("postgresql://postgres:postgres@localhost/chat", echo=True)
db_session = scoped_session(sessionmaker(autocommit=False, autoflush=False, bind=engine))
Base = declarative_base()
Base.query = db_session.query_property()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True)
    is_active = Column(Boolean)

    messages = relationship("Message", back_populates="user")

    @classmethod
    def number(cls):
        return cls.query.count()

    @classmethod
    def active(cls):
        return cls.query.filter(cls.is_active)


class Message(Base):
    __tablename__ = "messages"

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    content = Column(String, nullable=False)

    user = relationship("User", back_populates="messages")

    @classmethod
    def search(cls, words):
        return cls.query.filter(cls.content.contains(words)).order_by(cls.id).all()


def count_users():
    return User.number()


def count_by_activity():
    query = db_session.query(User.is_active, func.count()).group_by(User.is_active)
    return {row[0]: row[1] for row in query}


def user_message_pairs():
    return db_session.query(User, Message).filter(User.id == Message.user_id).all()


def active_emails():
    users = User.active().with_entities(User.email).filter(User.email.isnot(None)).order_by(User.email)
    return [email for email, in users]


def webmail_users():
    return (
        User.active()
        .filter(User.email.like("%@gmail.com") | User.email.like("%@yahoo.com"))
        .order_by(User.name)
        .all()
    )


def search_messages(words):
    return Message.search(words)


def message_counts(at_least):
    return (
        db_session.query(User.name, func.count(Message.id))
        .join(User.messages)
        .group_by(User.id)
        .having(func.count(Message.id) >= at_least)
        .order_by(func.count(Message.id).desc(), User.name)
        .all()
    )


def find_by_name(name):
    rows = db_session.execute(text("select id, email from users where name = :name"), dict(name=name))
    return [dict(id=id, email=email) for id, email in rows]
