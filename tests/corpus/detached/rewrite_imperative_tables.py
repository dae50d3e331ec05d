"""Imperative mapping: Table objects and plain classes, brought together by registry().map_imperatively."""

from sqlalchemy import Column, ForeignKey, Integer, String, Table, Text, create_engine, select
from sqlalchemy.orm import Session, joinedload, registry, relationship, selectinload

engine = create_engine("postgresql://user:pass@localhost:5432/myapp")

mapper_registry = registry()
metadata = mapper_registry.metadata

users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("email", String(255), nullable=False, unique=True),
)

messages = Table(
    "messages",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
    Column("content", Text, nullable=False),
)


class Entity:
    def __init__(self, **values):
        for key, value in values.items():
            setattr(self, key, value)


class User(Entity):
    def __repr__(self):
        return f"User({self.name!r}, {self.email!r})"


class Message(Entity):
    def __repr__(self):
        return f"Message({self.content!r})"


mapper_registry.map_imperatively(
    User,
    users,
    properties={"messages": relationship(Message, back_populates="user")},
)
mapper_registry.map_imperatively(
    Message,
    messages,
    properties={"user": relationship(User, back_populates="messages")},
)


def make_session():
    return Session(engine, expire_on_commit=False)


def load_user(session, user_id):
    query = select(User).where(users.c.id == user_id).options(selectinload(User.messages))
    return session.execute(query).scalar_one_or_none()


def load_message(session, message_id):
    query = select(Message).where(messages.c.id == message_id).options(joinedload(Message.user))
    return session.execute(query).scalar_one_or_none()


def create_user(session, name, email, contents):
    user = User(name=name, email=email, messages=[Message(content=text) for text in contents])
    session.add(user)
    session.commit()
    return user


def reattach(session, user):
    return session.merge(user)


def save_user(session, user):
    mine = session.get(User, user.id)
    for column in users.columns:
        if not column.primary_key:
            setattr(mine, column.key, getattr(user, column.key))
    session.commit()
    return mine


def add_message(session, user, content):
    message = Message(content=content, user=session.get(User, user.id))
    session.add(message)
    session.commit()
    return message


def messages_of(session, user):
    query = select(Message).where(messages.c.user_id == user.id).order_by(messages.c.id)
    return session.execute(query).scalars().all()
