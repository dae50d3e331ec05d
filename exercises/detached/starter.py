"""Objects that outlive their session. The models are finished; replace every TODO."""

from sqlalchemy import ForeignKey, String, create_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

engine = create_engine("postgresql://user:pass@localhost:5432/myapp")
# TODO: what makes the sessions


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
    # TODO: a new session, whose objects can be read after a commit and after it is closed
    raise NotImplementedError


def load_user(session: Session, user_id: int) -> User | None:
    # TODO: this user with the messages loaded, or None
    raise NotImplementedError


def load_message(session: Session, message_id: int) -> Message | None:
    # TODO: this message with its user loaded, or None
    raise NotImplementedError


def create_user(session: Session, name: str, email: str, contents: list[str]) -> User:
    # TODO: store a user with a message for each content for good, and return it so that it can be read
    raise NotImplementedError


def reattach(session: Session, user: User) -> User:
    # TODO: an object of this session for the detached user; do not commit
    raise NotImplementedError


def save_user(session: Session, user: User) -> User:
    # TODO: store for good what was changed on the detached user, and return it so that it can be read
    raise NotImplementedError


def add_message(session: Session, user: User, content: str) -> Message:
    # TODO: store a message of the detached user for good, and return it so that it and its user can be read
    raise NotImplementedError


def messages_of(session: Session, user: User) -> list[Message]:
    # TODO: the messages of the detached user, by id
    raise NotImplementedError
