"""Sehr kurz, mit deutschen Namen: MappedAsDataclass, und ein with, in dem die Transaktion der Sitzung steht."""

from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, mapped_column, scoped_session, sessionmaker

engine = create_engine("postgresql+psycopg2://user:pass@localhost:5432/myapp")
sitzungen = scoped_session(sessionmaker(engine, expire_on_commit=False))


class Basis(MappedAsDataclass, DeclarativeBase):
    pass


class User(Basis):
    __tablename__ = "benutzer"
    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)


@contextmanager
def get_session():
    with sitzungen() as sitzung, sitzung.get_transaction() or sitzung.begin():
        yield sitzung


def current_session():
    return sitzungen()


def add_user(session, name, email):
    session.add(neu := User(name, email))
    session.flush()
    return neu


def create_user(name, email):
    with get_session() as sitzung:
        return add_user(sitzung, name, email)


def create_users(people):
    with get_session() as sitzung:
        sitzung.add_all(User(**person) for person in people)


def get_user(user_id):
    with get_session() as sitzung:
        return sitzung.get(User, user_id)
