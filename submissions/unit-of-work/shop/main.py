"""A package with a class that holds the session, and a module of plain functions around it."""
# fails: nothing

from sqlalchemy.orm import Session

from work.models import User
from work.unit import UnitOfWork


def add_user(db: Session, name: str, email: str) -> User:
    return UnitOfWork(db).add(User(name=name, email=email))


def add_user_with_id(db: Session, name: str, email: str) -> User:
    return UnitOfWork(db).add(User(name=name, email=email), flush=True)


def rename_user(db: Session, user: User, name: str) -> User:
    user.name = name
    return user


def delete_user(db: Session, user: User) -> None:
    UnitOfWork(db).remove(user)


def waiting(db: Session) -> dict[str, int]:
    return UnitOfWork(db).counts()


def save(db: Session) -> dict[str, int]:
    unit = UnitOfWork(db)
    counts = unit.counts()
    with unit:
        pass
    return counts


def discard(db: Session) -> None:
    UnitOfWork(db).discard()


def would_fit(db: Session, name: str, email: str) -> bool:
    return UnitOfWork(db).fits(User(name=name, email=email))


def replace_user(db: Session, user: User, name: str) -> User:
    with UnitOfWork(db) as unit:
        unit.remove(user, flush=True)
        return unit.add(User(name=name, email=user.email), flush=True)
