"""As short as possible: tiny models, the session is s, and each function is a handful of tokens."""
from sqlalchemy import ForeignKey as FK, select
from sqlalchemy.orm import DeclarativeBase, Mapped as M, mapped_column as col, relationship as rel


class Base(DeclarativeBase): pass


class User(Base):
    __tablename__ = "users"
    id: M[int] = col(primary_key=True)
    name: M[str]
    email: M[str] = col(unique=True)
    messages: M[list["Message"]] = rel(back_populates="user", cascade="all, delete-orphan", order_by="Message.id")


class Room(Base):
    __tablename__ = "rooms"
    id: M[int] = col(primary_key=True)
    title: M[str]
    messages: M[list["Message"]] = rel(back_populates="room")


class Message(Base):
    __tablename__ = "messages"
    id: M[int] = col(primary_key=True)
    user_id: M[int] = col(FK(User.id))
    room_id: M[int | None] = col(FK(Room.id))
    content: M[str]
    user: M[User] = rel(back_populates="messages")
    room: M[Room | None] = rel(back_populates="messages")


def save(s, x): s.add(x); s.commit(); return x
def create_user(s, name, email, contents): return save(s, User(name=name, email=email, messages=[Message(content=c) for c in contents]))
def lines(s, user_id): return [f"{m.user.name}: {m.content}" for m in s.scalars(select(Message).filter_by(user_id=user_id).order_by(Message.id))]
def sender(s, message_id): return (m := s.get(Message, message_id)) and m.user.name
def add_message(s, user_id, content): return (u := s.get(User, user_id)) and save(s, Message(content=content, user=u))


def remove_message(s, user_id, message_id):
    m = s.scalar(select(Message).filter_by(id=message_id, user_id=user_id))
    if m: s.delete(m); s.commit()
    return m is not None


def to_room(s, message_id, room_id):
    m, r = s.get(Message, message_id), None if room_id is None else s.get(Room, room_id)
    if not m or r is None is not room_id: return None
    m.room = r
    return save(s, m)
