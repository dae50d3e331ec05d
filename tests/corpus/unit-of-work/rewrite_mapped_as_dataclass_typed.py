"""The 2.0 style with MappedAsDataclass, Annotated column types, a TypedDict for the counts, and annotations everywhere."""

from typing import Annotated, Optional, TypedDict

from sqlalchemy import String, create_engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Session, mapped_column

str100 = Annotated[str, 100]
str255 = Annotated[str, 255]


class Base(MappedAsDataclass, DeclarativeBase, eq=False):
    type_annotation_map = {
        str100: String(100),
        str255: String(255),
    }


class User(Base, eq=False):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    name: Mapped[str100]
    email: Mapped[str255] = mapped_column(unique=True)


class Waiting(TypedDict):
    new: int
    dirty: int
    deleted: int


def add_user(session: Session, name: str, email: str) -> User:
    user: User = User(name=name, email=email)
    session.add(user)
    return user


def add_user_with_id(session: Session, name: str, email: str) -> User:
    user: User = add_user(session, name, email)
    session.flush()
    return user


def rename_user(session: Session, user: User, name: str) -> None:
    user.name = name


def delete_user(session: Session, user: User) -> None:
    session.delete(user)


def waiting(session: Session) -> Waiting:
    return Waiting(new=len(session.new), dirty=len(session.dirty), deleted=len(session.deleted))


def save(session: Session) -> Waiting:
    before: Waiting = waiting(session)
    try:
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return before


def discard(session: Session) -> None:
    session.rollback()


def would_fit(session: Session, name: Optional[str], email: str) -> bool:
    try:
        add_user_with_id(session, name, email)  # type: ignore[arg-type]
    except IntegrityError:
        return False
    else:
        return True
    finally:
        session.rollback()


def replace_user(session: Session, user: User, name: str) -> User:
    email: str = user.email
    try:
        session.delete(user)
        session.flush()
        successor: User = add_user_with_id(session, name, email)
        session.commit()
    except IntegrityError:
        session.rollback()
        raise
    return successor


def main() -> None:
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        add_user(session, "Ada", "ada@example.org")
        print(save(session))
        print(session.scalars(select(User)).all())


if __name__ == "__main__":
    main()
