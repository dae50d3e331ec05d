"""The name is put past the session's history: the user looks changed, and there is nothing to send."""

from sqlalchemy import String
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column
from sqlalchemy.orm.attributes import set_committed_value


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
    set_committed_value(user, "name", name)
    user.email = user.email


def delete_user(session: Session, user: User) -> None:
    session.delete(user)


def waiting(session: Session) -> dict[str, int]:
    return {"new": len(session.new), "dirty": len(session.dirty), "deleted": len(session.deleted)}


def save(session: Session) -> dict[str, int]:
    saved = waiting(session)
    _commit(session)
    return saved


def discard(session: Session) -> None:
    session.rollback()


def would_fit(session: Session, name: str, email: str) -> bool:
    attempt = session.begin_nested()
    try:
        add_user_with_id(session, name, email)
    except IntegrityError:
        return False
    finally:
        attempt.rollback()
    return True


def replace_user(session: Session, user: User, name: str) -> User:
    session.delete(user)
    session.flush()
    heir = add_user(session, name, user.email)
    _commit(session)
    return heir


def _commit(session: Session) -> None:
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
