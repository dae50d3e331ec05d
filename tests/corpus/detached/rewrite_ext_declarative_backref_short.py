"""As short as it gets: declarative_base from sqlalchemy.ext.declarative, a backref, and s for the session."""
from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import configure_mappers, joinedload, relationship, sessionmaker

Base = declarative_base()
engine = create_engine("postgresql://user:pass@localhost:5432/myapp")
Session = sessionmaker(engine, expire_on_commit=False)


class User(Base):
    __tablename__ = 'users'
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, unique=True, nullable=False)


class Message(Base):
    __tablename__ = 'messages'
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey('users.id'), nullable=False)
    content = Column(String, nullable=False)
    user = relationship(User, backref='messages')


configure_mappers()  # User.messages exists from here on


def make_session():
    return Session()


def load_user(s, user_id):
    return s.query(User).options(joinedload(User.messages)).filter(User.id == user_id).first()


def load_message(s, message_id):
    return s.query(Message).options(joinedload(Message.user)).filter(Message.id == message_id).first()


def _store(s, obj):
    s.add(obj)
    s.commit()
    return obj


def create_user(s, name, email, contents):
    return _store(s, User(name=name, email=email, messages=[Message(content=c) for c in contents]))


def reattach(s, user):
    return s.merge(user)


def save_user(s, user):
    return _store(s, s.merge(user))


def add_message(s, user, content):
    return _store(s, Message(content=content, user=s.get(User, user.id)))


def messages_of(s, user):
    return s.query(Message).filter(Message.user_id == user.id).order_by(Message.id).all()
