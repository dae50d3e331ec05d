"""From the new documentation: select() with joinedload() and scalars(), and unique() was overlooked."""
# fails: users-with-messages, users-who-wrote, details-no-product

from typing import List

from sqlalchemy import ForeignKey, String, create_engine, func, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, joinedload, mapped_column, relationship

engine = create_engine("sqlite://", echo=True)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "user_account"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(30 + 30))
    email: Mapped[str] = mapped_column(unique=True)

    messages: Mapped[List["Message"]] = relationship(back_populates="user", cascade="all, delete-orphan")
    logins: Mapped[List["Login"]] = relationship(back_populates="user")

    def __repr__(self) -> str:
        return f"User(id={self.id!r}, name={self.name!r}, email={self.email!r})"


class Message(Base):
    __tablename__ = "message"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    content: Mapped[str]

    user: Mapped["User"] = relationship(back_populates="messages")


class Login(Base):
    __tablename__ = "login"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    device: Mapped[str]

    user: Mapped["User"] = relationship(back_populates="logins")


def list_users(session: Session) -> list[User]:
    return session.scalars(select(User).order_by(User.name)).all()


def users_with_messages(session: Session) -> list[User]:
    stmt = select(User).options(joinedload(User.messages)).order_by(User.name)
    return session.scalars(stmt).all()


def messages_with_senders(session: Session) -> list[Message]:
    stmt = select(Message).options(joinedload(Message.user, innerjoin=True)).order_by(Message.id)
    return session.scalars(stmt).all()


def users_who_wrote(session: Session, word: str) -> list[User]:
    stmt = (
        select(User)
        .where(User.messages.any(Message.content.contains(word)))
        .options(joinedload(User.messages))
        .order_by(User.name)
    )
    return session.execute(stmt).scalars().all()


def user_details(session: Session, user_id: int) -> User:
    stmt = select(User).where(User.id == user_id).options(joinedload(User.messages), joinedload(User.logins))
    return session.scalars(stmt).first()


def activity(session: Session) -> dict:
    messages = dict(session.execute(select(Message.user_id, func.count()).group_by(Message.user_id)).all())
    logins = dict(session.execute(select(Login.user_id, func.count()).group_by(Login.user_id)).all())
    ids = session.scalars(select(User.id))
    return {i: {"messages": messages.get(i, 0), "logins": logins.get(i, 0)} for i in ids}


if __name__ == "__main__":
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        spongebob = User(name="spongebob", email="spongebob@sqlalchemy.org")
        session.add(spongebob)
        session.commit()
        print(users_with_messages(session))
