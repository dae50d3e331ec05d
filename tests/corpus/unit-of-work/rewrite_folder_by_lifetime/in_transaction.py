"""What is sent, and can still be undone."""

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from in_memory import add_user
from models import User


def add_user_with_id(session: Session, name: str, email: str) -> User:
    user = add_user(session, name, email)
    session.flush()
    return user


def discard(session: Session) -> None:
    session.rollback()


def would_fit(session: Session, name: str, email: str) -> bool:
    try:
        add_user_with_id(session, name, email)
    except IntegrityError:
        return False
    finally:
        discard(session)
    return True
