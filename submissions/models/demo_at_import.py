"""The whole lesson from top to bottom: tables are made and users stored and printed while the module is read."""
# fails: nothing

from sqlalchemy import create_engine, Column, Integer, String, Boolean, DateTime, ForeignKey
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker, relationship
from datetime import datetime

engine = create_engine("sqlite:///lesson.db")
Base = declarative_base()


class User(Base):
    __tablename__ = 'users'  # Table name

    # Columns
    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), unique=True, nullable=False)
    is_active = Column(Boolean, default=True)
    created_at = Column(DateTime, default=datetime.utcnow)

    # Relationship (one-to-many)
    messages = relationship("Message", back_populates="user")

    def __repr__(self):
        return f"<User(id={self.id}, name='{self.name}')>"


class Message(Base):
    __tablename__ = 'messages'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('users.id'), nullable=False)
    content = Column(String, nullable=False)
    created_at = Column(DateTime, default=datetime.utcnow)

    # Relationship (many-to-one)
    user = relationship("User", back_populates="messages")


Base.metadata.drop_all(engine)
Base.metadata.create_all(engine)

Session = sessionmaker(bind=engine)
session = Session()

user = User(name="Alice", email="alice@example.com")
user.messages = [Message(content="Hello!"), Message(content="How are you?")]
session.add(user)
session.commit()
print(user.id, user)
for message in user.messages:
    print(f"{message.user.name}: {message.content}")
session.close()
