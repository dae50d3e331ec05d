from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from modeles import Message, User


def load_user(session: Session, user_id: int) -> User | None:
    requete = select(User).where(User.id == user_id).options(selectinload(User.messages))
    return session.scalars(requete).one_or_none()


def load_message(session: Session, message_id: int) -> Message | None:
    requete = select(Message).where(Message.id == message_id).options(joinedload(Message.user))
    return session.scalars(requete).one_or_none()


def messages_of(session: Session, user: User) -> list[Message]:
    requete = select(Message).where(Message.user_id == user.id).order_by(Message.id)
    return list(session.scalars(requete))
