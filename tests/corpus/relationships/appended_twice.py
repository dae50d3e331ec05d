"""Each message is given its user and appended to the list as well, so that it is in the list twice until the commit."""

from typing import List, Optional

from sqlalchemy import ForeignKey, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    messages: Mapped[List["Message"]] = relationship(
        back_populates="user", cascade="all, delete-orphan", order_by=lambda: Message.id
    )

    @property
    def chat(self):  # same as lines()
        return [f"{self.name}: {m.content}" for m in self.messages]

    def __str__(self):
        return self.name


class Room(Base):
    __tablename__ = "room"
    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str]
    messages: Mapped[List["Message"]] = relationship(back_populates="room")


class Message(Base):
    __tablename__ = "message"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    room_id: Mapped[Optional[int]] = mapped_column(ForeignKey("room.id"))
    content: Mapped[str]
    user: Mapped["User"] = relationship(back_populates="messages")
    room: Mapped[Optional["Room"]] = relationship(back_populates="messages")


def create_user(session: Session, name, email, contents):
    user = User(name=name, email=email)
    session.add(user)
    for c in contents:
        m = Message(content=c, user=user)
        user.messages.append(m)
        session.add(m)
    session.commit()
    return user


def lines(session: Session, user_id):
    user = session.get(User, user_id)
    return user.chat if user else []


def sender(session: Session, message_id):
    m = session.get(Message, message_id)
    return str(m.user) if m else None


def add_message(session: Session, user_id, content):
    user = session.get(User, user_id)
    if not user:
        return
    m = Message(content=content, user=user)
    user.messages.append(m)
    session.commit()
    return m


def remove_message(session: Session, user_id, message_id):
    user = session.get(User, user_id)
    if user:
        for m in user.messages:
            if m.id == message_id:
                user.messages.remove(m)
                session.commit()
                return True
    return False


def to_room(session: Session, message_id, room_id):
    m = session.get(Message, message_id)
    room = session.get(Room, room_id) if room_id else None
    if not m or (room_id and not room):
        return None
    m.room = room
    session.commit()
    return m
