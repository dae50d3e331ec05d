"""Imperative mapping: Table objects first, plain Python classes mapped onto them, and queries on table columns."""

import sqlalchemy as sa
from sqlalchemy import orm

metadata = sa.MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
    }
)
mapper_registry = orm.registry(metadata=metadata)

users = sa.Table(
    "users",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("email", sa.Text, nullable=True, unique=True),
    sa.Column("is_active", sa.Boolean, nullable=True),
)

messages = sa.Table(
    "messages",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.Integer, sa.ForeignKey("users.id"), nullable=False, index=True),
    sa.Column("content", sa.Text, nullable=False),
)


class User:
    def __init__(self, name, email=None, is_active=None):
        self.name = name
        self.email = email
        self.is_active = is_active


class Message:
    def __init__(self, content, user=None):
        self.content = content
        self.user = user


mapper_registry.map_imperatively(
    User, users, properties={"messages": orm.relationship(Message, back_populates="user")}
)
mapper_registry.map_imperatively(
    Message, messages, properties={"user": orm.relationship(User, back_populates="messages")}
)

is_active = users.c.is_active.is_(sa.true())


def count_users(session):
    return session.scalar(sa.select(sa.func.count(users.c.id)))


def count_by_activity(session):
    query = sa.select(users.c.is_active, sa.func.count().label("number")).group_by(users.c.is_active)
    return {row.is_active: row.number for row in session.execute(query)}


def user_message_pairs(session):
    query = sa.select(User, Message).select_from(sa.join(users, messages))
    return session.execute(query).all()


def active_emails(session):
    query = sa.select(users.c.email).where(is_active, users.c.email.is_not(sa.null()))
    return session.execute(query.order_by(users.c.email)).scalars().all()


def webmail_users(session):
    domains = ["@gmail.com", "@yahoo.com"]
    ends_in_one = sa.or_(*[users.c.email.like("%" + domain) for domain in domains])
    return session.scalars(sa.select(User).where(is_active, ends_in_one).order_by(users.c.name)).all()


def search_messages(session, words):
    contains = messages.c.content.contains(words, autoescape=True, escape="!")
    return session.scalars(sa.select(Message).where(contains).order_by(messages.c.id)).all()


def message_counts(session, at_least):
    number = sa.func.count(messages.c.id)
    query = (
        sa.select(users.c.name, number)
        .select_from(sa.outerjoin(users, messages))
        .group_by(users.c.id, users.c.name)
        .having(number >= sa.bindparam("at_least"))
        .order_by(sa.desc(number), users.c.name)
    )
    return session.execute(query, {"at_least": at_least}).all()


def find_by_name(session, name):
    query = sa.text("SELECT id, email FROM users WHERE name = :name")
    query = query.bindparams(sa.bindparam("name", name, type_=sa.Text))
    return [dict(id=row[0], email=row[1]) for row in session.execute(query)]
