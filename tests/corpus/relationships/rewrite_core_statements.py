"""The relationships are there for the objects, but the functions speak SQL: insert from select, update and delete with returning, texts put together by the database."""

from sqlalchemy import Column, ForeignKey, Integer, Table, Text, delete, exists, insert, literal, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class User(Base):
    __table__ = Table(
        "users",
        Base.metadata,
        Column("id", Integer, primary_key=True),
        Column("name", Text, nullable=False),
        Column("email", Text, nullable=False, unique=True),
    )

    messages = relationship(
        "Message", back_populates="user", order_by="Message.id", cascade="all, delete-orphan"
    )


class Room(Base):
    __table__ = Table(
        "rooms",
        Base.metadata,
        Column("id", Integer, primary_key=True),
        Column("title", Text, nullable=False),
    )

    messages = relationship("Message", back_populates="room")


class Message(Base):
    __table__ = Table(
        "messages",
        Base.metadata,
        Column("id", Integer, primary_key=True),
        Column("user_id", Integer, ForeignKey("users.id"), nullable=False),
        Column("room_id", Integer, ForeignKey("rooms.id"), nullable=True),
        Column("content", Text, nullable=False),
    )

    user = relationship("User", back_populates="messages")
    room = relationship("Room", back_populates="messages")


def create_user(session, name, email, contents):
    try:
        user = session.scalars(insert(User).values(name=name, email=email).returning(User)).one()
        if contents:
            session.scalars(
                insert(Message).returning(Message.id, sort_by_parameter_order=True),
                [{"user_id": user.id, "content": content} for content in contents],
            ).all()
    except IntegrityError:
        session.rollback()
        raise
    session.commit()
    return user


def lines(session, user_id):
    line = User.name + ": " + Message.content
    return list(session.scalars(select(line).join(User.messages).where(User.id == user_id).order_by(Message.id)))


def sender(session, message_id):
    user_id = select(Message.user_id).where(Message.id == message_id).scalar_subquery()
    return session.scalar(select(User.name).where(User.id == user_id))


def add_message(session, user_id, content):
    # Selects nothing, and so inserts nothing, when there is no such user.
    row = select(User.id, literal(content, Text)).where(User.id == user_id)
    statement = insert(Message).from_select(["user_id", "content"], row).returning(Message)
    message = session.scalars(statement).one_or_none()
    if message is not None:
        session.commit()
    return message


def remove_message(session, user_id, message_id):
    statement = (
        delete(Message)
        .where(Message.id == message_id, Message.user_id == user_id)
        .returning(Message.id)
    )
    removed = session.scalars(statement).all()
    if removed:
        session.commit()
    return bool(removed)


def to_room(session, message_id, room_id):
    if room_id is not None and not session.scalar(select(exists().where(Room.id == room_id))):
        return None
    statement = update(Message).where(Message.id == message_id).values(room_id=room_id).returning(Message)
    message = session.scalars(statement).one_or_none()
    if message is None:
        return None
    session.commit()
    session.refresh(message)
    return message
