"""Each function calls only the session methods that its row of the table allows; replace_user flushes the DELETE before it adds the new user."""

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


def add_user(session: Session, name: str, email: str) -> User:
    user = User(name=name, email=email)
    session.add(user)
    return user


def add_user_with_id(session: Session, name: str, email: str) -> User:
    user = add_user(session, name, email)
    session.flush()
    return user


def rename_user(session: Session, user: User, name: str) -> None:
    user.name = name


def delete_user(session: Session, user: User) -> None:
    session.delete(user)


def waiting(session: Session) -> dict[str, int]:
    return {"new": len(session.new), "dirty": len(session.dirty), "deleted": len(session.deleted)}


def save(session: Session) -> dict[str, int]:
    before = waiting(session)
    try:
        session.commit()
    except Exception:
        session.rollback()
        raise
    return before


def discard(session: Session) -> None:
    session.rollback()


def would_fit(session: Session, name: str, email: str) -> bool:
    try:
        add_user_with_id(session, name, email)
    except IntegrityError:
        return False
    else:
        return True
    finally:
        session.rollback()


def replace_user(session: Session, user: User, name: str) -> User:
    try:
        email = user.email
        session.delete(user)
        session.flush()  # the email is free from here on, inside this transaction
        replacement = add_user(session, name, email)
        session.commit()
    except Exception:
        session.rollback()
        raise
    return replacement
