"""Two virtual environments, a database file and a test are committed beside the only module."""
import datetime
from sqlalchemy import create_engine, Column, Integer, String, Boolean, DateTime, func
from sqlalchemy.orm import declarative_base, sessionmaker
from sqlalchemy.exc import IntegrityError, NoResultFound

engine = create_engine("sqlite:///database.db")
Base = declarative_base()


class User(Base):
    __tablename__ = "user"   # worked in sqlite
    id = Column(Integer, primary_key=True, autoincrement=True)
    name = Column(String, nullable=False)
    email = Column(String, nullable=False, unique=True)
    is_active = Column(Boolean, nullable=False, default=True)
    created_at = Column(DateTime, default=datetime.datetime.now, nullable=False)


Base.metadata.create_all(engine)
Session = sessionmaker(bind=engine)


def save(session):
    try:
        session.commit()
    except:
        session.rollback()
        raise


def create_user(session, name, email):
    new_user = User(name=name, email=email)
    session.add(new_user)
    save(session)
    return new_user


def get_user(session, user_id):
    return session.get(User, user_id)


def first_by_name(session, name):
    ids = session.query(func.min(User.id)).filter(User.name == name).scalar()
    return get_user(session, ids) if ids else None


def active_users(session):
    return list(session.query(User).filter_by(is_active=True))


def active_since(session, since, limit):
    return list(session.query(User).filter(User.is_active, User.created_at > since).order_by(User.name).limit(limit))


def rename_user(session, user_id, name):
    try:
        user = session.query(User).filter_by(id=user_id).one()
    except NoResultFound:
        return None
    user.name = name
    save(session)
    return user


def delete_user(session, user_id):
    user = get_user(session, user_id)
    if user is None:
        return False
    session.delete(user)
    save(session)
    return True
