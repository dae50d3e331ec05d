"""A plain Python class that knows nothing of SQLAlchemy, and a Table that registry().map_imperatively puts under it."""

from sqlalchemy import Column, Integer, String, Table, UniqueConstraint
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import registry

mapper_registry = registry()
metadata = mapper_registry.metadata

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("email", String(255), nullable=False),
    UniqueConstraint("email", name="uq_users_email"),
)


class User:
    def __init__(self, name, email):
        self.name = name
        self.email = email

    def __repr__(self):
        return f"User({self.name!r}, {self.email!r})"

    def renamed(self, name):
        """A new user that differs from this one in its name only."""
        return User(name, self.email)


mapper_registry.map_imperatively(User, users)


def add_user(session, name, email):
    user = User(name, email)
    session.add(user)
    return user


def add_user_with_id(session, name, email):
    user = User(name, email)
    session.add(user)
    session.flush()
    return user


def rename_user(session, user, name):
    user.name = name


def delete_user(session, user):
    session.delete(user)


def waiting(session):
    new, dirty, deleted = session.new, session.dirty, session.deleted
    return {"new": len(new), "dirty": len(dirty), "deleted": len(deleted)}


def save(session):
    counts = waiting(session)
    commit_or_rollback(session)
    return counts


def discard(session):
    session.rollback()


def would_fit(session, name, email):
    session.add(User(name, email))
    try:
        session.flush()
    except IntegrityError:
        return False
    finally:
        session.rollback()
    return True


def replace_user(session, user, name):
    replacement = user.renamed(name)
    session.delete(user)
    # Two flushes: the first one has the DELETE, the second one (in commit) the INSERT.
    flush_or_rollback(session)
    session.add(replacement)
    commit_or_rollback(session)
    return replacement


def flush_or_rollback(session):
    try:
        session.flush()
    except Exception:
        session.rollback()
        raise


def commit_or_rollback(session):
    try:
        session.commit()
    except Exception:
        session.rollback()
        raise
