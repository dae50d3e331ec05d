"""A SQLite engine with create_all and a demo under __main__, German names for local things, and a backref."""

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, select
from sqlalchemy.orm import (
    backref,
    configure_mappers,
    contains_eager,
    declarative_base,
    relationship,
    selectinload,
    sessionmaker,
)

engine = create_engine("sqlite:///nachrichten.db")
Sitzung = sessionmaker(bind=engine, expire_on_commit=False)
Basis = declarative_base()


class User(Basis):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False, unique=True)

    messages = relationship("Message", backref=backref("user"), order_by="Message.id")


class Message(Basis):
    __tablename__ = "messages"

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    content = Column(String, nullable=False)


configure_mappers()


def make_session():
    return Sitzung()


def load_user(session, user_id):
    abfrage = select(User).filter_by(id=user_id).options(selectinload(User.messages))
    return session.scalars(abfrage).first()


def load_message(session, message_id):
    abfrage = (
        select(Message)
        .join(Message.user)
        .where(Message.id == message_id)
        .options(contains_eager(Message.user))
    )
    return session.scalars(abfrage).first()


def create_user(session, name, email, contents):
    nachrichten = [Message(content=inhalt) for inhalt in contents]
    benutzer = User(name=name, email=email, messages=nachrichten)
    session.add(benutzer)
    session.commit()
    return benutzer


def reattach(session, user):
    return session.merge(user)


def save_user(session, user):
    gespeichert = session.get(User, user.id)
    for spalte in ("name", "email"):
        setattr(gespeichert, spalte, getattr(user, spalte))
    session.commit()
    return gespeichert


def add_message(session, user, content):
    absender = session.get(User, user.id)
    nachricht = Message(content=content, user=absender)
    session.add(nachricht)
    session.commit()
    return nachricht


def messages_of(session, user):
    abfrage = select(Message).where(Message.user_id == user.id).order_by(Message.id)
    return session.scalars(abfrage).all()


if __name__ == "__main__":
    Basis.metadata.drop_all(engine)
    Basis.metadata.create_all(engine)

    with make_session() as sitzung:
        anna = create_user(sitzung, "Anna", "anna@example.org", ["Hallo", "Wie geht es?"])
    print(anna.id, anna.name, [nachricht.content for nachricht in anna.messages])

    anna.name = "Anna Maria"
    with make_session() as sitzung:
        anna = save_user(sitzung, anna)
    with make_session() as sitzung:
        neue = add_message(sitzung, anna, "Bis bald")
    print(neue.id, neue.content, neue.user.name)

    with make_session() as sitzung:
        alle = messages_of(sitzung, anna)
    print([nachricht.content for nachricht in alle])
