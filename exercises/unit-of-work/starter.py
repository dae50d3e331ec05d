"""Working with a session: what waits in it, what is sent, what stays. The model is finished; replace every TODO."""

from sqlalchemy import String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)


def add_user(session: Session, name: str, email: str) -> User:
    # TODO: add a user to the session, and return it; neither flush nor commit
    raise NotImplementedError


def add_user_with_id(session: Session, name: str, email: str) -> User:
    # TODO: add a user, so that it has its id, and return it; flush, but do not commit
    raise NotImplementedError


def rename_user(session: Session, user: User, name: str) -> None:
    # TODO: give the user another name; neither flush nor commit
    raise NotImplementedError


def delete_user(session: Session, user: User) -> None:
    # TODO: mark the user as deleted; neither flush nor commit
    raise NotImplementedError


def waiting(session: Session) -> dict[str, int]:
    # TODO: {"new": how many, "dirty": how many, "deleted": how many}
    raise NotImplementedError


def save(session: Session) -> dict[str, int]:
    # TODO: commit, and return what had been waiting; after an IntegrityError roll back, and let it go on
    raise NotImplementedError


def discard(session: Session) -> None:
    # TODO: undo all that was not committed
    raise NotImplementedError


def would_fit(session: Session, name: str, email: str) -> bool:
    # TODO: try whether PostgreSQL would take such a user, and leave nothing of it
    raise NotImplementedError


def replace_user(session: Session, user: User, name: str) -> User:
    # TODO: delete the user, and store another with the same email; both or neither; commit
    raise NotImplementedError
