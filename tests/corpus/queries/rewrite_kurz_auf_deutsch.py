"""So kurz wie moeglich, deutsche Namen fuer alles Lokale, und ein Dekorator macht aus Generatoren Listen und Dicts."""

from functools import wraps

from sqlalchemy import ForeignKey, func, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column as spalte, relationship as beziehung


class Basis(DeclarativeBase):
    id: Mapped[int] = spalte(primary_key=True, sort_order=-1)


class User(Basis):
    __tablename__ = "benutzer"
    name: Mapped[str]
    email: Mapped[str | None] = spalte(unique=True)
    is_active: Mapped[bool | None]
    messages: Mapped[list["Message"]] = beziehung(back_populates="user")


class Message(Basis):
    __tablename__ = "nachrichten"
    user_id: Mapped[int] = spalte(ForeignKey(User.id))
    content: Mapped[str]
    user: Mapped[User] = beziehung(back_populates="messages")


def sammle(behaelter):
    def dekorator(funktion):
        return wraps(funktion)(lambda *werte, **benannte: behaelter(funktion(*werte, **benannte)))

    return dekorator


anzahl = func.count
aktiv = User.is_active.is_(True)


def count_users(sitzung):
    return sitzung.scalar(select(anzahl(User.id)))


@sammle(dict)
def count_by_activity(sitzung):
    for wert, zahl in sitzung.execute(select(User.is_active, anzahl()).group_by(User.is_active)):
        yield wert, zahl


@sammle(list)
def user_message_pairs(sitzung):
    yield from sitzung.execute(select(User, Message).join_from(Message, User)).tuples()


@sammle(list)
def active_emails(sitzung):
    yield from sitzung.scalars(select(User.email).where(aktiv, User.email.is_not(None)).order_by(User.email))


@sammle(list)
def webmail_users(sitzung):
    ende = User.email.like("%@gmail.com") | User.email.like("%@yahoo.com")
    yield from sitzung.scalars(select(User).where(aktiv & ende).order_by(User.name))


@sammle(list)
def search_messages(sitzung, words):
    treffer = Message.content.contains(words, autoescape=True)
    yield from sitzung.scalars(select(Message).where(treffer).order_by(Message.id))


@sammle(list)
def message_counts(sitzung, at_least):
    zahl = anzahl(Message.id)
    abfrage = select(User.name, zahl).outerjoin(User.messages).group_by(User.id).having(zahl >= at_least)
    for name, gesendet in sitzung.execute(abfrage.order_by(-zahl, User.name)):
        yield name, gesendet


@sammle(list)
def find_by_name(sitzung, name):
    for nummer, adresse in sitzung.execute(text("SELECT id, email FROM benutzer WHERE name = :n"), {"n": name}):
        yield {"id": nummer, "email": adresse}
