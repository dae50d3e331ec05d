"""The first three users are all it returns."""

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
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    content: Mapped[str]

    user: Mapped["User"] = relationship(back_populates="messages")


class Login(Base):
    __tablename__ = "logins"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    device: Mapped[str] = mapped_column(String(50))

    user: Mapped["User"] = relationship(back_populates="logins")


def list_users(session: Session) -> list[User]:
    return list(session.scalars(select(User).order_by(User.name).limit(3)))


def users_with_messages(session: Session) -> list[User]:
    query = select(User).options(selectinload(User.messages)).order_by(User.name)
    return list(session.scalars(query))


def messages_with_senders(session: Session) -> list[Message]:
    query = select(Message).options(joinedload(Message.user)).order_by(Message.id)
    return list(session.scalars(query))


def users_who_wrote(session: Session, word: str) -> list[User]:
    query = (
        select(User)
        .where(User.messages.any(Message.content.contains(word, autoescape=True)))
        .options(selectinload(User.messages))
        .order_by(User.name)
    )
    return list(session.scalars(query))


def user_details(session: Session, user_id: int) -> User | None:
    query = (
        select(User)
        .where(User.id == user_id)
        .options(selectinload(User.messages), selectinload(User.logins))
    )
    return session.scalars(query).one_or_none()


def activity(session: Session) -> dict[int, dict[str, int]]:
    """Each number is a query of its own inside the one statement, so that the rows cannot multiply."""
    messages = select(func.count(Message.id)).where(Message.user_id == User.id).scalar_subquery()
    logins = select(func.count(Login.id)).where(Login.user_id == User.id).scalar_subquery()
    rows = session.execute(select(User.id, messages, logins))
    return {user_id: {"messages": sent, "logins": made} for user_id, sent, made in rows}
