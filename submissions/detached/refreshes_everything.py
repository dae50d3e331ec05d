"""Lets everything expire, and refreshes it before it is returned: all can be read, at the price of reading it twice."""
# fails: save-user, add-message, create-statements

from sqlalchemy import ForeignKey, String, create_engine, select
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column, relationship, sessionmaker

engine = create_engine("postgresql://user:pass@localhost:5432/myapp")
SessionLocal = sessionmaker(bind=engine)


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)
    messages: Mapped[list["Message"]] = relationship(back_populates="user", lazy="selectin")


class Message(Base):
    __tablename__ = "messages"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("users.id"))
    content: Mapped[str]
    user: Mapped["User"] = relationship(back_populates="messages", lazy="joined")


def make_session() -> Session:
    return SessionLocal()


def load_user(session: Session, user_id: int) -> User | None:
    return session.get(User, user_id)


def load_message(session: Session, message_id: int) -> Message | None:
    return session.get(Message, message_id)


def create_user(session: Session, name: str, email: str, contents: list[str]) -> User:
    user = User(name=name, email=email, messages=[Message(content=text) for text in contents])
    session.add(user)
    session.commit()
    session.refresh(user)
    return user


def reattach(session: Session, user: User) -> User:
    return session.merge(user)


def save_user(session: Session, user: User) -> User:
    user = session.merge(user)
    session.commit()
    session.refresh(user)
    return user


def add_message(session: Session, user: User, content: str) -> Message:
    message = Message(content=content, user_id=user.id)
    session.add(message)
    session.commit()
    session.refresh(message)
    return message


def messages_of(session: Session, user: User) -> list[Message]:
    return session.scalars(select(Message).where(Message.user == user).order_by(Message.id)).all()
