"""Everything annotated in the 2.0 style: Annotated column types, select() with scalars(), and UPDATE ... RETURNING."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final, Optional

from sqlalchemy import Engine, ForeignKey, Select, String, Text, create_engine, select, update
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
    sessionmaker,
)

engine: Final[Engine] = create_engine("postgresql+psycopg://user:pass@localhost:5432/myapp")
session_factory: Final[sessionmaker[Session]] = sessionmaker(engine, expire_on_commit=False)

IntPk = Annotated[int, mapped_column(primary_key=True)]
Name = Annotated[str, mapped_column(String(100))]
Email = Annotated[str, mapped_column(String(255), unique=True)]
LongText = Annotated[str, mapped_column(Text)]
UserFk = Annotated[int, mapped_column(ForeignKey("users.id"))]


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[IntPk]
    name: Mapped[Name]
    email: Mapped[Email]

    messages: Mapped[list[Message]] = relationship(back_populates="user")


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[IntPk]
    user_id: Mapped[UserFk]
    content: Mapped[LongText]

    user: Mapped[User] = relationship(back_populates="messages")


def make_session() -> Session:
    return session_factory()


def load_user(session: Session, user_id: int) -> Optional[User]:
    statement: Select[tuple[User]] = (
        select(User).where(User.id == user_id).options(selectinload(User.messages))
    )
    return session.scalars(statement).one_or_none()


def load_message(session: Session, message_id: int) -> Optional[Message]:
    statement: Select[tuple[Message]] = (
        select(Message).where(Message.id == message_id).options(joinedload(Message.user))
    )
    return session.scalars(statement).one_or_none()


def create_user(session: Session, name: str, email: str, contents: Sequence[str]) -> User:
    messages: list[Message] = [Message(content=content) for content in contents]
    user: User = User(name=name, email=email, messages=messages)
    session.add(user)
    session.commit()
    return user


def reattach(session: Session, user: User) -> User:
    attached: User = session.merge(user)
    return attached


def save_user(session: Session, user: User) -> User:
    statement = (
        update(User)
        .where(User.id == user.id)
        .values(name=user.name, email=user.email)
        .returning(User)
        .execution_options(populate_existing=True)
    )
    saved: User = session.scalars(statement).one()
    session.commit()
    return saved


def add_message(session: Session, user: User, content: str) -> Message:
    author: User = session.scalars(select(User).where(User.id == user.id)).one()
    message: Message = Message(content=content, user=author)
    session.add(message)
    session.commit()
    return message


def messages_of(session: Session, user: User) -> list[Message]:
    statement: Select[tuple[Message]] = (
        select(Message).where(Message.user_id == user.id).order_by(Message.id.asc())
    )
    return list(session.scalars(statement).all())
