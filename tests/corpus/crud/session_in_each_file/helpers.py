"""Each file makes an engine and a session of its own, as it was easier than importing them."""

from models import Base, User
from sqlalchemy import create_engine
from sqlalchemy.orm import sessionmaker

engine = create_engine('sqlite:///app.db')
Base.metadata.create_all(engine)
Session = sessionmaker(bind=engine)
session = Session()


def create_user(name, email):
    user = User(name=name, email=email)
    session.add(user)
    try:
        session.commit()
    except Exception:
        session.rollback()
        raise
    return user


def get_user(user_id):
    return session.get(User, user_id)


def first_by_name(name):
    return session.query(User).filter(User.name == name).order_by(User.id).first()


def active_users():
    return session.query(User).filter(User.is_active == True).all()


def active_since(since, limit):
    return (
        session.query(User)
        .filter(User.is_active == True, User.created_at > since)
        .order_by(User.name)
        .limit(limit)
        .all()
    )


def rename_user(user_id, name):
    user = session.get(User, user_id)
    if not user:
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
