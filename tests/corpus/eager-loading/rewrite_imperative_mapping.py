"""Plain standard dataclasses that know nothing of SQLAlchemy, mapped imperatively onto Table objects."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa
from sqlalchemy.orm import registry, relationship, selectinload

mapper_registry = registry()
metadata = mapper_registry.metadata


@dataclass(eq=False)
class User:
    id: int = field(init=False)
    name: str = ""
    email: str = ""
    messages: list[Message] = field(default_factory=list, repr=False)
    logins: list[Login] = field(default_factory=list, repr=False)


@dataclass(eq=False)
class Message:
    id: int = field(init=False)
    user_id: int = field(init=False)
    content: str = ""
    user: User | None = field(default=None, repr=False)


@dataclass(eq=False)
class Login:
    id: int = field(init=False)
    user_id: int = field(init=False)
    device: str = ""
    user: User | None = field(default=None, repr=False)


def key():
    return sa.Column("id", sa.Integer, primary_key=True)


def owner():
    return sa.Column("user_id", sa.ForeignKey("users.id"), nullable=False)


def required(name, *args, **kwargs):
    return sa.Column(name, sa.String, *args, nullable=False, **kwargs)


user_table = sa.Table("users", metadata, key(), required("name"), required("email", unique=True))
message_table = sa.Table("messages", metadata, key(), owner(), required("content"))
login_table = sa.Table("logins", metadata, key(), owner(), required("device"))

mapper_registry.map_imperatively(
    User,
    user_table,
    properties={
        "messages": relationship(Message, back_populates="user", order_by=message_table.c.id),
        "logins": relationship(Login, back_populates="user", order_by=login_table.c.id),
    },
)
mapper_registry.map_imperatively(
    Message, message_table, properties={"user": relationship(User, back_populates="messages")}
)
mapper_registry.map_imperatively(
    Login, login_table, properties={"user": relationship(User, back_populates="logins")}
)

users_by_name = sa.select(User).order_by(user_table.c.name)


def list_users(session):
    return session.execute(users_by_name).scalars().all()


def users_with_messages(session):
    return session.execute(users_by_name.options(selectinload(User.messages))).scalars().all()


def messages_with_senders(session):
    query = sa.select(Message).order_by(message_table.c.id).options(selectinload(Message.user))
    return session.execute(query).scalars().all()


def users_who_wrote(session, word):
    wrote_it = (
        sa.select(sa.literal(1))
        .select_from(message_table)
        .where(message_table.c.user_id == user_table.c.id)
        .where(message_table.c.content.like(f"%{word}%"))
        .exists()
    )
    query = users_by_name.where(wrote_it).options(selectinload(User.messages))
    return session.execute(query).scalars().all()


def user_details(session, user_id):
    everything = [selectinload(User.messages), selectinload(User.logins)]
    query = sa.select(User).filter_by(id=user_id).options(*everything)
    return session.execute(query).scalar()


def activity(session):
    def number_in(table):
        return (
            sa.select(sa.func.count(table.c.id))
            .where(table.c.user_id == user_table.c.id)
            .scalar_subquery()
        )

    query = sa.select(
        user_table.c.id,
        number_in(message_table).label("messages"),
        number_in(login_table).label("logins"),
    )
    return {
        row["id"]: {"messages": row["messages"], "logins": row["logins"]}
        for row in session.execute(query).mappings()
    }
