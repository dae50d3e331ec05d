"""Classical declarative_base from sqlalchemy.orm, session.query everywhere, the session is called db, no annotations."""

from sqlalchemy import Column, ForeignKey, Integer, String, Text, create_engine
from sqlalchemy.orm import declarative_base, joinedload, relationship, selectinload, sessionmaker

engine = create_engine("postgresql://user:pass@localhost:5432/myapp")
SessionLocal = sessionmaker(bind=engine, expire_on_commit=False)

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(100), nullable=False)
    email = Column(String(255), nullable=False, unique=True)

    messages = relationship("Message", back_populates="user", order_by="Message.id")


class Message(Base):
    __tablename__ = "messages"

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"), nullable=False, index=True)
    content = Column(Text, nullable=False)

    user = relationship("User", back_populates="messages")


def make_session():
    return SessionLocal()


def load_user(db, user_id):
    return (
        db.query(User)
        .options(selectinload(User.messages))
        .filter_by(id=user_id)
        .one_or_none()
    )


def load_message(db, message_id):
    return (
        db.query(Message)
        .options(joinedload(Message.user, innerjoin=True))
        .filter_by(id=message_id)
        .one_or_none()
    )


def create_user(db, name, email, contents):
    user = User(name=name, email=email, messages=[])
    for content in contents:
        user.messages.append(Message(content=content))
    db.add(user)
    db.commit()
    return user


def reattach(db, user):
    return db.merge(user)


def save_user(db, user):
    stored = db.query(User).filter_by(id=user.id).one()
    stored.name = user.name
    stored.email = user.email
    db.commit()
    return stored


def add_message(db, user, content):
    author = db.query(User).filter_by(id=user.id).one()
    message = Message(content=content, user=author)
    db.add(message)
    db.commit()
    return message


def messages_of(db, user):
    return db.query(Message).filter_by(user_id=user.id).order_by(Message.id).all()
