"""Only two messages are stored: the others come to the user after the commit."""

from sqlalchemy import ForeignKey, String, create_engine, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
)

engine = create_engine("postgresql+psycopg://user:pass@localhost:5432/myapp")


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)

    messages: Mapped[list["Message"]] = relationship(back_populates="user")


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    content: Mapped[str]

    user: Mapped["User"] = relationship(back_populates="messages")


def make_session() -> Session:
    return Session(engine, expire_on_commit=False)


def load_user(session: Session, user_id: int) -> User | None:
    return session.get(User, user_id, options=[selectinload(User.messages)])


def load_message(session: Session, message_id: int) -> Message | None:
    return session.get(Message, message_id, options=[joinedload(Message.user)])


def create_user(session: Session, name: str, email: str, contents: list[str]) -> User:
    user = User(name=name, email=email, messages=[Message(content=content) for content in contents[:2]])
    session.add(user)
    session.commit()
    session.expunge(user)
    user.messages += [Message(content=content) for content in contents[2:]]
    return user


def reattach(session: Session, user: User) -> User:
    return session.merge(user)


def save_user(session: Session, user: User) -> User:
    saved = reattach(session, user)
    session.commit()
    return saved


def add_message(session: Session, user: User, content: str) -> Message:
    message = Message(content=content, user=session.get_one(User, user.id))
    session.add(message)
    session.commit()
    return message


def messages_of(session: Session, user: User) -> list[Message]:
    query = select(Message).where(Message.user_id == user.id).order_by(Message.id)
    return list(session.scalars(query))
