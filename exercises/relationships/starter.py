"""Users, rooms, and messages that belong to both. The columns are finished; replace every TODO."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)
    # TODO: messages, the other side of Message.user


class Room(Base):
    __tablename__ = "rooms"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))
    # TODO: messages, the other side of Message.room


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"))
    content: Mapped[str]
    # TODO: user and room


def create_user(session: Session, name: str, email: str, contents: list[str]) -> User:
    # TODO: store a user with a message for each content, for good
    raise NotImplementedError


def lines(session: Session, user_id: int) -> list[str]:
    # TODO: "Alice: Hello!" for each message of this user, by id
    raise NotImplementedError


def sender(session: Session, message_id: int) -> str | None:
    # TODO: the name of the user who sent this message, or None
    raise NotImplementedError


def add_message(session: Session, user_id: int, content: str) -> Message | None:
    # TODO: one more message of this user, for good
    raise NotImplementedError


def remove_message(session: Session, user_id: int, message_id: int) -> bool:
    # TODO: take this message away from the user: it is deleted, for good
    raise NotImplementedError


def to_room(session: Session, message_id: int, room_id: int | None) -> Message | None:
    # TODO: put the message into the room, or out of any with None, for good
    raise NotImplementedError
