"""The lesson's two models with a room added, on SQLite, and a little demo that is printed at import."""
# fails: nothing

from sqlalchemy import create_engine, Column, Integer, String, ForeignKey
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker, relationship

engine = create_engine("sqlite://")
Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    # Relationship (one-to-many)
    messages = relationship(
        "Message", back_populates="user", cascade="all, delete-orphan", order_by="Message.id"
    )

    def __repr__(self):
        return f"<User(id={self.id}, name='{self.name}')>"


class Room(Base):
    __tablename__ = 'rooms'

    id = Column(Integer, primary_key=True)
    title = Column(String(100), nullable=False)

    messages = relationship("Message", back_populates="room")


class Message(Base):
    __tablename__ = 'messages'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    room_id = Column(Integer, ForeignKey('rooms.id'))
    content = Column(String, nullable=False)

    # Relationships (many-to-one)
    user = relationship("User", back_populates="messages")
    room = relationship("Room", back_populates="messages")


Base.metadata.create_all(engine)
Session = sessionmaker(bind=engine)

user = User(name="Alice", email="alice@example.com")
user.messages.append(Message(content="Hello!"))
print(user.messages[0].user.name)


def create_user(session, name, email, contents):
    user = User(name=name, email=email)
    for content in contents:
        user.messages.append(Message(content=content))
    session.add(user)
    session.commit()
    return user


def lines(session, user_id):
    user = session.get(User, user_id)
    result = []
    if user:
        for message in user.messages:  # Automatically loads messages!
            line = f"{user.name}: {message.content}"
            print(line)
            result.append(line)
    return result


def sender(session, message_id):
    message = session.get(Message, message_id)
    if message:
        return message.user.name


def add_message(session, user_id, content):
    user = session.get(User, user_id)
    if not user:
        return None
    message = Message(content=content)
    user.messages.append(message)
    session.commit()
    return message


def remove_message(session, user_id, message_id):
    user = session.get(User, user_id)
    message = session.get(Message, message_id)
    if user and message and message.user is user:
        user.messages.remove(message)
        session.commit()
        return True
    return False


def to_room(session, message_id, room_id):
    message = session.get(Message, message_id)
    if not message:
        return None
    if room_id is None:
        if message.room:
            message.room.messages.remove(message)
    else:
        room = session.get(Room, room_id)
        if not room:
            return None
        message.room = room
    session.commit()
    return message
