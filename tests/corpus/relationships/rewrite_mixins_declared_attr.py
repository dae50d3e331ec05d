"""Mixins make the models: declared_attr writes the foreign key and the relationship of "belongs to a user" and "may be in a room"."""

from typing import Optional

from sqlalchemy import ForeignKey, Identity, Integer, String, Text, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column, relationship


class Base(DeclarativeBase):
    type_annotation_map = {str: Text}


class Model(Base):
    __abstract__ = True

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower() + "s"

    @declared_attr
    def id(cls) -> Mapped[int]:
        return mapped_column(Integer, Identity(), primary_key=True, sort_order=-1)


class BelongsToUser:
    @declared_attr
    def user_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("users.id"), index=True)

    @declared_attr
    def user(cls) -> Mapped["User"]:
        return relationship(back_populates="messages")


class MayBeInRoom:
    @declared_attr
    def room_id(cls) -> Mapped[Optional[int]]:
        return mapped_column(ForeignKey("rooms.id"), index=True)

    @declared_attr
    def room(cls) -> Mapped[Optional["Room"]]:
        return relationship(back_populates="messages")


class HasMessages:
    """The many side. A model that owns its messages says so; otherwise they outlive it."""

    owns_messages = False

    @declared_attr
    def messages(cls) -> Mapped[list["Message"]]:
        return relationship(
            back_populates=cls.__name__.lower(),
            order_by="Message.id",
            cascade="all, delete-orphan" if cls.owns_messages else "save-update, merge",
        )


class User(HasMessages, Model):
    owns_messages = True

    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)


class Room(HasMessages, Model):
    title: Mapped[str] = mapped_column(String(100))


class Message(BelongsToUser, MayBeInRoom, Model):
    content: Mapped[str]


def create_user(session: Session, name: str, email: str, contents: list[str]) -> User:
    user = User(name=name, email=email)
    user.messages = [Message(content=content) for content in contents]
    session.add(user)
    session.flush()
    session.commit()
    return user


def lines(session: Session, user_id: int) -> list[str]:
    query = select(User.name, Message.content).join(Message.user).where(User.id == user_id).order_by(Message.id)
    return [": ".join(row) for row in session.execute(query)]


def sender(session: Session, message_id: int) -> Optional[str]:
    query = select(User).join(User.messages).where(Message.id == message_id)
    user = session.scalars(query).one_or_none()
    return user.name if user is not None else None


def add_message(session: Session, user_id: int, content: str) -> Optional[Message]:
    user = session.scalars(select(User).where(User.id == user_id)).one_or_none()
    if user is not None:
        message = Message(content=content)
        message.user = user
        session.add(message)
        session.commit()
        return message
    return None


def remove_message(session: Session, user_id: int, message_id: int) -> bool:
    query = select(Message).where(Message.id == message_id).where(Message.user_id == user_id)
    message = session.scalars(query).one_or_none()
    if message is not None:
        message.user.messages.remove(message)
        session.commit()
        return True
    return False


def to_room(session: Session, message_id: int, room_id: Optional[int]) -> Optional[Message]:
    message = session.get(Message, message_id)
    room = session.get(Room, room_id) if room_id is not None else None
    found = message is not None and (room is not None or room_id is None)
    if not found:
        return None
    message.room = room
    session.commit()
    return message
