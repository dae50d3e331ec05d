"""A service class that holds a session does the work, and the functions of the module only delegate to it."""

from sqlalchemy import ForeignKey, String, create_engine, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    joinedload,
    mapped_column,
    relationship,
    sessionmaker,
)

engine = create_engine("postgresql://user:pass@localhost:5432/myapp", pool_pre_ping=True)
SessionFactory = sessionmaker(engine, expire_on_commit=False)


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
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    content: Mapped[str]
    user: Mapped[User] = relationship(back_populates="messages")


class MessageService:
    def __init__(self, session: Session):
        self._session = session

    # reading

    def user(self, user_id: int) -> User | None:
        query = select(User).where(User.id == user_id).options(joinedload(User.messages))
        return self._session.scalars(query).unique().one_or_none()

    def message(self, message_id: int) -> Message | None:
        query = select(Message).where(Message.id == message_id).options(joinedload(Message.user))
        return self._session.scalars(query).one_or_none()

    def messages(self, user: User) -> list[Message]:
        query = select(Message).where(Message.user_id == user.id).order_by(Message.id)
        return list(self._session.scalars(query))

    def attached(self, user: User) -> User:
        return self._session.merge(user)

    # writing

    def register(self, name: str, email: str, contents: list[str]) -> User:
        user = User(name=name, email=email, messages=[Message(content=c) for c in contents])
        return self._stored(user)

    def save(self, user: User) -> User:
        current = self._own(user)
        current.name = user.name
        current.email = user.email
        return self._stored(current)

    def post(self, user: User, content: str) -> Message:
        return self._stored(Message(user=self._own(user), content=content))

    # helpers

    def _own(self, user: User) -> User:
        """This session's object for the row of the user, as it is in the database."""
        return self._session.get_one(User, user.id)

    def _stored(self, entity):
        self._session.add(entity)
        self._session.commit()
        return entity


def make_session() -> Session:
    return SessionFactory()


def load_user(session: Session, user_id: int) -> User | None:
    return MessageService(session).user(user_id)


def load_message(session: Session, message_id: int) -> Message | None:
    return MessageService(session).message(message_id)


def create_user(session: Session, name: str, email: str, contents: list[str]) -> User:
    return MessageService(session).register(name, email, contents)


def reattach(session: Session, user: User) -> User:
    return MessageService(session).attached(user)


def save_user(session: Session, user: User) -> User:
    return MessageService(session).save(user)


def add_message(session: Session, user: User, content: str) -> Message:
    return MessageService(session).post(user, content)


def messages_of(session: Session, user: User) -> list[Message]:
    return MessageService(session).messages(user)
