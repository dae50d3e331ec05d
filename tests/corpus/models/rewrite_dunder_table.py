"""Declarative classes over Table objects: the columns live in the tables, the classes have only __table__, relationships and methods."""

import datetime as dt

import sqlalchemy as sa
import sqlalchemy.orm as orm


class Base(orm.DeclarativeBase):
    pass


users = sa.Table(
    "users",
    Base.metadata,
    sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
    sa.Column("name", sa.String(100), nullable=False),
    sa.Column("email", sa.String(255), nullable=False),
    sa.Column("is_active", sa.Boolean, nullable=False, default=True, server_default=sa.true()),
    sa.Column("created_at", sa.TIMESTAMP, nullable=False, default=dt.datetime.now),
    sa.Index("users_email_key", "email", unique=True),
)

messages = sa.Table(
    "messages",
    Base.metadata,
    sa.Column("id", sa.Integer, sa.Identity(), primary_key=True),
    sa.Column("user_id", sa.Integer, sa.ForeignKey(users.c.id), nullable=False),
    sa.Column("content", sa.String, nullable=False),
    sa.Column("created_at", sa.TIMESTAMP, nullable=False, default=dt.datetime.now),
)


class User(Base):
    __table__ = users

    messages = orm.relationship("Message", back_populates="user")

    def __repr__(self):
        return f"<User(id={self.id}, name='{self.name}')>"


class Message(Base):
    __table__ = messages

    user = orm.relationship("User", back_populates="messages")
