"""The untouched starter.py lies beside the file in which the work was really done."""

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
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    content: Mapped[str]

    user: Mapped["User"] = relationship(back_populates="messages")


def count_users(session: Session) -> int:
    # return len(session.query(User).all())   first try
    return session.scalar(select(func.count()).select_from(User))


def count_by_activity(session: Session) -> dict[bool | None, int]:
    rows = session.execute(select(User.is_active, func.count(User.id)).group_by(User.is_active))
    return {active: n for active, n in rows}


def user_message_pairs(session: Session) -> list[tuple[User, Message]]:
    return session.execute(select(User, Message).join(User.messages)).all()


def active_emails(session: Session) -> list[str]:
    stmt = select(User.email).where(User.is_active.is_(True), User.email.is_not(None)).order_by(User.email)
    return list(session.scalars(stmt))


def webmail_users(session: Session) -> list[User]:
    stmt = (
        select(User)
        .where(User.is_active)
        .where(or_(User.email.endswith("@gmail.com"), User.email.endswith("@yahoo.com")))
        .order_by(User.name)
    )
    return list(session.scalars(stmt))


def search_messages(session: Session, words: str) -> list[Message]:
    stmt = select(Message).where(Message.content.contains(words, autoescape=True)).order_by(Message.id)
    return list(session.scalars(stmt).all())


def message_counts(session: Session, at_least: int) -> list[tuple[str, int]]:
    n = func.count(Message.id)
    stmt = (
        select(User.name, n)
        .join(Message, isouter=True)
        .group_by(User.id, User.name)
        .having(n >= at_least)
        .order_by(n.desc(), User.name)
    )
    return session.execute(stmt).all()


def find_by_name(session: Session, name: str) -> list[dict]:
    result = session.execute(text("SELECT id, email FROM users WHERE name = :n"), {"n": name})
    return [dict(row) for row in result.mappings()]
