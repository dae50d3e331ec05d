"""Without scoped_session: a subclass of threading.local makes one session a thread; models from mixins."""

import threading
from contextlib import contextmanager

import sqlalchemy as sa
from sqlalchemy import orm

engine = sa.create_engine("postgresql+psycopg://user:pass@localhost:5432/myapp", pool_recycle=1800)
make_session = orm.sessionmaker(bind=engine)


class PerThread(threading.local):
    """__init__ runs once in every thread that looks in here."""

    def __init__(self):
        self.session = make_session()


here = PerThread()


class Base(orm.DeclarativeBase):
    pass


class WithKey:
    id: orm.Mapped[int] = orm.mapped_column(primary_key=True)


class WithContact:
    name: orm.Mapped[str] = orm.mapped_column(sa.String(100))

    @orm.declared_attr
    def email(cls) -> orm.Mapped[str]:
        return orm.mapped_column(sa.String(255), unique=True)


class User(WithKey, WithContact, Base):
    __tablename__ = "users"


@contextmanager
def get_session():
    session = here.session
    try:
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.close()


def current_session():
    return here.session


def readable(session, user):
    """Load what the commit is going to expire, and let the object go before that."""
    if user is not None:
        session.refresh(user)
        session.expunge(user)
    return user


def add_user(session, name, email):
    session.add(user := User(name=name, email=email))
    session.flush()
    return user


def create_user(name, email):
    with get_session() as session:
        return readable(session, add_user(session, name, email))


def create_users(people):
    with get_session() as session:
        for person in people:
            add_user(session, person["name"], person["email"])


def get_user(user_id):
    with get_session() as session:
        return readable(session, session.get(User, user_id))
