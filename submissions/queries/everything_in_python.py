"""Loads whole tables and does the rest in Python, which is right as long as the tables are small."""
# fails: counts-one-statement, in-the-database

from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True)
    is_active: Mapped[bool | None]
    messages: Mapped[list["Message"]] = relationship(back_populates="user")


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    content: Mapped[str]
    user: Mapped["User"] = relationship(back_populates="messages", lazy="joined", innerjoin=True)


def count_users(session):
    return len(session.query(User).all())


def count_by_activity(session):
    counts = {}
    for user in session.query(User):
        counts[user.is_active] = counts.get(user.is_active, 0) + 1
    return counts


def user_message_pairs(session):
    return [(message.user, message) for message in session.query(Message)]


def active_emails(session):
    return sorted(user.email for user in session.query(User) if user.is_active and user.email)


def webmail_users(session):
    users = [user for user in session.query(User) if user.is_active and user.email]
    users = [user for user in users if user.email.endswith(("@gmail.com", "@yahoo.com"))]
    return sorted(users, key=lambda user: user.name)


def search_messages(session, words):
    messages = session.query(Message).order_by(Message.id)
    return [message for message in messages if words in message.content]


def message_counts(session, at_least):
    counts = [(user.name, len(user.messages)) for user in session.query(User)]
    counts.sort(key=lambda pair: pair[0])
    counts.sort(key=lambda pair: pair[1], reverse=True)
    return [pair for pair in counts if pair[1] >= at_least]


def find_by_name(session, name):
    return [{"id": user.id, "email": user.email} for user in session.query(User) if user.name == name]
