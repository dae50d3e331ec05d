from __future__ import annotations

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from .base import Base
from .rooms import Room


class Message(Base):
    __tablename__ = "chat_messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("chat_users.id", ondelete="CASCADE"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("chat_rooms.id", ondelete="SET NULL"))
    content: Mapped[str]

    user: Mapped[User] = relationship("User", back_populates="messages")
    room: Mapped[Room | None] = relationship("Room", back_populates="messages")


def sender(message_id: int, session: Session) -> str | None:
    message = session.get(Message, message_id)
    return message and message.user.name


def remove_message(user_id: int, message_id: int, session: Session) -> bool:
    message = session.get(Message, message_id)
    if message is None or message.user_id != user_id:
        return False
    session.delete(message)
    session.commit()
    return True


def to_room(message_id: int, room_id: int | None, session: Session) -> Message | None:
    message = session.get(Message, message_id)
    if message is None:
        return None
    if room_id is not None and session.get(Room, room_id) is None:
        return None
    message.room_id = room_id
    session.commit()
    return message
