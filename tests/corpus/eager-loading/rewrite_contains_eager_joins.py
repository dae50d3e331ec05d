"""Joins written out by hand: outerjoin() with contains_eager(), aliases, EXISTS, and unique() to get each user once."""

from sqlalchemy import ForeignKey, String, exists, func, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    aliased,
    contains_eager,
    mapped_column,
    relationship,
    selectinload,
)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)

    messages: Mapped[list["Message"]] = relationship(back_populates="user")
    logins: Mapped[list["Login"]] = relationship(back_populates="user")


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    content: Mapped[str] = mapped_column()

    user: Mapped[User] = relationship(back_populates="messages")


class Login(Base):
    __tablename__ = "logins"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    device: Mapped[str] = mapped_column(String(50))

    user: Mapped[User] = relationship(back_populates="logins")


def list_users(db):
    return db.scalars(select(User).order_by(User.name)).all()


def users_with_messages(db):
    query = (
        select(User)
        .outerjoin(User.messages)
        .options(contains_eager(User.messages))
        .order_by(User.name, User.id, Message.id)
    )
    return db.scalars(query).unique().all()


def messages_with_senders(db):
    query = select(Message).join(Message.user).options(contains_eager(Message.user)).order_by(Message.id)
    return db.scalars(query).all()


def users_who_wrote(db, word):
    # The join brings all messages; the alias, inside EXISTS, only decides whose.
    hit = aliased(Message, name="hit")
    query = (
        select(User)
        .join(User.messages)
        .where(exists().where(hit.user_id == User.id, hit.content.contains(word)))
        .options(contains_eager(User.messages))
        .order_by(User.name, User.id, Message.id)
    )
    return db.scalars(query).unique().all()


def user_details(db, user_id):
    # One list is joined, the other is a query of its own: joined both, they would multiply.
    query = (
        select(User)
        .outerjoin(User.messages)
        .where(User.id == user_id)
        .options(contains_eager(User.messages), selectinload(User.logins))
    )
    return db.scalars(query).unique().one_or_none()


def activity(db):
    def numbers_of(model):
        query = select(User.id, func.count(model.id)).outerjoin(model, model.user_id == User.id).group_by(User.id)
        return dict(db.execute(query).tuples().all())

    messages, logins = numbers_of(Message), numbers_of(Login)
    return {user_id: {"messages": messages[user_id], "logins": logins[user_id]} for user_id in messages}
