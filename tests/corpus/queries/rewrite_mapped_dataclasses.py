"""Models as dataclasses (MappedAsDataclass), counting with FILTER, and pairs out of eagerly loaded messages."""

from sqlalchemy import ForeignKey, String, UniqueConstraint, func, select, text
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    MappedAsDataclass,
    Session,
    contains_eager,
    mapped_column,
    relationship,
)


class Base(MappedAsDataclass, DeclarativeBase):
    """Everything that inherits from this is a dataclass and a table."""


class User(Base):
    __tablename__ = "users"
    __table_args__ = (UniqueConstraint("email", name="uq_users_email"),)

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(255), default=None)
    is_active: Mapped[bool | None] = mapped_column(default=None)
    messages: Mapped[list["Message"]] = relationship(
        back_populates="user", default_factory=list, repr=False, compare=False
    )


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(init=False, primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), init=False)
    content: Mapped[str]
    user: Mapped[User] = relationship(back_populates="messages", default=None, repr=False, compare=False)


def count_users(session: Session) -> int:
    return session.scalars(select(func.count()).select_from(User)).one()


def count_by_activity(session: Session) -> dict[bool | None, int]:
    values = (True, False, None)
    columns = [func.count().filter(User.is_active.is_(value)) for value in values]
    numbers = session.execute(select(*columns).select_from(User)).one()
    return {value: number for value, number in zip(values, numbers) if number > 0}


def user_message_pairs(session: Session) -> list[tuple[User, Message]]:
    query = select(Message).join(Message.user).options(contains_eager(Message.user))
    return [(message.user, message) for message in session.scalars(query)]


def active_emails(session: Session) -> list[str]:
    query = select(User.email).filter_by(is_active=True).filter(User.email != None)  # noqa: E711
    return session.scalars(query.order_by(User.email)).all()


def webmail_users(session: Session) -> list[User]:
    query = (
        select(User)
        .filter_by(is_active=True)
        .filter(func.right(User.email, len("@gmail.com")).in_(["@gmail.com", "@yahoo.com"]))
        .order_by(User.name)
    )
    return session.scalars(query).all()


def search_messages(session: Session, words: str) -> list[Message]:
    # strpos() knows no wildcards: there is nothing to escape.
    query = select(Message).filter(func.strpos(Message.content, words) > 0).order_by(Message.id)
    return session.scalars(query).all()


def message_counts(session: Session, at_least: int) -> list[tuple[str, int]]:
    sent = (
        select(func.count(Message.id))
        .where(Message.user_id == User.id)
        .correlate(User)
        .scalar_subquery()
        .label("sent")
    )
    query = select(User.name, sent).where(sent >= at_least).order_by(sent.desc(), User.name)
    return [tuple(row) for row in session.execute(query)]


def find_by_name(session: Session, name: str) -> list[dict]:
    query = text("SELECT id, email FROM users WHERE name = :name").columns(User.id, User.email)
    return [row._asdict() for row in session.execute(query, {"name": name})]
