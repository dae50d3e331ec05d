from sqlalchemy.orm import Session

from app.database import get_session
from app.models import User


def add_user(session: Session, name: str, email: str) -> User:
    user = User(name=name, email=email)
    session.add(user)
    session.flush()
    session.refresh(user)
    return user


def create_user(name: str, email: str) -> User:
    with get_session() as session:
        user = add_user(session, name, email)
        user_id = user.id
    return get_user(user_id)


def create_users(people: list[dict[str, str]]) -> int:
    with get_session() as session:
        users = [User(**data) for data in people]
        session.add_all(users)
        session.flush()
        return len(users)


def get_user(user_id: int) -> User | None:
    with get_session() as session:
        user = session.get(User, user_id)
        if user:
            session.expunge(user)
    return user
