"""The lesson's code as it is printed: get() and close(), merge() for another session, and the sessionmaker without a word."""
# fails: load-user, load-message, create-user, save-user, add-message, messages-of

from sqlalchemy import create_engine, Column, Integer, String, ForeignKey
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker, relationship

# Create engine (connection pool)
engine = create_engine("postgresql://user:pass@localhost:5432/myapp")

# Base class for all models
Base = declarative_base()


class User(Base):
    __tablename__ = 'users'  # Table name

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)

    # Relationship (one-to-many)
    messages = relationship("Message", back_populates="user")

    def __repr__(self):
        return f"<User(id={self.id}, name='{self.name}')>"


class Message(Base):
    __tablename__ = 'messages'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    content = Column(String, nullable=False)

    # Relationship (many-to-one)
    user = relationship("User", back_populates="messages")


# Create tables
Base.metadata.create_all(engine)

# Create session factory
Session = sessionmaker(bind=engine)


def make_session():
    return Session()


def load_user(session, user_id):
    user = session.get(User, user_id)
    return user


def load_message(session, message_id):
    message = session.get(Message, message_id)
    return message


def create_user(session, name, email, contents):
    # Create user with messages in one go
    user = User(name=name, email=email)
    user.messages = [Message(content=content) for content in contents]
    session.add(user)
    session.commit()
    return user


def reattach(session, user):
    user = session.merge(user)  # Re-attach to new session
    return user


def save_user(session, user):
    user = session.merge(user)
    session.commit()  # Changes are detected and saved
    return user


def add_message(session, user, content):
    user = session.merge(user)
    message = Message(content=content, user=user)
    session.add(message)
    session.commit()
    return message


def messages_of(session, user):
    messages = []
    for message in user.messages:  # Automatically loads messages!
        messages.append(message)
    return messages
