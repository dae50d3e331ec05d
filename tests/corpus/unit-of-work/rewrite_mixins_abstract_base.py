"""An abstract base, mixins for the key and the required columns, and a decorator that rolls back whatever fails."""

import functools

from sqlalchemy import String
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, declared_attr, mapped_column


class Base(DeclarativeBase):
    pass


class Model(Base):
    """What all tables have in common: the name of the class, in lower case and with an s, is that of the table."""

    __abstract__ = True

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower() + "s"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} at {id(self):#x}>"


class HasId:
    id: Mapped[int] = mapped_column(primary_key=True, sort_order=-1)


class HasName:
    name: Mapped[str] = mapped_column(String(100), nullable=False)


class HasUniqueEmail:
    email: Mapped[str] = mapped_column(String(255), nullable=False, unique=True)


class User(HasId, HasName, HasUniqueEmail, Model):
    pass


def all_or_nothing(function):
    """Commit when the function is through, and roll back if it, or the commit, fails."""

    @functools.wraps(function)
    def wrapper(session: Session, *args, **kwargs):
        try:
            result = function(session, *args, **kwargs)
            session.commit()
        except SQLAlchemyError:
            session.rollback()
            raise
        return result

    return wrapper


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
    return {
        "new": len(session.new),
        "dirty": len(session.dirty),
        "deleted": len(session.deleted),
    }


@all_or_nothing
def save(session: Session) -> dict[str, int]:
    return waiting(session)


def discard(session: Session) -> None:
    session.rollback()


def would_fit(session: Session, name: str, email: str) -> bool:
    try:
        add_user_with_id(session, name, email)
        fits = True
    except IntegrityError:
        fits = False
    finally:
        session.rollback()
    return fits


@all_or_nothing
def replace_user(session: Session, user: User, name: str) -> User:
    email = user.email
    delete_user(session, user)
    session.flush()
    return add_user(session, name, email)
