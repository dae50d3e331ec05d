"""Uses backref on the side of the messages, where cascade then stands on the wrong side; the lines are printed."""

from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.orm import backref, declarative_base, relationship, sessionmaker

engine = create_engine("postgresql://postgres:secret@localhost/chat")
Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)


class Room(Base):
    __tablename__ = "rooms"
    id = Column(Integer, primary_key=True)
    title = Column(String(100), nullable=False)


class Message(Base):
    __tablename__ = "messages"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    room_id = Column(Integer, ForeignKey("rooms.id"))
    content = Column(String, nullable=False)

    user = relationship("User", cascade="all, delete", backref=backref("messages", order_by=id))
    room = relationship("Room", backref="messages")


Base.metadata.create_all(engine)
session = sessionmaker(bind=engine)()


def create_user(session, name, email, contents):
    user = User(name=name, email=email)
    session.add(user)
    for content in contents:
        session.add(Message(content=content, user=user))
    session.commit()
    return user


def lines(session, user_id):
    for message in session.query(Message).filter_by(user_id=user_id).order_by(Message.id):
        print(f"{message.user.name}: {message.content}")


def sender(session, message_id):
    message = session.query(Message).filter_by(id=message_id).first()
    return message.user.name if message else None


def add_message(session, user_id, content):
    if session.get(User, user_id) is None:
        return None
    message = Message(user_id=user_id, content=content)
    session.add(message)
    session.commit()
    return message


def remove_message(session, user_id, message_id):
    message = session.query(Message).filter_by(id=message_id, user_id=user_id).first()
    if not message:
        return False
    session.delete(message)
    session.commit()
    return True


def to_room(session, message_id, room_id):
    message = session.query(Message).filter_by(id=message_id).first()
    if not message or (room_id and not session.get(Room, room_id)):
        return None
    message.room_id = room_id
    session.commit()
    return message
