
from sqlalchemy import *
from sqlalchemy.orm import *

Base = declarative_base()
engine = create_engine("sqlite:///:memory:")
Session = sessionmaker(engine)


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, nullable=False, unique=True)
    messages = relationship("Message", back_populates="user")
    logins = relationship("Login", back_populates="user")


class Message(Base):
    __tablename__ = "messages"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    content = Column(Text, nullable=False)
    user = relationship("User", back_populates="messages")


class Login(Base):
    __tablename__ = "logins"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    device = Column(Text, nullable=False)
    user = relationship("User", back_populates="logins")


def list_users(session):
    return session.query(User).order_by(User.name).all()


def users_with_messages(session):
    users = session.query(User).order_by(User.name).all()
    for u in users:
        len(u.messages)   # loads them
    return users


def messages_with_senders(session):
    return session.query(Message).options(joinedload(Message.user)).order_by(Message.id).all()


def users_who_wrote(session, word):
    return (session.query(User).filter(User.messages.any(Message.content.contains(word)))
            .options(selectinload(User.messages)).order_by(User.name).all())


def user_details(session, user_id):
    return (session.query(User).options(joinedload(User.messages), joinedload(User.logins))
            .filter(User.id == user_id).first())


def activity(session):
    users = session.query(User).options(selectinload(User.messages), selectinload(User.logins)).all()
    return {u.id: {"messages": len(u.messages), "logins": len(u.logins)} for u in users}
