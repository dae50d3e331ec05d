"""Loading users with what belongs to them. The models are finished; replace every TODO."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


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


def list_users(session: Session) -> list[User]:
    # TODO: all users by name, without what belongs to them
    raise NotImplementedError


def users_with_messages(session: Session) -> list[User]:
    # TODO: all users by name, with their messages loaded
    raise NotImplementedError


def messages_with_senders(session: Session) -> list[Message]:
    # TODO: all messages by id, with their user loaded
    raise NotImplementedError


def users_who_wrote(session: Session, word: str) -> list[User]:
    # TODO: the users who wrote this word, by name, with all of their messages loaded
    raise NotImplementedError


def user_details(session: Session, user_id: int) -> User | None:
    # TODO: this user with messages and logins loaded, or None
    raise NotImplementedError


def activity(session: Session) -> dict[int, dict[str, int]]:
    # TODO: {user id: {"messages": how many, "logins": how many}}
    raise NotImplementedError
