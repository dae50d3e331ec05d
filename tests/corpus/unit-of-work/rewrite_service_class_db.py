"""A service class that holds the session does the work, and nine small functions with a db parameter delegate to it."""

from typing import Dict

from sqlalchemy import Column, Integer, Text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(Text, nullable=False)
    email = Column(Text, nullable=False, unique=True)


class UserService:
    def __init__(self, db: Session) -> None:
        self.db = db

    def add(self, name: str, email: str, flush: bool = False) -> User:
        user = User(name=name, email=email)
        self.db.add(user)
        if flush:
            self.db.flush()
        return user

    def rename(self, user: User, name: str) -> None:
        user.name = name

    def delete(self, user: User, flush: bool = False) -> None:
        self.db.delete(user)
        if flush:
            self.db.flush()

    @property
    def counts(self) -> Dict[str, int]:
        return {
            "new": len(self.db.new),
            "dirty": len(self.db.dirty),
            "deleted": len(self.db.deleted),
        }

    def save(self) -> Dict[str, int]:
        counts = self.counts
        try:
            self.db.commit()
        except IntegrityError:
            self.discard()
            raise
        return counts

    def discard(self) -> None:
        self.db.rollback()

    def fits(self, name: str, email: str) -> bool:
        try:
            self.add(name, email, flush=True)
            return True
        except IntegrityError:
            return False
        finally:
            self.discard()

    def replace(self, user: User, name: str) -> User:
        email = user.email
        try:
            self.delete(user, flush=True)
            replacement = self.add(name, email, flush=True)
        except IntegrityError:
            self.discard()
            raise
        self.save()
        return replacement


def add_user(db: Session, name: str, email: str) -> User:
    return UserService(db).add(name, email)


def add_user_with_id(db: Session, name: str, email: str) -> User:
    return UserService(db).add(name, email, flush=True)


def rename_user(db: Session, user: User, name: str) -> None:
    UserService(db).rename(user, name)


def delete_user(db: Session, user: User) -> None:
    UserService(db).delete(user)


def waiting(db: Session) -> Dict[str, int]:
    return UserService(db).counts


def save(db: Session) -> Dict[str, int]:
    return UserService(db).save()


def discard(db: Session) -> None:
    UserService(db).discard()


def would_fit(db: Session, name: str, email: str) -> bool:
    return UserService(db).fits(name, email)


def replace_user(db: Session, user: User, name: str) -> User:
    return UserService(db).replace(user, name)
