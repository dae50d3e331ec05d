"""get_session is a generator, as FastAPI wants it, and the decorator is missing: no with can enter it."""

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.orm import declarative_base, scoped_session, sessionmaker

engine = create_engine("postgresql://postgres:postgres@localhost:5432/postgres")
Session = scoped_session(sessionmaker(bind=engine, expire_on_commit=False))
Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)


def get_session():
    session = Session()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


def current_session():
    return Session()


def add_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.flush()
    return user


def create_user(name, email):
    with get_session() as session:
        return add_user(session, name, email)


def create_users(people):
    with get_session() as session:
        for person in people:
            add_user(session, person["name"], person["email"])


def get_user(user_id):
    with get_session() as session:
        return session.get(User, user_id)
