"""Three modules: the engine, the model with registry.mapped, and here the blocks and the functions on them."""

from contextlib import contextmanager

from sqlalchemy.orm import make_transient_to_detached

from members_engine import SessionRegistry, engine
from members_models import User, mapper_registry

__all__ = [
    "User",
    "add_user",
    "create_user",
    "create_users",
    "current_session",
    "engine",
    "get_session",
    "get_user",
    "mapper_registry",
]


@contextmanager
def get_session():
    try:
        yield SessionRegistry()
    except BaseException:
        SessionRegistry.rollback()
        raise
    else:
        SessionRegistry.commit()
    finally:
        SessionRegistry.remove()


def current_session():
    return SessionRegistry()


def add_user(session, name, email):
    user = User(name=name, email=email)
    session.add(user)
    session.flush()
    return user


def create_user(name, email):
    with get_session() as session:
        stored = add_user(session, name, email)
        copy = User(id=stored.id, name=stored.name, email=stored.email)
    return as_if_loaded(copy)


def create_users(people):
    with get_session() as session:
        session.add_all([User(name=person["name"], email=person["email"]) for person in people])


def get_user(user_id):
    with get_session() as session:
        found = session.query(User.id, User.name, User.email).filter(User.id == user_id).first()
    return found and as_if_loaded(User(**found._asdict()))


def as_if_loaded(user):
    """Make of an object that was never in a session one that has been in one, and no longer is."""
    make_transient_to_detached(user)
    return user


if __name__ == "__main__":
    mapper_registry.metadata.create_all(engine)
    create_users([{"name": "Ada", "email": "ada@example.com"}, {"name": "Bob", "email": "bob@example.com"}])
    print(get_user(1).name)
