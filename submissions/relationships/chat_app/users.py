from sqlalchemy import select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship

from .base import Base
from .messages import Message


class User(Base):
    __tablename__ = "chat_users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)

    messages: Mapped[list[Message]] = relationship(
        back_populates="user", cascade="all, delete-orphan", passive_deletes=True, order_by=Message.id
    )

    @classmethod
    def with_messages(cls, name: str, email: str, contents: list[str]) -> "User":
        return cls(name=name, email=email, messages=[Message(content=text) for text in contents])


def create_user(name: str, email: str, contents: list[str], session: Session) -> User:
    user = User.with_messages(name, email, contents)
    session.add(user)
    session.commit()
    session.refresh(user)
    return user


def lines(user_id: int, session: Session) -> list[str]:
    query = (
        select(User.name, Message.content)
        .join_from(User, Message)
        .where(User.id == user_id)
        .order_by(Message.id)
    )
    return [": ".join(row) for row in session.execute(query)]


def add_message(user_id: int, content: str, session: Session) -> Message | None:
    if user := session.get(User, user_id):
        message = Message(content=content, user=user)
        session.add(message)
        session.commit()
        return message
    return None
