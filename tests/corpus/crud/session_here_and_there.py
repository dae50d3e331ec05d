"""Some functions use the session that they are given, others the one at the top, and objects go from one to the other."""

from datetime import datetime
from sqlalchemy import Boolean, Column, DateTime, Integer, String, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker

engine = create_engine("sqlite:///mydatabase.db")
Base = declarative_base()
Session = sessionmaker(bind=engine)
session = Session()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False, unique=True)
    is_active = Column(Boolean, default=True)
    created_at = Column(DateTime, default=datetime.utcnow)


Base.metadata.create_all(engine)


def create_user(db, name, email):
    user = User(name=name, email=email)
    db.add(user)
    try:
        db.commit()
    except Exception as e:
        db.rollback()
        raise e
    return user


def get_user(user_id):
    return session.get(User, user_id)


def first_by_name(name):
    users = session.query(User).filter(User.name == name).order_by(User.id)
    return users.first()


def active_users():
    return session.query(User).filter_by(is_active=True).all()


def active_since(since, limit):
    users = session.query(User).filter(User.is_active == True, User.created_at > since)
    return users.order_by(User.name).limit(limit).all()


def rename_user(db, user_id, name):
    user = get_user(user_id)
    if user:
        user.name = name
        db.commit()
    return user


def delete_user(db, user_id):
    user = get_user(user_id)
    db.delete(user)
    db.commit()
    return True
