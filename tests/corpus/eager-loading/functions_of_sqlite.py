"""Finds the word with instr() and puts texts together with group_concat(): functions that SQLite has."""

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, func
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import joinedload, relationship, selectinload, sessionmaker

engine = create_engine('sqlite:///db.sqlite3', connect_args={'check_same_thread': False})
Session = sessionmaker(bind=engine)
Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, nullable=False, unique=True)

    messages = relationship('Message', back_populates='user')
    logins = relationship('Login', back_populates='user')


class Message(Base):
    __tablename__ = 'messages'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    content = Column(String, nullable=False)

    user = relationship('User', back_populates='messages')


class Login(Base):
    __tablename__ = 'logins'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    device = Column(String, nullable=False)

    user = relationship('User', back_populates='logins')


Base.metadata.create_all(engine)
s = Session()


def list_users():
    return s.query(User).order_by(User.name).all()


def users_with_messages():
    return s.query(User).options(joinedload(User.messages)).order_by(User.name).all()


def messages_with_senders():
    return s.query(Message).options(joinedload(Message.user)).order_by(Message.id).all()


def users_who_wrote(word):
    found = s.query(Message.user_id).filter(func.instr(Message.content, word) > 0)
    return s.query(User).options(joinedload(User.messages)).filter(User.id.in_(found)).order_by(User.name).all()


def user_details(user_id):
    return s.query(User).options(selectinload(User.messages), selectinload(User.logins)).filter(User.id == user_id).first()


def activity():
    # one query! all message ids in one string, then count the commas
    rows = (
        s.query(
            User.id,
            func.ifnull(func.group_concat(Message.id.distinct()), ''),
            func.ifnull(func.group_concat(Login.id.distinct()), ''),
        )
        .outerjoin(Message)
        .outerjoin(Login)
        .group_by(User.id)
    )
    return {
        i: {'messages': len([x for x in m.split(',') if x]), 'logins': len([x for x in l.split(',') if x])}
        for i, m, l in rows
    }
