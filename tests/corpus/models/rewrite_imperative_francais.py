"""Correspondance impérative avec registry().map_imperatively(), et des noms français pour tout ce qui est local."""

from datetime import datetime, timezone

from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, MetaData, String, Table, Text
from sqlalchemy.orm import registry, relationship

metadonnees = MetaData()
registre = registry(metadata=metadonnees)


def maintenant():
    return datetime.now(timezone.utc)


def colonne_creation():
    return Column("created_at", DateTime(timezone=True), default=maintenant, nullable=False)


table_utilisateurs = Table(
    "users",
    metadonnees,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("email", String(255), nullable=False, unique=True),
    Column("is_active", Boolean, nullable=False, default=True),
    colonne_creation(),
)

table_messages = Table(
    "messages",
    metadonnees,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
    Column("content", Text, nullable=False),
    colonne_creation(),
)


class Entite:
    """Un constructeur qui accepte chaque attribut de la classe par son nom."""

    def __init__(self, **attributs):
        classe = type(self)
        for nom, valeur in attributs.items():
            if not hasattr(classe, nom):
                raise TypeError(f"{nom!r} est inconnu de {classe.__name__}")
            setattr(self, nom, valeur)


class User(Entite):
    def __repr__(self):
        return "<User(id={0.id}, name='{0.name}')>".format(self)


class Message(Entite):
    pass


registre.map_imperatively(
    User,
    table_utilisateurs,
    properties={"messages": relationship(Message, back_populates="user", order_by=table_messages.c.id)},
)
registre.map_imperatively(
    Message,
    table_messages,
    properties={"user": relationship(User, back_populates="messages")},
)
registre.configure()
