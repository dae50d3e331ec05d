"""Functions without a session of their own: they use the one at the top of the module, made for SQLite."""
# fails: nothing

from datetime import datetime

from sqlalchemy import Boolean, Column, DateTime, Integer, String, create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base, sessionmaker

engine = create_engine("sqlite:///users.db", connect_args={"check_same_thread": False})
Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, nullable=False, unique=True)
    is_active = Column(Boolean, default=True)
    created_at = Column(DateTime, default=datetime.now)

    def __init__(self, name, email):
        self.name = name
        self.email = email

    def __repr__(self):
        return "<User %s>" % self.name


Base.metadata.create_all(engine)
session = sessionmaker(bind=engine)()


def create_user(name, email):
    try:
        user = User(name, email)
        session.add(user)
        session.commit()
        print("created", user)
        return user
    except IntegrityError as error:
        print("could not create", name)
        session.rollback()
        raise error


def get_user(user_id):
    return session.get(User, user_id)


def first_by_name(name):
    users = session.query(User).filter_by(name=name).order_by(User.id.asc()).all()
    if len(users) > 0:
        return users[0]


def active_users():
    return session.query(User).filter_by(is_active=True).all()


def active_since(since, limit):
    query = session.query(User).filter(User.is_active == True, User.created_at > since)
    return query.order_by(User.name)[0:limit]


def rename_user(user_id, name):
    user = get_user(user_id)
    if user:
        user.name = name
        session.commit()
    return user


def delete_user(user_id):
    user = get_user(user_id)
    if user:
        session.delete(user)
        session.commit()
    return user is not None
