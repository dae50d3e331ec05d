"""The message's side is called author instead of user."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)

    messages: Mapped[list["Message"]] = relationship(
        back_populates="author", cascade="all, delete-orphan", order_by="Message.id"
    )


class Room(Base):
    __tablename__ = "rooms"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))

    messages: Mapped[list["Message"]] = relationship(back_populates="room")


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"))
    content: Mapped[str]

    author: Mapped["User"] = relationship(back_populates="messages")
    room: Mapped["Room | None"] = relationship(back_populates="messages")


def create_user(session: Session, name: str, email: str, contents: list[str]) -> User:
    user = User(name=name, email=email, messages=[Message(content=content) for content in contents])
    session.add(user)
    session.commit()
    return user


def lines(session: Session, user_id: int) -> list[str]:
    user = session.get(User, user_id)
    return [f"{user.name}: {message.content}" for message in user.messages] if user else []


def sender(session: Session, message_id: int) -> str | None:
    message = session.get(Message, message_id)
    return message.author.name if message else None


def add_message(session: Session, user_id: int, content: str) -> Message | None:
    user = session.get(User, user_id)
    if user is None:
        return None
    message = Message(content=content)
    user.messages.append(message)
    session.commit()
    return message


def remove_message(session: Session, user_id: int, message_id: int) -> bool:
    user = session.get(User, user_id)
    message = session.get(Message, message_id)
    if user is None or message not in user.messages:
        return False
    user.messages.remove(message)
    session.commit()
    return True


def to_room(session: Session, message_id: int, room_id: int | None) -> Message | None:
    message = session.get(Message, message_id)
    room = None if room_id is None else session.get(Room, room_id)
    if message is None or (room is None and room_id is not None):
        return None
    message.room = room
    session.commit()
    return message
