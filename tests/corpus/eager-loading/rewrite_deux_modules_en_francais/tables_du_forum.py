"""Les trois modeles."""

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "utilisateurs"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    email: Mapped[str] = mapped_column(String(255), unique=True)

    messages: Mapped[list["Message"]] = relationship(back_populates="user")
    logins: Mapped[list["Login"]] = relationship(back_populates="user")


class Message(Base):
    __tablename__ = "lettres"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    content: Mapped[str]

    user: Mapped[User] = relationship(back_populates="messages")


class Login(Base):
    __tablename__ = "connexions"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    device: Mapped[str] = mapped_column(String(50))

    user: Mapped[User] = relationship(back_populates="logins")
