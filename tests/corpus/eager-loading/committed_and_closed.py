"""The production pattern without expire_on_commit=False: what was loaded has expired when it is returned."""

from contextlib import contextmanager

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, func
from sqlalchemy.orm import (
    declarative_base,
    joinedload,
    relationship,
    scoped_session,
    selectinload,
    sessionmaker,
)

DATABASE_URL = "postgresql://user:pass@localhost:5432/myapp"

engine = create_engine(DATABASE_URL, pool_size=5, max_overflow=10)
session_factory = sessionmaker(bind=engine)
Session = scoped_session(session_factory)
Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    messages = relationship("Message", back_populates="user")
    logins = relationship("Login", back_populates="user")


class Message(Base):
    __tablename__ = "messages"

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    content = Column(String, nullable=False)

    user = relationship("User", back_populates="messages")


class Login(Base):
    __tablename__ = "logins"

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    device = Column(String, nullable=False)

    user = relationship("User", back_populates="logins")


@contextmanager
def get_session():
    session = Session()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


def list_users():
    with get_session() as session:
        return session.query(User).order_by(User.name).all()


def users_with_messages():
    with get_session() as session:
        return session.query(User).options(joinedload(User.messages)).order_by(User.name).all()


def messages_with_senders():
    with get_session() as session:
        return session.query(Message).options(joinedload(Message.user)).order_by(Message.id).all()


def users_who_wrote(word):
    with get_session() as session:
        return (
            session.query(User)
            .options(joinedload(User.messages))
            .filter(User.messages.any(Message.content.like(f"%{word}%")))
            .order_by(User.name)
            .all()
        )


def user_details(user_id):
    with get_session() as session:
        return (
            session.query(User)
            .options(joinedload(User.messages), selectinload(User.logins))
            .filter(User.id == user_id)
            .first()
        )


def activity():
    with get_session() as session:
        messages = dict(session.query(Message.user_id, func.count()).group_by(Message.user_id).tuples().all())
        logins = dict(session.query(Login.user_id, func.count()).group_by(Login.user_id).tuples().all())
        return {
            id: {"messages": messages.get(id, 0), "logins": logins.get(id, 0)}
            for (id,) in session.query(User.id).all()
        }
