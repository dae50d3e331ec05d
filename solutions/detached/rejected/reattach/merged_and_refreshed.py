"""Reads the user twice: merge() has done that already."""

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import joinedload, relationship, sessionmaker

engine = create_engine("postgresql://user:pass@localhost:5432/myapp")
Session = sessionmaker(bind=engine, expire_on_commit=False)

Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    messages = relationship("Message", back_populates="user")

    def __repr__(self):
        return f"<User(id={self.id}, name='{self.name}')>"


class Message(Base):
    __tablename__ = 'messages'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    content = Column(String, nullable=False)

    user = relationship("User", back_populates="messages")


def make_session():
    return Session()


def load_user(session, user_id):
    return session.query(User).options(joinedload(User.messages)).filter(User.id == user_id).first()


def load_message(session, message_id):
    return session.query(Message).options(joinedload(Message.user)).filter(Message.id == message_id).first()


def create_user(session, name, email, contents):
    user = User(name=name, email=email)
    user.messages = [Message(content=content) for content in contents]
    session.add(user)
    session.commit()
    return user


def reattach(session, user):
    user = session.merge(user)
    session.refresh(user)
    return user


def save_user(session, user):
    saved = session.merge(user)
    session.commit()
    return saved


def add_message(session, user, content):
    message = Message(content=content, user=session.merge(user))
    session.add(message)
    session.commit()
    return message


def messages_of(session, user):
    return session.query(Message).filter(Message.user_id == user.id).order_by(Message.id).all()
