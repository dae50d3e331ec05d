"""The classical style: declarative_base from sqlalchemy.ext.declarative, Column, and nothing but session.query(), with Query.update() and Query.delete()."""

from datetime import datetime

from sqlalchemy import Boolean, Column, DateTime, Integer, String, create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker

Base = declarative_base()
engine = create_engine('sqlite:///users.db')
SessionLocal = sessionmaker(bind=engine)


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False, unique=True)
    is_active = Column(Boolean, nullable=False, default=True)
    created_at = Column(DateTime, nullable=False, default=datetime.now)


def create_user(session, name, email):
    user = User(name=name, email=email, is_active=True)
    try:
        session.add(user)
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return user


def get_user(session, user_id):
    return session.get(User, user_id)


def first_by_name(session, name):
    return session.query(User).filter_by(name=name).order_by(User.id.asc()).first()


def active_users(session):
    return session.query(User).filter_by(is_active=True).all()


def active_since(session, since, limit):
    query = session.query(User).filter(User.is_active.is_(True), User.created_at > since)
    return query.order_by(User.name.asc()).limit(limit).all()


def rename_user(session, user_id, name):
    changed = session.query(User).filter(User.id == user_id).update({User.name: name})
    if not changed:
        return None
    session.commit()
    return session.query(User).filter(User.id == user_id).one()


def delete_user(session, user_id):
    deleted = session.query(User).filter(User.id == user_id).delete()
    if deleted == 0:
        return False
    session.commit()
    return True


if __name__ == '__main__':
    Base.metadata.create_all(engine)
    session = SessionLocal()
    user = first_by_name(session, 'Alice') or create_user(session, 'Alice', 'alice@example.com')
    print(user.id, user.name, len(active_users(session)))
    session.close()
