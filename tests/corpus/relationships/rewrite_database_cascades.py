"""The foreign keys in __table_args__ carry ON DELETE CASCADE and SET NULL, and the relationships leave unloaded rows to the database with passive_deletes."""

from sqlalchemy import (
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    UniqueConstraint,
    create_engine,
    event,
    select,
)
from sqlalchemy.orm import Session, declarative_base, relationship, with_parent

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ix": "ix_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)
Base = declarative_base(metadata=metadata)


class User(Base):
    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("email"),)

    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, nullable=False)

    messages = relationship(
        "Message",
        back_populates="user",
        order_by="Message.id",
        cascade="all, delete-orphan",
        passive_deletes=True,
    )


class Room(Base):
    __tablename__ = "rooms"

    id = Column(Integer, primary_key=True)
    title = Column(String, nullable=False)

    messages = relationship("Message", back_populates="room", passive_deletes=True)


class Message(Base):
    __tablename__ = "messages"
    __table_args__ = (
        ForeignKeyConstraint(["user_id"], ["users.id"], ondelete="CASCADE"),
        ForeignKeyConstraint(["room_id"], ["rooms.id"], ondelete="SET NULL"),
        Index(None, "user_id"),
        Index(None, "room_id"),
    )

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, nullable=False)
    room_id = Column(Integer, nullable=True)
    content = Column(String, nullable=False)

    user = relationship("User", back_populates="messages", innerjoin=True)
    room = relationship("Room", back_populates="messages")


def create_user(session, name, email, contents):
    user = User(name=name, email=email)
    session.add(user)
    session.add_all(Message(user=user, content=content) for content in contents)
    session.commit()
    return user


def lines(session, user_id):
    user = session.get(User, user_id)
    if user is None:
        return []
    messages = session.scalars(select(Message).where(with_parent(user, User.messages)).order_by(Message.id))
    return ["{}: {}".format(user.name, message.content) for message in messages]


def sender(session, message_id):
    return session.execute(
        select(User.name).where(User.messages.any(Message.id == message_id))
    ).scalar_one_or_none()


def add_message(session, user_id, content):
    if session.get(User, user_id) is None:
        return None
    message = Message(user_id=user_id, room_id=None, content=content)
    session.add(message)
    session.commit()
    return message


def remove_message(session, user_id, message_id):
    message = session.scalars(
        select(Message).where(Message.id == message_id, Message.user.has(User.id == user_id))
    ).one_or_none()
    if message is None:
        return False
    session.delete(message)
    session.commit()
    return True


def to_room(session, message_id, room_id):
    message = session.get(Message, message_id)
    if message is None:
        return None
    if room_id is not None and session.get(Room, room_id) is None:
        return None
    message.room_id = room_id
    session.commit()
    session.refresh(message)
    return message


if __name__ == "__main__":
    engine = create_engine("sqlite://")

    @event.listens_for(engine, "connect")
    def switch_on_foreign_keys(connection, _):
        connection.execute("PRAGMA foreign_keys = ON")

    Base.metadata.create_all(engine)
    with Session(engine) as session:
        alice = create_user(session, "Alice", "alice@example.com", ["Hello!", "Bye!"])
        print(lines(session, alice.id))
        session.delete(alice)
        session.commit()
        print(session.scalars(select(Message)).all())
