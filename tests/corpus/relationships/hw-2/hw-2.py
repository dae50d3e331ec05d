"""The only file of the folder has a minus sign in its name, so that no import can name it."""

from sqlalchemy import create_engine, Column, Integer, String, ForeignKey
from sqlalchemy.orm import sessionmaker, relationship, backref
from sqlalchemy.ext.declarative import declarative_base

engine = create_engine("postgresql://user:pass@localhost:5432/myapp")
Base = declarative_base()

class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)
    messages = relationship("Message", backref="user", cascade="all, delete-orphan", order_by="desc(Message.id)")

class Room(Base):
    __tablename__ = "rooms"
    id = Column(Integer, primary_key=True)
    title = Column(String, nullable=False)

class Message(Base):
    __tablename__ = "messages"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False)
    room_id = Column(Integer, ForeignKey("rooms.id"), nullable=True)
    content = Column(String, nullable=False)
    room = relationship(Room, backref=backref("messages"))

Session = sessionmaker(bind=engine)

def create_user(session, name, email, contents):
    u = User(name=name, email=email, messages=[Message(content=x) for x in contents])
    session.add(u)
    session.commit()
    return u

def lines(session, user_id):
    rows = session.query(User.name, Message.content).join(Message).filter(User.id == user_id).order_by(Message.id)
    return [f"{name}: {content}" for name, content in rows]

def sender(session, message_id):
    return session.query(User.name).join(Message).filter(Message.id == message_id).scalar()

def add_message(session, user_id, content):
    if session.get(User, user_id) is None:
        return None
    m = Message(user_id=user_id, content=content)
    session.add(m)
    session.commit()
    return m

def remove_message(session, user_id, message_id):
    m = session.query(Message).filter_by(id=message_id, user_id=user_id).first()
    if not m: return False
    session.delete(m)
    session.commit()
    return True

def to_room(session, message_id, room_id):
    m = session.get(Message, message_id)
    if not m or (room_id and not session.get(Room, room_id)):
        return None
    m.room_id = room_id
    session.commit()
    return m

if __name__ == "__main__":
    Base.metadata.create_all(engine)
