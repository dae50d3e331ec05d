"""Joins by hand where an option was meant: each user comes once for each message, and some never."""

from sqlalchemy import ForeignKey, String, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, contains_eager, mapped_column, relationship, selectinload


class Base(DeclarativeBase): ...


class User(Base):
    __tablename__ = "user_account"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)
    messages: Mapped[list["Message"]] = relationship(back_populates="user")
    logins: Mapped[list["Login"]] = relationship(back_populates="user", lazy="selectin")  # so I don't need options


class Message(Base):
    __tablename__ = "message"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id = mapped_column(ForeignKey("user_account.id"), nullable=False)
    content: Mapped[str]
    user: Mapped[User] = relationship(back_populates="messages")


class Login(Base):
    __tablename__ = "login"
    id: Mapped[int] = mapped_column(primary_key=True)
    user_id = mapped_column(ForeignKey("user_account.id"), nullable=False)
    device: Mapped[str]
    user: Mapped[User] = relationship(back_populates="logins")


def list_users(session):
    return session.scalars(select(User).order_by(User.name)).all()


def users_with_messages(session):
    stmt = select(User).join(User.messages).order_by(User.name).options(selectinload(User.messages))
    return session.scalars(stmt).all()


def messages_with_senders(session):
    stmt = select(Message).join(Message.user).options(contains_eager(Message.user)).order_by(Message.id)
    return session.scalars(stmt).all()


def users_who_wrote(session, word):
    stmt = (
        select(User).join(Message)
        .where(Message.content.like(f"%{word}%"))
        .options(selectinload(User.messages)).order_by(User.name)
    )
    return session.scalars(stmt).all()


def user_details(session, user_id):
    return session.scalar(select(User).where(User.id == user_id).options(selectinload(User.messages)))


def activity(session):
    res = {}
    for (uid,) in session.execute(select(User.id)):
        res[uid] = {"messages": 0, "logins": 0}
    for uid, n in session.execute(select(Message.user_id, func.count()).group_by(Message.user_id)):
        res[uid]["messages"] = n
    for uid, n in session.execute(select(Login.user_id, func.count()).group_by(Login.user_id)):
        res[uid]["logins"] = n
    return res
