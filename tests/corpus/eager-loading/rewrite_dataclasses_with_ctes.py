"""Models as dataclasses (MappedAsDataclass, compared by identity), and CTEs wherever something is counted or found."""

from sqlalchemy import ForeignKey, String, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedAsDataclass, Session
from sqlalchemy.orm import joinedload, mapped_column, relationship, selectinload


class Base(MappedAsDataclass, DeclarativeBase, eq=False):
    pass


class User(Base, eq=False):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)
    messages: Mapped[list["Message"]] = relationship(back_populates="user", init=False, repr=False)
    logins: Mapped[list["Login"]] = relationship(back_populates="user", init=False, repr=False)


class Message(Base, eq=False):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    content: Mapped[str]
    user: Mapped[User] = relationship(back_populates="messages", init=False, repr=False)


class Login(Base, eq=False):
    __tablename__ = "logins"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    device: Mapped[str] = mapped_column(String(50))
    user: Mapped[User] = relationship(back_populates="logins", init=False, repr=False)


def list_users(session: Session) -> list[User]:
    return list(session.scalars(select(User).order_by(User.name)))


def users_with_messages(session: Session) -> list[User]:
    query = select(User).options(joinedload(User.messages)).order_by(User.name)
    return list(session.scalars(query).unique())


def messages_with_senders(session: Session) -> list[Message]:
    query = select(Message).options(selectinload(Message.user)).order_by(Message.id)
    return list(session.scalars(query))


def users_who_wrote(session: Session, word: str) -> list[User]:
    writers = select(Message.user_id).distinct().where(Message.content.contains(word)).cte("writers")
    query = (
        select(User)
        .join(writers, writers.c.user_id == User.id)
        .options(joinedload(User.messages))
        .order_by(User.name)
    )
    return list(session.scalars(query).unique())


def user_details(session: Session, user_id: int) -> User | None:
    # populate_existing: also when this session knows the user already, the lists are loaded.
    options = [joinedload(User.messages), selectinload(User.logins)]
    return session.get(User, user_id, options=options, populate_existing=True)


def activity(session: Session) -> dict[int, dict[str, int]]:
    sent = (
        select(Message.user_id, func.count(Message.id).label("messages"))
        .group_by(Message.user_id)
        .cte("sent")
    )
    made = select(Login.user_id, func.count(Login.id).label("logins")).group_by(Login.user_id).cte("made")
    query = (
        select(
            User.id,
            func.coalesce(sent.c.messages, 0).label("messages"),
            func.coalesce(made.c.logins, 0).label("logins"),
        )
        .join(sent, sent.c.user_id == User.id, isouter=True)
        .join(made, made.c.user_id == User.id, isouter=True)
    )
    return {row.id: {"messages": row.messages, "logins": row.logins} for row in session.execute(query)}
