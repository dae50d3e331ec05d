"""Savepoints through begin_nested and context managers, a db_session parameter, and French names for local things."""

from contextlib import contextmanager
from typing import Iterator

from sqlalchemy import String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)


@contextmanager
def _definitif(db_session: Session) -> Iterator[None]:
    """Valide à la fin du bloc, annule tout en cas d'erreur."""
    try:
        yield
        db_session.commit()
    except BaseException:
        db_session.rollback()
        raise


@contextmanager
def _essai(db_session: Session) -> Iterator[None]:
    """Annule dans tous les cas ce qui a été envoyé dans le bloc."""
    point = db_session.begin_nested()
    try:
        yield
    finally:
        point.rollback()


def add_user(db_session: Session, name: str, email: str) -> User:
    utilisateur = User(name=name, email=email)
    db_session.add(utilisateur)
    return utilisateur


def add_user_with_id(db_session: Session, name: str, email: str) -> User:
    utilisateur = add_user(db_session, name, email)
    db_session.flush()
    return utilisateur


def rename_user(db_session: Session, user: User, name: str) -> None:
    user.name = name


def delete_user(db_session: Session, user: User) -> None:
    db_session.delete(user)


def waiting(db_session: Session) -> dict[str, int]:
    return {
        "new": len(db_session.new),
        "dirty": len(db_session.dirty),
        "deleted": len(db_session.deleted),
    }


def save(db_session: Session) -> dict[str, int]:
    avant = waiting(db_session)
    with _definitif(db_session):
        db_session.flush()
    return avant


def discard(db_session: Session) -> None:
    db_session.rollback()


def would_fit(db_session: Session, name: str, email: str) -> bool:
    try:
        with _essai(db_session):
            add_user_with_id(db_session, name, email)
    except IntegrityError:
        return False
    return True


def replace_user(db_session: Session, user: User, name: str) -> User:
    adresse = user.email
    with _definitif(db_session):
        with db_session.begin_nested():
            db_session.delete(user)
        # la fin du point de sauvegarde a envoyé le DELETE : l'adresse est libre
        with db_session.begin_nested():
            remplacant = add_user(db_session, name, adresse)
    return remplacant
