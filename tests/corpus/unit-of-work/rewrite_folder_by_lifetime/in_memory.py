"""What only waits in the session: nothing here sends a statement."""

from sqlalchemy.orm import Session

from models import User


def add_user(session: Session, name: str, email: str) -> User:
    user = User(name=name, email=email)
    session.add(user)
    return user


def rename_user(session: Session, user: User, name: str) -> None:
    setattr(user, "name", name)


def delete_user(session: Session, user: User) -> None:
    session.delete(user)


def waiting(session: Session) -> dict[str, int]:
    return {
        "new": len(session.new),
        "dirty": len(session.dirty),
        "deleted": len(session.deleted),
    }
