"""For people who like SQL: common table expressions, window functions, a lateral join, and hybrid __table__ models."""

from sqlalchemy import (
    Boolean,
    Column,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
    func,
    select,
    text,
    true,
)
from sqlalchemy.orm import aliased, registry, relationship

metadata = MetaData()
Base = registry(metadata=metadata).generate_base()


class User(Base):
    __table__ = Table(
        "app_users",
        metadata,
        Column("id", Integer, nullable=False),
        Column("name", Text, nullable=False),
        Column("email", Text),
        Column("is_active", Boolean),
        PrimaryKeyConstraint("id"),
        UniqueConstraint("email"),
    )
    messages = relationship("Message", back_populates="user")


class Message(Base):
    __table__ = Table(
        "app_messages",
        metadata,
        Column("id", Integer, nullable=False),
        Column("user_id", Integer, nullable=False),
        Column("content", Text, nullable=False),
        PrimaryKeyConstraint("id"),
        ForeignKeyConstraint(["user_id"], ["app_users.id"]),
    )
    user = relationship("User", back_populates="messages")


def active_users():
    """The active users as a CTE, to be read like a table."""
    return select(User).where(User.is_active.is_not_distinct_from(true())).cte("active_users")


def count_users(session):
    everyone = select(User.id).subquery("everyone")
    return session.scalar(select(func.count(everyone.c.id)))


def count_by_activity(session):
    per_row = func.count(User.id).over(partition_by=User.is_active)
    return {value: number for value, number in session.execute(select(User.is_active, per_row).distinct())}


def user_message_pairs(session):
    letters = select(Message).cte("letters")
    letter = aliased(Message, letters)
    return session.execute(select(User, letter).join(letters, letters.c.user_id == User.id)).all()


def active_emails(session):
    active = active_users()
    return session.scalars(select(active.c.email).where(active.c.email.is_not(None)).order_by(active.c.email)).all()


def webmail_users(session):
    active = active_users()
    person = aliased(User, active)
    at_one_of_both = active.c.email.endswith("@gmail.com") | active.c.email.endswith("@yahoo.com")
    return session.scalars(select(person).where(at_one_of_both).order_by(active.c.name)).all()


def search_messages(session, words):
    hits = select(Message.id).where(func.strpos(Message.content, words) != 0).cte("hits")
    return session.scalars(select(Message).join(hits, hits.c.id == Message.id).order_by(Message.id)).all()


def message_counts(session, at_least):
    sent = select(func.count(Message.id).label("number")).where(Message.user_id == User.id).lateral("sent")
    return session.execute(
        select(User.name, sent.c.number)
        .join(sent, true())
        .where(sent.c.number >= at_least)
        .order_by(sent.c.number.desc(), User.name)
    ).all()


def find_by_name(session, name):
    rows = session.execute(
        text(
            """
            WITH namesakes AS (SELECT id, email FROM app_users WHERE name = :name)
            SELECT id, email FROM namesakes
            """
        ),
        {"name": name},
    )
    return [dict(zip(rows.keys(), row)) for row in rows]
