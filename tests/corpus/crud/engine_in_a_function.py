"""Every function connects anew: engine, tables and session are made in a helper, each time, and nothing is closed."""

from datetime import datetime

from sqlalchemy import Boolean, Column, DateTime, Integer, String, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)
    is_active = Column(Boolean, default=True)
    created_at = Column(DateTime, default=datetime.utcnow)


def connect(path="users.db"):
    engine = create_engine(f"sqlite:///{path}", connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    DBSession = sessionmaker(bind=engine)
    return DBSession()


def create_user(name, email):
    s = connect()
    u = User(name=name, email=email)
    s.add(u)
    s.commit()
    return u


def get_user(user_id):
    s = connect()
    return s.query(User).filter(User.id == user_id).first()


def first_by_name(name):
    s = connect()
    return s.query(User).filter(User.name == name).order_by(User.id).first()


def active_users():
    s = connect()
    return s.query(User).filter(User.is_active == True).all()


def active_since(since, limit):
    s = connect()
    q = s.query(User).filter(User.is_active == True)
    q = q.filter(User.created_at > since)
    q = q.order_by(User.name)
    return q.limit(limit).all()


def rename_user(user_id, name):
    s = connect()
    u = s.query(User).filter(User.id == user_id).first()
    if u:
        u.name = name
        s.commit()
        return u


def delete_user(user_id):
    s = connect()
    u = s.query(User).filter(User.id == user_id).first()
    if u:
        s.delete(u)
        s.commit()
        return True
    return False
