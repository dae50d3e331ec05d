"""Sessions with expire_on_commit=False, queries with eager loading, and instead of merge() only what was changed is copied to the session's own object."""

from sqlalchemy import ForeignKey, String, create_engine, inspect, select
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
SessionLocal = sessionmaker(bind=engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)

    messages: Mapped[list["Message"]] = relationship(back_populates="user")


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    content: Mapped[str]

    user: Mapped["User"] = relationship(back_populates="messages")


def make_session() -> Session:
    return SessionLocal()


def _commit(session: Session) -> None:
    try:
        session.commit()
    except Exception:
        session.rollback()
        raise


def _copy_changes(source, target) -> None:
    """Set on target every column that was changed on source since it was loaded."""
    state = inspect(source)
    for column in state.mapper.column_attrs:
        if state.attrs[column.key].history.has_changes():
            setattr(target, column.key, getattr(source, column.key))


# ---- loading for later ----


def load_user(session: Session, user_id: int) -> User | None:
    # not session.get(): it ignores the options for a user that the session holds already
    query = select(User).where(User.id == user_id).options(selectinload(User.messages))
    return session.scalars(query).one_or_none()


def load_message(session: Session, message_id: int) -> Message | None:
    query = select(Message).where(Message.id == message_id).options(joinedload(Message.user))
    return session.scalars(query).one_or_none()


def create_user(session: Session, name: str, email: str, contents: list[str]) -> User:
    user = User(name=name, email=email, messages=[Message(content=content) for content in contents])
    session.add(user)
    _commit(session)
    return user


# ---- going on in another session ----


def reattach(session: Session, user: User) -> User:
    # The messages are loaded here, before anything is changed: reading them later would first
    # flush the changes. merge() would look up each loaded message of the detached user by itself.
    with session.no_autoflush:
        mine = load_user(session, user.id)
        if mine is None:
            raise LookupError(f"there is no user {user.id} any more")

        _copy_changes(user, mine)

        state = inspect(user)
        if "messages" not in state.unloaded:
            here = {message.id: message for message in mine.messages}
            for message in user.messages:
                if message.id is None:
                    mine.messages.append(Message(content=message.content))
                elif message.id in here:
                    _copy_changes(message, here[message.id])
            for message in state.attrs.messages.history.deleted:
                if message.id in here:
                    mine.messages.remove(here[message.id])
    return mine


def save_user(session: Session, user: User) -> User:
    mine = session.get_one(User, user.id)
    _copy_changes(user, mine)
    _commit(session)
    return mine


def add_message(session: Session, user: User, content: str) -> Message:
    message = Message(content=content, user=session.get_one(User, user.id))
    session.add(message)
    _commit(session)
    return message


def messages_of(session: Session, user: User) -> list[Message]:
    query = select(Message).where(Message.user_id == user.id).order_by(Message.id)
    return list(session.scalars(query))
