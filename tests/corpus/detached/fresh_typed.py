"""Sessions don't expire on commit, loaders load eagerly, and merge copies only a user's columns because messages don't cascade merges."""

from sqlalchemy import ForeignKey, String, create_engine, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
    sessionmaker,
)

engine = create_engine("postgresql://user:pass@localhost:5432/myapp")
SessionLocal = sessionmaker(engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)

    # Without "merge" in the cascade: merging a user neither loads its messages,
    # nor puts an outdated list in place of the stored one.
    messages: Mapped[list["Message"]] = relationship(back_populates="user", cascade="save-update")


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    content: Mapped[str]

    user: Mapped["User"] = relationship(back_populates="messages")


def make_session() -> Session:
    return SessionLocal()


def load_user(session: Session, user_id: int) -> User | None:
    # Not session.get(): it ignores the options where the session holds the user already.
    return session.scalar(select(User).where(User.id == user_id).options(selectinload(User.messages)))


def load_message(session: Session, message_id: int) -> Message | None:
    return session.scalar(
        select(Message).where(Message.id == message_id).options(joinedload(Message.user, innerjoin=True))
    )


def create_user(session: Session, name: str, email: str, contents: list[str]) -> User:
    user = User(name=name, email=email, messages=[Message(content=content) for content in contents])
    session.add(user)
    session.commit()
    return user


def reattach(session: Session, user: User) -> User:
    # With user and messages loaded first, reading the messages doesn't flush the changes that merge brings.
    with session.no_autoflush:
        _held = load_user(session, user.id)  # the session holds it only weakly
        return session.merge(user)


def save_user(session: Session, user: User) -> User:
    merged = session.merge(user)
    session.commit()
    return merged


def add_message(session: Session, user: User, content: str) -> Message:
    owner = session.get_one(User, user.id)  # only the message is stored, not what was changed on the user
    message = Message(user=owner, content=content)
    session.add(message)
    session.commit()
    return message


def messages_of(session: Session, user: User) -> list[Message]:
    return list(session.scalars(select(Message).where(Message.user_id == user.id).order_by(Message.id)))
