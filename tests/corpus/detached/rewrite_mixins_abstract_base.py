"""Mixins and an abstract base carry the key, the table name and the copying of columns; the functions only combine them."""

from __future__ import annotations

from sqlalchemy import ForeignKey, create_engine, inspect, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    Session,
    declared_attr,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
    sessionmaker,
)

engine = create_engine("postgresql://user:pass@localhost:5432/myapp")
make_db_session = sessionmaker(bind=engine, expire_on_commit=False)


class Base(DeclarativeBase):
    pass


class TableNameMixin:
    @declared_attr.directive
    def __tablename__(cls) -> str:
        return cls.__name__.lower() + "s"


class CopyColumnsMixin:
    def copy_columns_from(self, other) -> None:
        """Take over every column but the primary key."""
        mapper = inspect(type(self))
        keys = {mapper.get_property_by_column(column).key for column in mapper.primary_key}
        for attribute in mapper.column_attrs:
            if attribute.key not in keys:
                setattr(self, attribute.key, getattr(other, attribute.key))


class Model(TableNameMixin, CopyColumnsMixin, Base):
    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)

    @classmethod
    def find(cls, db_session: Session, key: int, *options):
        return db_session.scalars(select(cls).where(cls.id == key).options(*options)).one_or_none()


class BelongsToUserMixin:
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))

    @declared_attr
    def user(cls) -> Mapped[User]:
        return relationship("User", back_populates="messages")


class User(Model):
    name: Mapped[str]
    email: Mapped[str] = mapped_column(unique=True)

    messages: Mapped[list[Message]] = relationship(back_populates="user")


class Message(BelongsToUserMixin, Model):
    content: Mapped[str]


def make_session() -> Session:
    return make_db_session()


def load_user(db_session: Session, user_id: int) -> User | None:
    return User.find(db_session, user_id, selectinload(User.messages))


def load_message(db_session: Session, message_id: int) -> Message | None:
    return Message.find(db_session, message_id, joinedload(Message.user))


def create_user(db_session: Session, name: str, email: str, contents: list[str]) -> User:
    user = User(name=name, email=email)
    user.messages = [Message(content=content) for content in contents]
    db_session.add(user)
    db_session.commit()
    return user


def reattach(db_session: Session, user: User) -> User:
    attached = db_session.get_one(User, user.id)
    attached.copy_columns_from(user)
    return attached


def save_user(db_session: Session, user: User) -> User:
    saved = reattach(db_session, user)
    db_session.commit()
    return saved


def add_message(db_session: Session, user: User, content: str) -> Message:
    message = Message(content=content)
    message.user = db_session.get_one(User, user.id)
    db_session.add(message)
    db_session.commit()
    return message


def messages_of(db_session: Session, user: User) -> list[Message]:
    query = select(Message).where(Message.user_id == user.id).order_by(Message.id)
    return list(db_session.scalars(query))
