"""delete-orphan on User.messages and nothing of the kind on Room.messages, so that the functions only append, remove and assign."""

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
        back_populates="user", order_by="Message.id", cascade="all, delete-orphan"
    )


class Room(Base):
    __tablename__ = "rooms"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))

    # the default cascade: messages of a deleted room get room_id NULL
    messages: Mapped[list["Message"]] = relationship(back_populates="room")


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"))
    content: Mapped[str]

    user: Mapped["User"] = relationship(back_populates="messages")
    room: Mapped["Room | None"] = relationship(back_populates="messages")


def _commit(session: Session) -> None:
    try:
        session.commit()
    except Exception:
        session.rollback()
        raise


def create_user(session: Session, name: str, email: str, contents: list[str]) -> User:
    user = User(name=name, email=email)
    for content in contents:
        user.messages.append(Message(content=content))
    session.add(user)
    _commit(session)
    return user


def lines(session: Session, user_id: int) -> list[str]:
    rows = session.execute(
        select(User.name, Message.content)
        .join(Message.user)
        .where(User.id == user_id)
        .order_by(Message.id)
    )
    return [f"{name}: {content}" for name, content in rows]


def sender(session: Session, message_id: int) -> str | None:
    message = session.get(Message, message_id)
    return message.user.name if message else None


def add_message(session: Session, user_id: int, content: str) -> Message | None:
    user = session.get(User, user_id)
    if user is None:
        return None
    message = Message(content=content)
    user.messages.append(message)
    _commit(session)
    return message


def remove_message(session: Session, user_id: int, message_id: int) -> bool:
    user = session.get(User, user_id)
    message = session.get(Message, message_id)
    if user is None or message is None or message not in user.messages:
        return False
    user.messages.remove(message)
    _commit(session)
    return True


def to_room(session: Session, message_id: int, room_id: int | None) -> Message | None:
    message = session.get(Message, message_id)
    if message is None:
        return None
    if room_id is None:
        message.room = None
    else:
        room = session.get(Room, room_id)
        if room is None:
            return None
        message.room = room
    _commit(session)
    return message
