"""The classical style: declarative_base from sqlalchemy.ext.declarative, Column, session.query(), and both relationships written on Message with a backref()."""

from sqlalchemy import Column, ForeignKey, Integer, String, Text, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import backref, relationship, sessionmaker

Base = declarative_base()


class User(Base):
    __tablename__ = 'users'

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False, unique=True)

    def __repr__(self):
        return "<User(name='%s')>" % self.name


class Room(Base):
    __tablename__ = 'rooms'

    id = Column(Integer, primary_key=True)
    title = Column(String(100), nullable=False)

    def __repr__(self):
        return "<Room(title='%s')>" % self.title


class Message(Base):
    __tablename__ = 'messages'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    room_id = Column(Integer, ForeignKey('rooms.id'), nullable=True)
    content = Column(Text, nullable=False)

    user = relationship(
        'User',
        backref=backref('messages', order_by='Message.id', cascade='all, delete-orphan'),
    )
    room = relationship('Room', backref='messages')

    def __repr__(self):
        return "<Message(content='%s')>" % self.content


engine = create_engine('sqlite:///:memory:')
Session = sessionmaker(bind=engine)


def create_user(session, name, email, contents):
    user = User(name=name, email=email)
    for content in contents:
        user.messages.append(Message(content=content))
    session.add(user)
    session.commit()
    return user


def lines(session, user_id):
    query = (
        session.query(User.name, Message.content)
        .join(Message.user)
        .filter(User.id == user_id)
        .order_by(Message.id)
    )
    return ['%s: %s' % (name, content) for name, content in query]


def sender(session, message_id):
    user = session.query(User).join(User.messages).filter(Message.id == message_id).first()
    return user.name if user else None


def add_message(session, user_id, content):
    user = session.query(User).filter_by(id=user_id).first()
    if not user:
        return None
    message = Message(content=content, user=user)
    session.add(message)
    session.commit()
    return message


def remove_message(session, user_id, message_id):
    user = session.query(User).filter_by(id=user_id).first()
    if not user:
        return False
    for message in user.messages:
        if message.id == message_id:
            user.messages.remove(message)
            session.commit()
            return True
    return False


def to_room(session, message_id, room_id):
    message = session.query(Message).filter_by(id=message_id).first()
    if not message:
        return None
    if room_id is None:
        message.room = None
    else:
        room = session.query(Room).filter_by(id=room_id).first()
        if not room:
            return None
        message.room = room
    session.commit()
    return message


if __name__ == '__main__':
    Base.metadata.create_all(engine)
    session = Session()
    alice = create_user(session, 'Alice', 'alice@example.com', ['Hello!', 'How are you?'])
    print(lines(session, alice.id))
    session.close()
