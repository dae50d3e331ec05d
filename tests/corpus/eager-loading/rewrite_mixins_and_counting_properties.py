"""An abstract base, a mixin with declared_attr, and the numbers as deferred column_property of the user."""

from sqlalchemy import ForeignKey, String, Text, func, select
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    column_property,
    declared_attr,
    joinedload,
    mapped_column,
    relationship,
    selectinload,
)


class Base(DeclarativeBase):
    pass


class Model(Base):
    __abstract__ = True

    id: Mapped[int] = mapped_column(primary_key=True)

    @declared_attr.directive
    def __tablename__(cls) -> str:
        return f"{cls.__name__.lower()}s"

    def __repr__(self) -> str:
        return f"{type(self).__name__}(id={self.__dict__.get('id')!r})"


class BelongsToUser:
    """For what belongs to a user: the foreign key, and the way there and back."""

    @declared_attr
    def user_id(cls) -> Mapped[int]:
        return mapped_column(ForeignKey("users.id"), index=True)

    @declared_attr
    def user(cls) -> Mapped["User"]:
        return relationship("User", back_populates=cls.__tablename__)


class User(Model):
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)

    messages: Mapped[list["Message"]] = relationship(back_populates="user")
    logins: Mapped[list["Login"]] = relationship(back_populates="user")


class Message(BelongsToUser, Model):
    content: Mapped[str] = mapped_column(Text)


class Login(BelongsToUser, Model):
    device: Mapped[str] = mapped_column(Text)


def _number_of(child):
    return select(func.count(child.id)).where(child.user_id == User.id).correlate_except(child).scalar_subquery()


User.message_count = column_property(_number_of(Message), deferred=True)
User.login_count = column_property(_number_of(Login), deferred=True)


def list_users(session):
    return [*session.scalars(select(User).order_by(User.name))]


def users_with_messages(session):
    return [*session.scalars(select(User).order_by(User.name).options(selectinload(User.messages)))]


def messages_with_senders(session):
    return [*session.scalars(select(Message).order_by(Message.id).options(joinedload(Message.user)))]


def users_who_wrote(session, word):
    those_with_it = Message.content.contains(word, autoescape=True)
    writers = select(User.id).join(User.messages).where(those_with_it).group_by(User.id)
    query = select(User).where(User.id.in_(writers)).order_by(User.name)
    return [*session.scalars(query.options(selectinload(User.messages)))]


def user_details(session, user_id):
    loaded = [selectinload(User.messages), selectinload(User.logins)]
    return session.scalar(select(User).where(User.id == user_id).options(*loaded))


def activity(session):
    numbers = select(User.id, User.message_count, User.login_count)
    return {key: dict(messages=sent, logins=made) for key, sent, made in session.execute(numbers)}
