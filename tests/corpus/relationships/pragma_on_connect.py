"""Turns SQLite's foreign keys on for every connection, as the documentation says; PostgreSQL knows no PRAGMA."""

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, event
from sqlalchemy.engine import Engine
from sqlalchemy.orm import declarative_base, relationship, sessionmaker


@event.listens_for(Engine, "connect")
def set_sqlite_pragma(dbapi_connection, connection_record):
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


engine = create_engine("sqlite:///chat.db")
SessionLocal = sessionmaker(bind=engine)
Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    email = Column(String, unique=True, nullable=False)
    messages = relationship("Message", back_populates="user", cascade="all, delete-orphan", order_by="Message.id")


class Room(Base):
    __tablename__ = "rooms"
    id = Column(Integer, primary_key=True)
    title = Column(String, nullable=False)
    messages = relationship("Message", back_populates="room")


class Message(Base):
    __tablename__ = "messages"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id", ondelete="CASCADE"), nullable=False)
    room_id = Column(Integer, ForeignKey("rooms.id"))
    content = Column(String, nullable=False)
    user = relationship("User", back_populates="messages")
    room = relationship("Room", back_populates="messages")


def create_user(db, name, email, contents):
    user = User(name=name, email=email, messages=[Message(content=c) for c in contents])
    db.add(user)
    db.commit()
    db.refresh(user)
    return user


def lines(db, user_id):
    user = db.get(User, user_id)
    return [f"{user.name}: {m.content}" for m in user.messages] if user else []


def sender(db, message_id):
    message = db.get(Message, message_id)
    return message.user.name if message else None


def add_message(db, user_id, content):
    user = db.get(User, user_id)
    if user is None:
        return None
    message = Message(content=content)
    user.messages.append(message)
    db.commit()
    return message


def remove_message(db, user_id, message_id):
    message = db.get(Message, message_id)
    if message is None or message.user_id != user_id:
        return False
    db.delete(message)
    db.commit()
    return True


def to_room(db, message_id, room_id):
    message = db.get(Message, message_id)
    if message is None or (room_id is not None and db.get(Room, room_id) is None):
        return None
    message.room_id = room_id
    db.commit()
    return message
