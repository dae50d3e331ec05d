"""The style of older tutorials: sqlalchemy.ext.declarative, a SQLite engine at the top, and a demo with session.query."""

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker

engine = create_engine("sqlite:///:memory:", echo=False)
Session = sessionmaker(bind=engine)
Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True, autoincrement=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False, unique=True)

    def __repr__(self):
        return "<User(id=%s, name=%r, email=%r)>" % (self.id, self.name, self.email)


# ---------------------------------------------------------------------------
# Only in the session
# ---------------------------------------------------------------------------

def add_user(session, name, email):
    new_user = User(name=name, email=email)
    session.add(new_user)
    return new_user


def rename_user(session, user, name):
    user.name = name
    return user


def delete_user(session, user):
    session.delete(user)


def waiting(session):
    return dict(
        new=len(session.new),
        dirty=len(session.dirty),
        deleted=len(session.deleted),
    )


# ---------------------------------------------------------------------------
# Sent to the database
# ---------------------------------------------------------------------------

def add_user_with_id(session, name, email):
    new_user = User(name=name, email=email)
    session.add(new_user)
    session.flush()     # INSERT goes out, new_user.id is known
    return new_user


def would_fit(session, name, email):
    candidate = User(name=name, email=email)
    session.add(candidate)
    try:
        session.flush()
    except IntegrityError:
        fits = False
    else:
        fits = True
    finally:
        # in every case, also if there was some other error
        session.rollback()
    return fits


# ---------------------------------------------------------------------------
# For good, or not at all
# ---------------------------------------------------------------------------

def save(session):
    before = waiting(session)
    try:
        session.commit()
    except Exception:
        session.rollback()
        raise
    return before


def discard(session):
    session.rollback()


def replace_user(session, user, name):
    try:
        email = user.email

        session.delete(user)
        session.flush()     # the DELETE must come before the INSERT

        new_user = User(name=name, email=email)
        session.add(new_user)
        session.commit()
    except Exception:
        session.rollback()
        raise
    return new_user


if __name__ == "__main__":
    Base.metadata.create_all(engine)
    session = Session()

    alice = add_user(session, "Alice", "alice@example.com")
    print("alice.id before the flush:", alice.id)
    print("saved:", save(session))

    bob = add_user_with_id(session, "Bob", "bob@example.com")
    print("bob.id after the flush:", bob.id)
    discard(session)
    print("users:", session.query(User).order_by(User.id).all())

    print("alice's email again:", would_fit(session, "Alice 2", "alice@example.com"))
    print("another email:", would_fit(session, "Alice 2", "alice2@example.com"))

    replace_user(session, alice, "Alicia")
    print("users:", session.query(User).order_by(User.id).all())

    session.close()
