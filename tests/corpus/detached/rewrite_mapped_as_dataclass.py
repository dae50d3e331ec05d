"""The models are dataclasses (MappedAsDataclass), and the functions use select() through session.scalar."""

from typing import List, Optional

from sqlalchemy import ForeignKey, String, create_engine, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedAsDataclass,
    Session,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
)

engine = create_engine("postgresql+psycopg2://user:pass@localhost:5432/myapp")


class Base(MappedAsDataclass, DeclarativeBase, eq=False, kw_only=True):
    """Two objects are equal only if they are the same object, so that they can be hashed."""


class User(Base, eq=False, kw_only=True):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)
    messages: Mapped[List["Message"]] = relationship(
        back_populates="user", default_factory=list, repr=False
    )


class Message(Base, eq=False, kw_only=True):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), init=False)
    content: Mapped[str]
    user: Mapped["User"] = relationship(back_populates="messages", default=None, repr=False)


def make_session() -> Session:
    return Session(bind=engine, expire_on_commit=False)


def load_user(session: Session, user_id: int) -> Optional[User]:
    return session.scalar(
        select(User).options(selectinload(User.messages)).where(User.id == user_id)
    )


def load_message(session: Session, message_id: int) -> Optional[Message]:
    return session.scalar(
        select(Message).options(joinedload(Message.user)).where(Message.id == message_id)
    )


def create_user(session: Session, name: str, email: str, contents: List[str]) -> User:
    user = User(
        name=name,
        email=email,
        messages=[Message(content=content) for content in contents],
    )
    session.add(user)
    session.commit()
    return user


def reattach(session: Session, user: User) -> User:
    return session.merge(user)


def save_user(session: Session, user: User) -> User:
    saved = session.get_one(User, user.id)
    saved.name, saved.email = user.name, user.email
    session.commit()
    return saved


def add_message(session: Session, user: User, content: str) -> Message:
    message = Message(content=content, user=session.get_one(User, user.id))
    session.add(message)
    session.commit()
    return message


def messages_of(session: Session, user: User) -> List[Message]:
    return [*session.scalars(select(Message).filter_by(user_id=user.id).order_by(Message.id))]
