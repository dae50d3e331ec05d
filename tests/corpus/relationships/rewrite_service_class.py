"""A chat service with small private lookups that raise, and module-level functions that delegate to it; the session is called db_session."""

from typing import TypeVar

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship

T = TypeVar("T")

OWNS = "save-update, merge, refresh-expire, expunge, delete, delete-orphan"


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)

    messages: Mapped[list["Message"]] = relationship(
        back_populates="user", cascade=OWNS, order_by=lambda: Message.id
    )

    def say(self, content: str) -> "Message":
        message = Message(content=content)
        self.messages.append(message)
        return message


class Room(Base):
    __tablename__ = "rooms"

    id: Mapped[int] = mapped_column(primary_key=True)
    title: Mapped[str] = mapped_column(String(100))

    messages: Mapped[list["Message"]] = relationship(back_populates="room", order_by=lambda: Message.id)


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    room_id: Mapped[int | None] = mapped_column(ForeignKey("rooms.id"))
    content: Mapped[str]

    user: Mapped["User"] = relationship(back_populates="messages")
    room: Mapped["Room | None"] = relationship(back_populates="messages")

    @property
    def line(self) -> str:
        return f"{self.user.name}: {self.content}"


class NotThere(LookupError):
    """There is no such user, message or room."""


class ChatService:
    def __init__(self, db_session: Session) -> None:
        self.db_session = db_session

    def _need(self, model: type[T], key: int) -> T:
        found = self.db_session.get(model, key)
        if found is None:
            raise NotThere(f"{model.__name__} {key}")
        return found

    def register(self, name: str, email: str, contents: list[str]) -> User:
        user = User(name=name, email=email)
        for content in contents:
            user.say(content)
        self.db_session.add(user)
        self.db_session.commit()
        return user

    def lines(self, user_id: int) -> list[str]:
        return [message.line for message in self._need(User, user_id).messages]

    def sender(self, message_id: int) -> str:
        return self._need(Message, message_id).user.name

    def post(self, user_id: int, content: str) -> Message:
        message = self._need(User, user_id).say(content)
        self.db_session.commit()
        return message

    def remove(self, user_id: int, message_id: int) -> None:
        user = self._need(User, user_id)
        message = self._need(Message, message_id)
        if message.user is not user:
            raise NotThere(f"Message {message_id} of User {user_id}")
        user.messages.remove(message)
        self.db_session.commit()

    def move(self, message_id: int, room_id: int) -> Message:
        message = self._need(Message, message_id)
        message.room = self._need(Room, room_id)
        self.db_session.commit()
        return message

    def take_out(self, message_id: int) -> Message:
        message = self._need(Message, message_id)
        message.room = None
        self.db_session.commit()
        return message


def create_user(db_session: Session, name: str, email: str, contents: list[str]) -> User:
    return ChatService(db_session).register(name, email, contents)


def lines(db_session: Session, user_id: int) -> list[str]:
    try:
        return ChatService(db_session).lines(user_id)
    except NotThere:
        return []


def sender(db_session: Session, message_id: int) -> str | None:
    try:
        return ChatService(db_session).sender(message_id)
    except NotThere:
        return None


def add_message(db_session: Session, user_id: int, content: str) -> Message | None:
    try:
        return ChatService(db_session).post(user_id, content)
    except NotThere:
        return None


def remove_message(db_session: Session, user_id: int, message_id: int) -> bool:
    try:
        ChatService(db_session).remove(user_id, message_id)
    except NotThere:
        return False
    return True


def to_room(db_session: Session, message_id: int, room_id: int | None) -> Message | None:
    service = ChatService(db_session)
    try:
        if room_id is None:
            return service.take_out(message_id)
        return service.move(message_id, room_id)
    except NotThere:
        return None
