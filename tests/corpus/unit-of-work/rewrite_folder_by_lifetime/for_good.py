"""What ends the transaction: all of it is stored, or nothing."""

from sqlalchemy.orm import Session

from in_memory import add_user, delete_user, waiting
from in_transaction import discard
from models import User


def save(session: Session) -> dict[str, int]:
    before = waiting(session)
    try:
        session.commit()
    except Exception:
        discard(session)
        raise
    return before


def replace_user(session: Session, user: User, name: str) -> User:
    try:
        email = user.email
        delete_user(session, user)
        session.flush()
        successor = add_user(session, name, email)
        session.commit()
    except Exception:
        discard(session)
        raise
    return successor
