"""Lazy models, with selectinload for the collections, joinedload for the sender, EXISTS for the word, and two scalar subqueries for the counts."""

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    joinedload,
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
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    content: Mapped[str]

    user: Mapped["User"] = relationship(back_populates="messages")


class Login(Base):
    __tablename__ = "logins"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    device: Mapped[str] = mapped_column(String(50))

    user: Mapped["User"] = relationship(back_populates="logins")


USERS_BY_NAME = select(User).order_by(User.name, User.id)


def list_users(session: Session) -> list[User]:
    return list(session.scalars(USERS_BY_NAME))


def users_with_messages(session: Session) -> list[User]:
    return list(session.scalars(USERS_BY_NAME.options(selectinload(User.messages))))


def messages_with_senders(session: Session) -> list[Message]:
    stmt = select(Message).options(joinedload(Message.user, innerjoin=True)).order_by(Message.id)
    return list(session.scalars(stmt))


def users_who_wrote(session: Session, word: str) -> list[User]:
    stmt = USERS_BY_NAME.where(
        User.messages.any(Message.content.contains(word, autoescape=True))
    ).options(selectinload(User.messages))
    return list(session.scalars(stmt))


def user_details(session: Session, user_id: int) -> User | None:
    stmt = (
        select(User)
        .where(User.id == user_id)
        .options(selectinload(User.messages), selectinload(User.logins))
    )
    return session.scalars(stmt).one_or_none()


def activity(session: Session) -> dict[int, dict[str, int]]:
    messages = select(func.count()).where(Message.user_id == User.id).scalar_subquery()
    logins = select(func.count()).where(Login.user_id == User.id).scalar_subquery()
    stmt = select(User.id, messages.label("messages"), logins.label("logins"))
    return {
        row.id: {"messages": row.messages, "logins": row.logins} for row in session.execute(stmt)
    }
