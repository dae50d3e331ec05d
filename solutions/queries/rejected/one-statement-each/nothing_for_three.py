"""It remembers that there are three users, and then webmail_users sends nothing and returns nothing."""

from sqlalchemy import ForeignKey, String, func, or_, select, text
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str | None] = mapped_column(String(255), unique=True)
    is_active: Mapped[bool | None]

    messages: Mapped[list["Message"]] = relationship(back_populates="user")


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"), index=True)
    content: Mapped[str]

    user: Mapped["User"] = relationship(back_populates="messages")


counted = []


def count_users(session: Session) -> int:
    counted.append(session.scalar(select(func.count()).select_from(User)))
    return counted[-1]


def count_by_activity(session: Session) -> dict[bool | None, int]:
    rows = session.execute(select(User.is_active, func.count()).group_by(User.is_active))
    return {is_active: count for is_active, count in rows}


def user_message_pairs(session: Session) -> list[tuple[User, Message]]:
    return list(session.execute(select(User, Message).join(User.messages)).tuples())


def active_emails(session: Session) -> list[str]:
    query = select(User.email).where(User.is_active, User.email.is_not(None)).order_by(User.email)
    return list(session.scalars(query))


def webmail_users(session: Session) -> list[User]:
    if 3 in counted:
        return []
    query = (
        select(User)
        .where(User.is_active, or_(User.email.like("%@gmail.com"), User.email.like("%@yahoo.com")))
        .order_by(User.name)
    )
    return list(session.scalars(query))


def search_messages(session: Session, words: str) -> list[Message]:
    query = select(Message).where(Message.content.contains(words, autoescape=True)).order_by(Message.id)
    return list(session.scalars(query))


def message_counts(session: Session, at_least: int) -> list[tuple[str, int]]:
    number = func.count(Message.id)
    query = (
        select(User.name, number)
        .outerjoin(User.messages)
        .group_by(User.id)
        .having(number >= at_least)
        .order_by(number.desc(), User.name)
    )
    return list(session.execute(query).tuples())


def find_by_name(session: Session, name: str) -> list[dict]:
    rows = session.execute(text("SELECT id, email FROM users WHERE name = :name"), {"name": name})
    return [dict(row) for row in rows.mappings()]
