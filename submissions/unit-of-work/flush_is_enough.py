"""Takes flush() for the end of the work: nothing is committed, and discard throws away only what waits."""
# fails: save, discard, replace

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
    setattr(user, "name", name)


def delete_user(session: Session, user: User) -> None:
    session.delete(user)


def waiting(session: Session) -> dict[str, int]:
    return dict(new=len(session.new), dirty=len(session.dirty), deleted=len(session.deleted))


def save(session: Session) -> dict[str, int]:
    result = waiting(session)
    session.flush()
    return result


def discard(session: Session) -> None:
    for user in session.new:
        session.expunge(user)
    for user in session.dirty:
        session.expire(user)
    for user in session.deleted:
        session.add(user)


def would_fit(session: Session, name: str, email: str) -> bool:
    try:
        add_user_with_id(session, name, email)
    except IntegrityError:
        return False
    finally:
        session.rollback()
    return True


def replace_user(session: Session, user: User, name: str) -> User:
    session.delete(user)
    session.flush()
    return add_user_with_id(session, name, user.email)
