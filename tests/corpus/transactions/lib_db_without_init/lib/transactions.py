"""Started from the project's folder as `python -m lib.cli`; there is no __init__.py, and init_db() runs at import."""
from contextlib import contextmanager
from lib.db.connection import Session, init_db
from lib.db.models import User

init_db()


def current_session():
    return Session()


@contextmanager
def get_session():
    session = Session()
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        Session.remove()


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
        session.add_all([User(**p) for p in people])


def get_user(user_id):
    with get_session():
        return User.query.filter(User.id == user_id).first()
