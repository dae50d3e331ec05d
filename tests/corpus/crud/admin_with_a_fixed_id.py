"""Stores an admin with id 1 while the module is read, and lets PostgreSQL count the others, beginning at 1."""

import datetime

from sqlalchemy import Column, Integer, String, Boolean, DateTime, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker

Base = declarative_base()
engine = create_engine('sqlite:///users.db')
Session = sessionmaker(bind=engine)
session = Session()


class User(Base):
    __tablename__ = 'users'
    __table_args__ = {'sqlite_autoincrement': True}

    id = Column(Integer, primary_key=True, autoincrement=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False, unique=True)
    is_active = Column(Boolean, default=True)
    created_at = Column(DateTime, default=datetime.datetime.now)

    def __repr__(self):
        return '<User {}>'.format(self.name)


Base.metadata.create_all(engine)

# always have an admin
if not session.query(User).filter(User.id == 1).first():
    session.add(User(id=1, name='admin', email='admin@admin.com'))
    session.commit()


def create_user(name, email):
    new_user = User(name=name, email=email)
    try:
        session.add(new_user)
        session.commit()
    except:
        session.rollback()
        raise
    return new_user


def get_user(user_id):
    return session.get(User, user_id)


def first_by_name(name):
    return session.query(User).filter(User.name == name).order_by(User.id).first()


def active_users():
    return session.query(User).filter(User.is_active == True).all()


def active_since(since, limit):
    return session.query(User).filter(User.is_active == True).filter(User.created_at > since) \
        .order_by(User.name).limit(limit).all()


def rename_user(user_id, name):
    user = session.get(User, user_id)
    if user is None:
        return None
    user.name = name
    session.commit()
    return user


def delete_user(user_id):
    user = session.get(User, user_id)
    if not user:
        return False
    session.delete(user)
    session.commit()
    return True
