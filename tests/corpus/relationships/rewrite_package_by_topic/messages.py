"""Messages of users."""

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from .tables import Message, User


def lines(session: Session, user_id: int) -> list[str]:
    query = select(User).options(selectinload(User.messages)).where(User.id == user_id)
    user = session.scalars(query, execution_options={"populate_existing": True}).one_or_none()
    return [] if user is None else [f"{user.name}: {message.content}" for message in user.messages]


def sender(session: Session, message_id: int) -> str | None:
    return session.scalars(select(User.name).join(User.messages).where(Message.id == message_id)).first()


def add_message(session: Session, user_id: int, content: str) -> Message | None:
    if (user := session.get(User, user_id)) is None:
        return None
    message = Message(content=content, user=user)
    session.add(message)
    session.commit()
    session.refresh(message)
    return message


def remove_message(session: Session, user_id: int, message_id: int) -> bool:
    user = session.get(User, user_id)
    mine = {message.id: message for message in user.messages} if user else {}
    if message_id not in mine:
        return False
    user.messages.remove(mine[message_id])
    session.commit()
    return True
