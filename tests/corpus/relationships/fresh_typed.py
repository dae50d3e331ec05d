"""A delete-orphan cascade from the user, the default nulling of the key from the room, and functions that change the objects through these relationships and commit."""

from sqlalchemy import ForeignKey, String, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)

    messages: Mapped[list["Message"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", order_by="Message.id"
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

    user: Mapped["User"] = relationship(back_populates="messages")
    room: Mapped["Room | None"] = relationship(back_populates="messages")


def create_user(session: Session, name: str, email: str, contents: list[str]) -> User:
    user = User(name=name, email=email, messages=[Message(content=text) for text in contents])
    session.add(user)
    session.commit()
    return user


def lines(session: Session, user_id: int) -> list[str]:
    stmt = (
        select(User.name, Message.content)
        .join(User.messages)
        .where(User.id == user_id)
        .order_by(Message.id)
    )
    return [f"{name}: {content}" for name, content in session.execute(stmt)]


def sender(session: Session, message_id: int) -> str | None:
    return session.scalar(select(User.name).join(User.messages).where(Message.id == message_id))


def add_message(session: Session, user_id: int, content: str) -> Message | None:
    user = session.get(User, user_id)
    if user is None:
        return None
    message = Message(content=content)
    user.messages.append(message)
    session.commit()
    return message


def remove_message(session: Session, user_id: int, message_id: int) -> bool:
    message = session.get(Message, message_id)
    if message is None or message.user_id != user_id:
        return False
    message.user.messages.remove(message)
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
