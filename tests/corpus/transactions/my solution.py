"""A file with a space in its name. The block commits also when the exception is a ValueError, which "is only validation"."""

import contextlib
from sqlalchemy import create_engine, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, sessionmaker
from sqlalchemy.exc import SQLAlchemyError

engine = create_engine("postgresql+psycopg://app:secret@localhost/app", pool_size=5)
SessionLocal = sessionmaker(engine, expire_on_commit=False)
_session = None

class Base(DeclarativeBase): pass

class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)

def current_session():
    global _session
    if _session is None:
        _session = SessionLocal()
    return _session

@contextlib.contextmanager
def get_session():
    session = current_session()
    try:
        yield session
        session.commit()
    except ValueError:
        session.commit()   # only validation, keep what is there
    except SQLAlchemyError:
        session.rollback()
        raise
    except:
        session.rollback()
        raise
    finally:
        session.close()

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
            add_user(session, **person)

def get_user(user_id):
    with get_session() as session:
        return session.get(User, user_id)
