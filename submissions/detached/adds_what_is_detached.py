"""Gives detached objects back with session.add(): it works, until the session knows the user already."""
# fails: reattach

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, relationship, selectinload, sessionmaker

engine = create_engine("postgresql://user:pass@localhost:5432/myapp")
Session = sessionmaker(engine, expire_on_commit=False)
Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)
    messages = relationship("Message", back_populates="user")


class Message(Base):
    __tablename__ = "messages"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    content = Column(String, nullable=False)
    user = relationship("User", back_populates="messages")


def make_session():
    return Session()


def load_user(session, user_id):
    return session.query(User).options(selectinload(User.messages)).filter_by(id=user_id).one_or_none()


def load_message(session, message_id):
    return session.query(Message).options(selectinload(Message.user)).filter_by(id=message_id).one_or_none()


def create_user(session, name, email, contents):
    user = User(name=name, email=email, messages=[])
    for content in contents:
        user.messages.append(Message(content=content))
    session.add(user)
    session.commit()
    return user


def reattach(session, user):
    if user not in session:
        session.add(user)
    return user


def save_user(session, user):
    session.add(user)
    session.commit()
    return user


def add_message(session, user, content):
    message = Message(content=content, user=user)
    session.add(message)
    session.commit()
    return message


def messages_of(session, user):
    return session.query(Message).filter(Message.user == user).order_by(Message.id).all()
