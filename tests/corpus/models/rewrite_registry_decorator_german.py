"""Die Klassen erben von nichts: der Dekorator registry().mapped bildet sie ab, Konstanten und Hilfen haben deutsche Namen."""

from datetime import datetime
from enum import IntEnum
from typing import List

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String, Text, create_engine
from sqlalchemy.orm import registry, relationship, sessionmaker


class Laenge(IntEnum):
    NAME = 100
    EMAIL = 255


verzeichnis = registry()


def pflichtfeld(typ, *weiteres, **angaben) -> Column:
    """Eine Spalte, die nicht leer bleiben darf."""
    return Column(typ, *weiteres, nullable=False, **angaben)


def zeitpunkt_der_entstehung() -> Column:
    return pflichtfeld(DateTime(), default=lambda: datetime.now())


@verzeichnis.mapped
class User:
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = pflichtfeld(String(Laenge.NAME.value))
    email = pflichtfeld(String(Laenge.EMAIL.value), unique=True)
    is_active = pflichtfeld(Boolean, default=True)
    created_at = zeitpunkt_der_entstehung()

    messages = relationship("Message", back_populates="user", order_by="Message.created_at")

    def __repr__(self) -> str:
        kennung, name = self.id, self.name
        return "<User(id=" + str(kennung) + ", name='" + str(name) + "')>"

    def inhalte(self) -> List[str]:
        return [nachricht.content for nachricht in self.messages]


@verzeichnis.mapped
class Message:
    __tablename__ = "messages"

    id = Column(Integer, primary_key=True)
    user_id = pflichtfeld(Integer, ForeignKey("users.id"))
    content = pflichtfeld(Text)
    created_at = zeitpunkt_der_entstehung()

    user = relationship("User", back_populates="messages")


def vorfuehrung() -> None:
    maschine = create_engine("sqlite://")
    verzeichnis.metadata.create_all(maschine)
    with sessionmaker(maschine)() as sitzung:
        alice = User(name="Alice", email="alice@example.com", messages=[Message(content="Grüß Gott")])
        sitzung.add(alice)
        sitzung.commit()
        print(alice, alice.inhalte())


if __name__ == "__main__":
    vorfuehrung()
