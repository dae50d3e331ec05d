"""A package with a repository; the functions of the exercise call it, and get the session last."""
# fails: nothing

from sqlalchemy.orm import Session

from storage.database import SessionLocal
from storage.models import Message, User
from storage.repository import Repository


def make_session() -> Session:
    return SessionLocal()


def load_user(user_id: int, *, db: Session) -> User | None:
    user = Repository(db).find(User, user_id)
    if user is not None:
        len(user.messages)
    return user


def load_message(message_id: int, *, db: Session) -> Message | None:
    message = Repository(db).find(Message, message_id)
    return message if message and message.user else None


def create_user(name: str, email: str, contents: list[str], *, db: Session) -> User:
    user = User(name=name, email=email)
    user.messages = list(map(Repository.message, contents))
    return Repository(db).store(user)


def reattach(user: User, *, db: Session) -> User:
    return Repository(db).own(user)


def save_user(user: User, *, db: Session) -> User:
    return Repository(db).store(Repository(db).own(user))


def add_message(user: User, content: str, *, db: Session) -> Message:
    owner = Repository(db).find(User, user.id)
    return Repository(db).store(Message(content=content, user=owner))


def messages_of(user: User, *, db: Session) -> list[Message]:
    return Repository(db).messages(user.id)
