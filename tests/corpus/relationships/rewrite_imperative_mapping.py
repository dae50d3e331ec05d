"""Imperative mapping: three Table objects and three plain classes, joined with map_imperatively()."""

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, Text, select
from sqlalchemy.orm import joinedload, registry, relationship

metadata = MetaData()

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("email", String(255), nullable=False, unique=True),
)
rooms = Table(
    "rooms",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", String(100), nullable=False),
)
messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", ForeignKey("users.id"), nullable=False),
    Column("room_id", ForeignKey("rooms.id")),
    Column("content", Text, nullable=False),
)


class Record:
    def __init__(self, **values):
        for name in values:
            if not hasattr(self.__class__, name):
                raise TypeError(f"unexpected {name}")
            setattr(self, name, values[name])


class User(Record):
    def __str__(self):
        return self.name


class Room(Record):
    def __str__(self):
        return self.title


class Message(Record):
    def __str__(self):
        return f"{self.user}: {self.content}"


mapper_registry = registry(metadata=metadata)
mapper_registry.map_imperatively(
    User,
    users,
    properties={
        "messages": relationship(
            Message, back_populates="user", order_by=messages.c.id, cascade="all, delete-orphan"
        )
    },
)
mapper_registry.map_imperatively(
    Room, rooms, properties={"messages": relationship(Message, back_populates="room")}
)
mapper_registry.map_imperatively(
    Message,
    messages,
    properties={
        "user": relationship(User, back_populates="messages"),
        "room": relationship(Room, back_populates="messages"),
    },
)
mapper_registry.configure()


def create_user(session, name, email, contents):
    user = User(name=name, email=email)
    user.messages.extend(Message(content=content) for content in contents)
    session.add(user)
    session.commit()
    return user


def lines(session, user_id):
    found = session.scalars(
        select(Message)
        .options(joinedload(Message.user))
        .where(messages.c.user_id == user_id)
        .order_by(messages.c.id)
    )
    return [str(message) for message in found]


def sender(session, message_id):
    message = session.get(Message, message_id)
    return None if message is None else message.user.name


def add_message(session, user_id, content):
    user = session.get(User, user_id)
    if user is None:
        return None
    message = Message(user=user, content=content)
    session.add(message)
    session.commit()
    return message


def remove_message(session, user_id, message_id):
    message = session.get(Message, message_id)
    if message is None or message.user.id != user_id:
        return False
    session.delete(message)
    session.commit()
    return True


def to_room(session, message_id, room_id):
    message = session.get(Message, message_id)
    if message is None:
        return None
    if room_id is None:
        if message.room is not None:
            message.room.messages.remove(message)
    else:
        room = session.get(Room, room_id)
        if room is None:
            return None
        message.room = room
    session.commit()
    return message
