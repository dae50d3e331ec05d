"""A Session subclass that never expires on commit, with long-winded, commented functions that roll back when a commit fails."""

from typing import List
from typing import Optional

import sqlalchemy
from sqlalchemy import orm


DATABASE_URL = "postgresql://user:pass@localhost:5432/myapp"

engine = sqlalchemy.create_engine(DATABASE_URL)


class ApplicationSession(orm.Session):
    """
    A session whose objects keep the values they had at the commit.

    The normal behaviour is that ``commit()`` expires every object, so that
    the next access to an attribute reads the row again. Once the session is
    closed that is not possible any more.
    """

    def __init__(self, bind=None, **keyword_arguments):
        keyword_arguments.setdefault("expire_on_commit", False)
        if bind is None:
            bind = engine
        super().__init__(bind=bind, **keyword_arguments)


class Base(orm.DeclarativeBase):
    """The common base class of all models."""


class User(Base):
    """Somebody who writes messages."""

    __tablename__ = "users"

    id: orm.Mapped[int] = orm.mapped_column(
        sqlalchemy.Integer,
        primary_key=True,
    )
    name: orm.Mapped[str] = orm.mapped_column(
        sqlalchemy.String(100),
        nullable=False,
    )
    email: orm.Mapped[str] = orm.mapped_column(
        sqlalchemy.String(255),
        nullable=False,
        unique=True,
    )

    messages: orm.Mapped[List["Message"]] = orm.relationship(
        "Message",
        back_populates="user",
    )


class Message(Base):
    """A text that a user has written."""

    __tablename__ = "messages"

    id: orm.Mapped[int] = orm.mapped_column(
        sqlalchemy.Integer,
        primary_key=True,
    )
    user_id: orm.Mapped[int] = orm.mapped_column(
        sqlalchemy.Integer,
        sqlalchemy.ForeignKey("users.id"),
        nullable=False,
    )
    content: orm.Mapped[str] = orm.mapped_column(
        sqlalchemy.Text,
        nullable=False,
    )

    user: orm.Mapped["User"] = orm.relationship(
        "User",
        back_populates="messages",
    )


def commit_or_roll_back(session: orm.Session) -> None:
    """Commit; if that goes wrong, leave the session usable and pass the error on."""
    try:
        session.commit()
    except Exception:
        session.rollback()
        raise


def make_session() -> ApplicationSession:
    """Return a new session at each call."""
    new_session = ApplicationSession()
    return new_session


def load_user(session: orm.Session, user_id: int) -> Optional[User]:
    """Load a user together with all messages of this user."""
    # One statement for the user, and a second one for the messages. A query
    # is used rather than session.get(), because get() would give back an
    # object that the session holds already without looking at the options.
    query = session.query(User)
    query = query.options(orm.selectinload(User.messages))
    query = query.filter(User.id == user_id)
    user = query.one_or_none()
    return user


def load_message(session: orm.Session, message_id: int) -> Optional[Message]:
    """Load a message together with the user who has written it."""
    # There is exactly one user for a message, so that one JOIN does it.
    query = session.query(Message)
    query = query.options(orm.joinedload(Message.user))
    query = query.filter(Message.id == message_id)
    message = query.one_or_none()
    return message


def create_user(session: orm.Session, name: str, email: str, contents: List[str]) -> User:
    """Store a new user with one message for each text."""
    messages = []
    for content in contents:
        message = Message(content=content)
        messages.append(message)

    # The list is always set, also if it is empty: in this way the
    # relationship counts as loaded when the session is closed.
    user = User(name=name, email=email, messages=messages)

    session.add(user)
    commit_or_roll_back(session)
    return user


def reattach(session: orm.Session, user: User) -> User:
    """Return the object of this session that stands for the detached user."""
    # merge() copies the state onto an object of this session, and leaves the
    # object that it is given alone.
    attached_user = session.merge(user)
    return attached_user


def save_user(session: orm.Session, user: User) -> User:
    """Store the columns of the detached user for good."""
    # Only the columns are taken over. The messages of the detached user may
    # be out of date, and are none of our business here.
    stored_user = session.query(User).filter(User.id == user.id).one()
    stored_user.name = user.name
    stored_user.email = user.email
    commit_or_roll_back(session)
    return stored_user


def add_message(session: orm.Session, user: User, content: str) -> Message:
    """Store a new message of the detached user for good."""
    # The message must not point to the detached object, because adding the
    # message would then pull that object into the session.
    author = session.query(User).filter(User.id == user.id).one()
    message = Message(content=content, user=author)
    session.add(message)
    commit_or_roll_back(session)
    return message


def messages_of(session: orm.Session, user: User) -> List[Message]:
    """Return all messages of the detached user, in the order of their ids."""
    query = session.query(Message)
    query = query.filter(Message.user_id == user.id)
    query = query.order_by(Message.id)
    messages = query.all()
    return messages
