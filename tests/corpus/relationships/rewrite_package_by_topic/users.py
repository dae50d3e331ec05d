"""Users."""

from sqlalchemy.orm import Session

from .tables import Message, User


def create_user(session: Session, name: str, email: str, contents: list[str]) -> User:
    user = User(name=name, email=email)
    session.add(user)
    session.flush()
    user.messages += [Message(content=content) for content in contents]
    session.commit()
    return user
